package org.sekisho.acceptance.system;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition; says what was awaited when it does not come. */
public final class Await {
  /**
   * After so long a test gives up: far longer than a slow machine under full load needs, because
   * how fast something is, the benchmarks measure. A test that passes does not wait so long.
   */
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  private Await() {}

  /** Asks again and again; true ends the waiting. */
  public static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Exception last = null;
    while (System.nanoTime() < deadline) {
      try {
        last = null;
        if (condition.call()) {
          return;
        }
      } catch (java.io.IOException e) {
        last = e;
      }
      LockSupport.parkNanos(50_000_000L);
    }
    throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what, last);
  }
}
