package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.Fact;

/**
 * What a condition is asked in: the day, the controls in place, and what is thought to be otherwise
 * than the model says.
 *
 * @param on the day
 * @param controls the controls in place
 * @param assumed what is assumed to be otherwise; null when nothing is, which is the usual case
 */
record Situation(LocalDate on, ControlsInPlace controls, @Nullable List<Assumed> assumed) {
  Situation(LocalDate on, ControlsInPlace controls) {
    this(on, controls, null);
  }

  /**
   * A value that is assumed.
   *
   * @param entity whose fact it is
   * @param fact the fact; null when a control is assumed to be in place
   * @param number the value of a word, number or flag
   * @param object the value of a text, day or set, or the control
   */
  record Assumed(Entity entity, @Nullable Fact fact, int number, @Nullable Object object) {}

  Situation with(List<Assumed> assumptions) {
    return new Situation(on, controls, assumptions);
  }

  @Nullable Assumed assumed(Entity entity, Fact fact) {
    if (assumed != null) {
      for (Assumed a : assumed) {
        if (a.fact() == fact && a.entity() == entity) {
          return a;
        }
      }
    }
    return null;
  }

  boolean hasControl(Entity entity, String control, Rule.At at) {
    if (assumed != null) {
      for (Assumed a : assumed) {
        if (a.fact() == null && a.entity() == entity && control.equals(a.object())) {
          return true;
        }
      }
    }
    return controls.has(entity, control, at);
  }
}
