package org.sekisho.gateway.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.Said;
import org.sekisho.gateway.event.SecurityEvent;

/**
 * Tells of each request that was refused, and of an attack when too many come from one source. The
 * log writes equal ones once with their count. Bounded; thread-safe.
 */
final class RefusedRequests {
  /** Refused requests of one source within {@link #WINDOW} that are taken for an attack. */
  static final int ATTACK = 20;

  /** How long requests are counted together. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Sources that are counted one by one; the one seen longest ago is forgotten. */
  static final int MOST_SOURCES = 256;

  private static final class Count {
    private Instant since;
    private int refused;

    Count(Instant since) {
      this.since = since;
    }
  }

  private final String door;
  private final EventSink events;
  private final InstantSource clock;
  private final Map<String, Count> bySource =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MOST_SOURCES;
        }
      };

  RefusedRequests(String door, EventSink events, InstantSource clock) {
    this.door = door;
    this.events = events;
    this.clock = clock;
  }

  /**
   * One was refused.
   *
   * @param account of the session, or empty
   * @param why nothing that the client sent as it is
   */
  void refused(String source, String account, Said why) {
    Instant now = clock.instant();
    boolean attack;
    synchronized (this) {
      Count count = bySource.computeIfAbsent(source, _ -> new Count(now));
      if (!now.isBefore(count.since.plus(WINDOW))) {
        count.since = now;
        count.refused = 0;
      }
      attack = ++count.refused == ATTACK;
    }
    events.record(event(EventKind.REQUEST_REFUSED, now, source, account, why));
    if (attack) {
      events.record(
          event(
                  EventKind.PROTOCOL_ABUSE,
                  now,
                  source,
                  account,
                  Phrase.REFUSED_MANY.with(door, ATTACK, WINDOW.toSeconds()).because(why))
              .times(ATTACK, now));
    }
  }

  private SecurityEvent event(
      EventKind kind, Instant now, String source, String account, Said why) {
    return SecurityEvent.of(kind, now, why)
        .from(new Endpoint(source, 0), "https")
        .account(account)
        .ruled("console-input", "refused");
  }
}
