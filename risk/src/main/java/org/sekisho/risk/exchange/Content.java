package org.sekisho.risk.exchange;

import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.treatment.Evidence;

/**
 * What is written for another tool.
 *
 * @param model the model
 * @param analysis an analysis of this very model; empty to write the model alone
 * @param evidence what tests said of its controls; formats without a place for it leave it out
 */
public record Content(SystemModel model, Optional<Analysis> analysis, List<Evidence> evidence) {
  /** Keeps its own copy of the evidence. */
  public Content {
    evidence = List.copyOf(evidence);
  }

  /** The model alone. */
  public static Content of(SystemModel model) {
    return new Content(model, Optional.empty(), List.of());
  }

  /** An analysis with its model. */
  public static Content of(Analysis analysis, List<Evidence> evidence) {
    return new Content(analysis.model(), Optional.of(analysis), evidence);
  }
}
