package org.sekisho.report.document;

import java.time.Instant;
import java.util.List;

/**
 * What is known of a report itself.
 *
 * @param made when it was made, by its maker's word: the only time that a file bears
 * @param author who or what made it
 * @param subject what it is about, in one sentence
 * @param entries what stands on its first page
 */
public record Metadata(Instant made, String author, String subject, List<KeyValue> entries) {
  /** Copies the entries. */
  public Metadata {
    entries = List.copyOf(entries);
  }
}
