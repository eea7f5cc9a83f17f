package org.sekisho.acceptance.system;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition with a deadline; says what was seen last when it does not come. */
public final class Await {
  private Await() {}

  /** A check; true ends the waiting. */
  public static void until(String what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
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
    throw new AssertionError("not within " + limit.toSeconds() + " s: " + what, last);
  }
}
