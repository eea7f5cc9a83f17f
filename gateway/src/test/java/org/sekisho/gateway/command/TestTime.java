package org.sekisho.gateway.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands until a test moves it; thread-safe. */
final class TestTime implements InstantSource {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private final AtomicLong ns = new AtomicLong(1_000_000_000_000L);

  void pass(Duration duration) {
    ns.addAndGet(duration.toNanos());
  }

  long nanoTime() {
    return ns.get();
  }

  @Override
  public Instant instant() {
    return BEGIN.plusNanos(ns.get());
  }
}
