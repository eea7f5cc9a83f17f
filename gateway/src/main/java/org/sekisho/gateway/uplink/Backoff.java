package org.sekisho.gateway.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts that grow by doubling and are drawn evenly from nothing to the full wait,
 * so that gateways that were cut off together do not come back together. Not thread-safe.
 */
final class Backoff {
  private static final int MAX_DOUBLINGS = 32;

  private final long firstMs;
  private final long greatestMs;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration greatest, RandomGenerator random) {
    this.firstMs = first.toMillis();
    this.greatestMs = greatest.toMillis();
    this.random = random;
  }

  /** The next wait, 0…greatest milliseconds. */
  long nextMs() {
    long ceiling = Math.min(greatestMs, firstMs << Math.min(failures, MAX_DOUBLINGS));
    failures = Math.min(failures + 1, MAX_DOUBLINGS);
    return random.nextLong(ceiling + 1);
  }

  /** Begins small again: an attempt has succeeded. */
  void reset() {
    failures = 0;
  }
}
