package org.sekisho.risk.treatment;

import java.util.List;
import java.util.Map;

/**
 * What people decided about a system's risks. Immutable.
 *
 * @param file name of the file; empty when there is none
 * @param artefacts SHA-256, in hexadecimal, of what runs on a component today, by component id
 * @param treatments decisions about findings, in the order of the file
 * @param ratings judgements that replace a rule's, in the order of the file
 */
public record Decisions(
    String file, Map<String, String> artefacts, List<Decision> treatments, List<Rating> ratings) {
  /** Nothing decided. */
  public static final Decisions NONE = new Decisions("", Map.of(), List.of(), List.of());
}
