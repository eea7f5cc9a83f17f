package org.sekisho.risk.method;

/**
 * A judgement on a scale: a level, or the levels that are still possible.
 *
 * @param low lowest possible level, from 0
 * @param high highest possible level
 */
public record Level(int low, int high) {
  /** Refuses an empty range. */
  public Level {
    if (low < 0 || low > high) {
      throw new IllegalArgumentException(low + " to " + high + " is no range of levels");
    }
  }

  /** A judgement that is settled. */
  public static Level of(int level) {
    return new Level(level, level);
  }

  /** The level, or its two ends. */
  @Override
  public String toString() {
    return low == high ? String.valueOf(low) : low + "–" + high;
  }
}
