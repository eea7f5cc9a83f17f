package org.sekisho.risk.analysis;

import java.util.List;
import org.sekisho.model.system.LocalText;

/**
 * A step of the guide's procedure ① to ⑧ with what is missing in it (GUIDE-01).
 *
 * @param number 1 to 8
 * @param name name of the step
 * @param missing what is missing; the step is complete when nothing is
 */
public record StepState(int number, LocalText name, List<Missing> missing) {
  /** The check that the step before is complete. */
  public static final String EARLIER = "earlier-step";

  /** Whether nothing is missing. */
  public boolean complete() {
    return missing.isEmpty();
  }

  /**
   * Something missing.
   *
   * @param check id of the check
   * @param text what is missing and how to give it
   */
  public record Missing(String check, LocalText text) {}
}
