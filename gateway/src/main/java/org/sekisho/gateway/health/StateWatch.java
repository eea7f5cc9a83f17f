package org.sekisho.gateway.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.Said;
import org.sekisho.gateway.event.SecurityEvent;

/**
 * Tells each change of the gateway's state once: links up and down, jumps of the clock, what runs
 * short. Not thread-safe: {@link #look} is called by one thread, about each second.
 */
public final class StateWatch {
  private static final double LOW = 0.8;
  private static final double ENOUGH = 0.7;

  private record Link(BooleanSupplier up) {}

  private final EventSink events;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Duration step;
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Map<String, Boolean> up = new LinkedHashMap<>();
  private final Map<String, DoubleSupplier> resources = new LinkedHashMap<>();
  private final Map<String, Boolean> low = new LinkedHashMap<>();
  private Instant wall;
  private long monotonic;

  /**
   * A watch that knows no link yet.
   *
   * @param nanoTime the monotonic clock
   * @param step jumps of the wall clock from this on are told
   */
  public StateWatch(EventSink events, InstantSource clock, LongSupplier nanoTime, Duration step) {
    this.events = events;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.step = step;
    this.wall = clock.instant();
    this.monotonic = nanoTime.getAsLong();
  }

  /** Watches a link, such as {@code wan}. Before the first look only. */
  public StateWatch link(String name, BooleanSupplier isUp) {
    links.put(name, new Link(isUp));
    return this;
  }

  /** Watches how much of something is used, from 0 to 1. Before the first look only. */
  public StateWatch resource(String name, DoubleSupplier used) {
    resources.put(name, used);
    return this;
  }

  /** Looks once. */
  public void look() {
    lookAtClock();
    links.forEach(
        (name, link) -> {
          boolean now = link.up().getAsBoolean();
          Boolean before = up.put(name, now);
          // A link that was never up is not down, it has not come yet.
          if (before == null ? now : before != now) {
            tell(
                now ? EventKind.LINK_UP : EventKind.LINK_DOWN,
                (now ? Phrase.LINK_IS_UP : Phrase.LINK_IS_DOWN).with(name),
                name);
          }
        });
    resources.forEach(
        (name, used) -> {
          double part = used.getAsDouble();
          boolean was = low.getOrDefault(name, false);
          if (!was && part >= LOW) {
            low.put(name, true);
            tell(
                EventKind.RESOURCE_LOW,
                Phrase.RESOURCE_USED.with(name, Math.round(part * 100)),
                name);
          } else if (was && part < ENOUGH) {
            low.put(name, false);
          }
        });
  }

  private void lookAtClock() {
    Instant now = clock.instant();
    long ns = nanoTime.getAsLong();
    Duration jump = Duration.between(wall.plusNanos(ns - monotonic), now);
    if (jump.abs().compareTo(step) >= 0) {
      tell(
          EventKind.CLOCK_STEPPED,
          Phrase.CLOCK_JUMPED.with(show(jump), wall.plusNanos(ns - monotonic), now),
          "clock-step");
    }
    wall = now;
    monotonic = ns;
  }

  private static String show(Duration jump) {
    return (jump.isNegative() ? "-" : "+") + jump.abs().toMillis() + " ms";
  }

  private void tell(EventKind kind, Said detail, String rule) {
    events.record(SecurityEvent.of(kind, clock.instant(), detail).ruled(rule, ""));
  }
}
