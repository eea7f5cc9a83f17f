package org.sekisho.benchmarks.load;

import java.util.Arrays;

/** Every measured time, kept and sorted at the end: no bucket rounds a percentile. One thread. */
public final class Latencies {
  private int[] us;
  private int count;

  /** Room for so many, more when needed. */
  public Latencies(int expected) {
    us = new int[Math.max(16, expected)];
  }

  /** Adds one, in nanoseconds. */
  public void add(long ns) {
    if (count == us.length) {
      us = Arrays.copyOf(us, count * 2);
    }
    us[count++] = (int) Math.min(Integer.MAX_VALUE, ns / 1000);
  }

  /** Forgets all. */
  public void clear() {
    count = 0;
  }

  /** How many were added. */
  public int count() {
    return count;
  }

  /** The time that this share (0…1) of all does not exceed, in milliseconds; 0 without any. */
  public double quantileMs(double share) {
    if (count == 0) {
      return 0;
    }
    Arrays.sort(us, 0, count);
    int index = (int) Math.ceil(share * count) - 1;
    return us[Math.clamp(index, 0, count - 1)] / 1000.0;
  }

  /** The mean, in milliseconds; 0 without any. */
  public double meanMs() {
    return count == 0 ? 0 : Arrays.stream(us, 0, count).mapToLong(v -> v).sum() / 1000.0 / count;
  }
}
