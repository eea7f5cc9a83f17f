package org.sekisho.guard.detect;

/**
 * Counts what happened within a window that ends now. The window moves in fiftieths of its length:
 * what is counted lies within the window always, never before it.
 */
final class SlidingCount {
  private static final int SLICES = 50;

  private final long sliceNs;
  private final long[] counts = new long[SLICES];
  private long slice = Long.MIN_VALUE;
  private long sum;

  SlidingCount(long windowNs) {
    sliceNs = Math.max(1, windowNs / SLICES);
  }

  /** Adds so many at this time and tells the sum. */
  long add(long nowNs, long number) {
    moveTo(nowNs);
    counts[index(slice)] += number;
    sum += number;
    return sum;
  }

  long sum(long nowNs) {
    moveTo(nowNs);
    return sum;
  }

  private void moveTo(long nowNs) {
    long now = Math.floorDiv(nowNs, sliceNs);
    if (slice == Long.MIN_VALUE) {
      slice = now;
      return;
    }
    // Time that goes back counts as the latest: nothing is counted twice.
    long steps = Math.min(SLICES, now - slice);
    for (long i = 1; i <= steps; i++) {
      int at = index(now - steps + i);
      sum -= counts[at];
      counts[at] = 0;
    }
    slice = Math.max(slice, now);
  }

  private static int index(long slice) {
    return (int) Math.floorMod(slice, (long) SLICES);
  }
}
