package org.sekisho.risk.exchange;

import org.sekisho.model.system.SystemModel;

/** Writes one foreign format; the same input gives the same text. */
@FunctionalInterface
public interface Exporter {
  /** Writes the model, and of its analysis and evidence what the format has a place for. */
  Exported write(Content content);

  /** Writes the model alone. */
  default Exported write(SystemModel model) {
    return write(Content.of(model));
  }
}
