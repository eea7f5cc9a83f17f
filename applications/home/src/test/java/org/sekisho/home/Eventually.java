package org.sekisho.home;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;

/** Waits for a condition with a deadline. */
public final class Eventually {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Eventually() {}

  /** Waits until the condition holds; fails with the words after 30 s. */
  public static void eventually(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        Assertions.fail("not within " + LIMIT.toSeconds() + " s: " + what);
      }
      Thread.sleep(5);
    }
  }
}
