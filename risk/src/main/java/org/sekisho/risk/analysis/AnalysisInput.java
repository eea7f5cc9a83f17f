package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.List;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.treatment.Decisions;
import org.sekisho.risk.treatment.Evidence;

/**
 * Everything that an analysis depends on.
 *
 * @param model the system and where its values stand
 * @param digest SHA-256, in hexadecimal, of the model's file; of its name when it has none
 * @param catalogue what is known beforehand
 * @param decisions what people decided
 * @param evidence what tests showed
 * @param on the day for which it is made
 * @param limits bounds
 */
public record AnalysisInput(
    LocatedModel model,
    String digest,
    Catalogue catalogue,
    Decisions decisions,
    List<Evidence> evidence,
    LocalDate on,
    Limits limits) {
  /** Keeps its own copy of the evidence. */
  public AnalysisInput {
    evidence = List.copyOf(evidence);
  }
}
