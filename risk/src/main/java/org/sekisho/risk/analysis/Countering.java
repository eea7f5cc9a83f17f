package org.sekisho.risk.analysis;

import java.util.List;
import java.util.function.Predicate;

/**
 * What the countermeasures that count in one view do to a risk.
 *
 * @param blocks whether one stops it
 * @param reduces how many make it rarer, at most {@link #MAX_REDUCES}
 * @param limits whether one makes the loss smaller
 */
record Countering(boolean blocks, int reduces, boolean limits) {
  /** More of them change no value. */
  static final int MAX_REDUCES = 3;

  static final Countering NONE = new Countering(false, 0, false);

  private static final int ENOUGH_REDUCES = 2;

  static Countering of(List<ControlState> controls, Predicate<ControlState.State> counts) {
    boolean blocks = false;
    boolean limits = false;
    int reduces = 0;
    for (ControlState control : controls) {
      if (counts.test(control.state())) {
        switch (control.strength()) {
          case BLOCKS -> blocks = true;
          case REDUCES -> reduces++;
          case LIMITS -> limits = true;
          case DETECTS -> {}
        }
      }
    }
    return new Countering(blocks, Math.min(reduces, MAX_REDUCES), limits);
  }

  /** Whether the threat counts as countered. */
  boolean counters() {
    return blocks || reduces >= ENOUGH_REDUCES;
  }

  /** The level of a frequency that is left, 1 or more. */
  int frequency(int without) {
    return Math.max(1, without - (blocks ? 2 : 0) - reduces);
  }

  /**
   * How open the way is: 3 without a countermeasure, 2 with one that is not enough, 1 countered.
   */
  int vulnerability() {
    return counters() ? 1 : reduces > 0 ? 2 : 3;
  }
}
