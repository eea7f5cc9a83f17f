package org.sekisho.risk.exchange;

import java.util.Optional;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.analysis.Analysis;

/** Writes one foreign format; the same input gives the same text. */
@FunctionalInterface
public interface Exporter {
  /**
   * Writes the model, and of an analysis of it what the format has a place for.
   *
   * @param model the model
   * @param analysis an analysis of this very model; empty to write the model alone
   */
  Exported write(SystemModel model, Optional<Analysis> analysis);

  /** Writes the model alone. */
  default Exported write(SystemModel model) {
    return write(model, Optional.empty());
  }
}
