package org.sekisho.gateway.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;

/**
 * Turns events into records. The first of several equal events is written at once; the others
 * become one record with their count when the window ends, and the window doubles as long as they
 * keep coming. What {@link Admission} does not admit, and what waited for nobody, is counted by
 * kind with its most frequent sources. Bounded; not thread-safe; times are those of the monotonic
 * clock in nanoseconds.
 */
final class Repeats {
  /** Different events that are counted one by one. */
  static final int MAX_OPEN = 1_024;

  /** Sources that a count by kind names. */
  static final int MAX_SOURCES = 16;

  private record Key(
      EventKind kind,
      String source,
      String destination,
      String protocol,
      String device,
      String account,
      String rule,
      String action) {
    static Key of(SecurityEvent e) {
      return new Key(
          e.kind(),
          e.source().address(),
          e.destination().address(),
          e.protocol(),
          e.device(),
          e.account(),
          e.rule(),
          e.action());
    }
  }

  private static final class Repeat {
    private final SecurityEvent first;
    private long windowNs;
    private long endsAt;
    private long count;
    private @Nullable Instant since;
    private SecurityEvent last;

    Repeat(SecurityEvent first, long windowNs, long now) {
      this.first = first;
      this.last = first;
      this.windowNs = windowNs;
      this.endsAt = now + windowNs;
    }
  }

  private static final class Crowd {
    private final Map<String, Long> sources = new LinkedHashMap<>();
    private final long endsAt;
    private long otherSources;
    private long count;
    private Instant since;
    private Instant last;

    Crowd(Instant at, long endsAt) {
      this.since = at;
      this.last = at;
      this.endsAt = endsAt;
    }

    void add(String source, long number, Instant first, Instant latest) {
      count += number;
      since = first.isBefore(since) ? first : since;
      last = latest.isAfter(last) ? latest : last;
      if (source.isEmpty()) {
        return;
      }
      if (sources.containsKey(source) || sources.size() < MAX_SOURCES) {
        sources.merge(source, number, Long::sum);
      } else {
        otherSources += number;
      }
    }
  }

  private final Admission admission;
  private final long windowNs;
  private final long floodNs;
  private final Map<Key, Repeat> open = new LinkedHashMap<>();
  private final Map<EventKind, Crowd> crowds = new EnumMap<>(EventKind.class);
  private long lookAt = Long.MAX_VALUE;

  Repeats(LogConfig config, Admission admission) {
    this.admission = admission;
    this.windowNs = config.repeatWindow().toNanos();
    this.floodNs = Math.max(windowNs, config.floodWindow().toNanos());
  }

  /** Takes an event; what must be written now is added to the records. */
  void offer(SecurityEvent event, long now, List<SecurityEvent> records) {
    if (!isCounted(event.kind())) {
      if (admission.take(event.kind(), now)) {
        records.add(event);
      } else {
        crowd(event, now);
      }
      return;
    }
    Key key = Key.of(event);
    Repeat known = open.get(key);
    if (known != null) {
      known.count += event.count();
      known.since = known.since == null ? event.since() : known.since;
      known.last = event;
      return;
    }
    if (open.size() >= MAX_OPEN) {
      // No room to count repetitions: another kind than the flood's is written all the same.
      if (admission.takeOwn(event.kind(), now)) {
        records.add(event);
      } else {
        crowd(event, now);
      }
      return;
    }
    if (!admission.take(event.kind(), now)) {
      crowd(event, now);
      return;
    }
    records.add(event);
    open.put(key, new Repeat(event, windowNs, now));
    lookAt = Math.min(lookAt, now + windowNs);
  }

  /** Counts events that could not be recorded one by one. */
  void missed(EventKind kind, String source, long number, Instant at, long now) {
    crowdOf(kind, at, now).add(source, number, at, at);
  }

  /** Whether equal events are counted: what people and programs do is recorded each time. */
  private static boolean isCounted(EventKind kind) {
    return kind.logClass() == EventClass.SECURITY || kind == EventKind.LOGIN_FAILED;
  }

  private void crowd(SecurityEvent event, long now) {
    crowdOf(event.kind(), event.at(), now)
        .add(event.source().address(), event.count(), event.since(), event.at());
  }

  private Crowd crowdOf(EventKind kind, Instant at, long now) {
    return crowds.computeIfAbsent(
        kind,
        _ -> {
          lookAt = Math.min(lookAt, now + floodNs);
          return new Crowd(at, now + floodNs);
        });
  }

  /** When {@link #due} has something to do next. */
  long nextDue() {
    return lookAt;
  }

  /** Adds the records whose time has come. */
  void due(long now, List<SecurityEvent> records) {
    if (now < lookAt) {
      return;
    }
    close(now, false, records);
  }

  /** Adds everything that is still counted: the gateway stops. */
  void flush(long now, List<SecurityEvent> records) {
    close(now, true, records);
  }

  private void close(long now, boolean all, List<SecurityEvent> records) {
    lookAt = Long.MAX_VALUE;
    for (Iterator<Repeat> i = open.values().iterator(); i.hasNext(); ) {
      Repeat repeat = i.next();
      if (!all && now < repeat.endsAt) {
        lookAt = Math.min(lookAt, repeat.endsAt);
        continue;
      }
      if (repeat.count == 0) {
        i.remove();
        continue;
      }
      SecurityEvent counted =
          repeat.last.times(repeat.count, repeat.since == null ? repeat.first.at() : repeat.since);
      if (all || admission.take(counted.kind(), now)) {
        records.add(counted);
      } else {
        crowd(counted, now);
      }
      repeat.count = 0;
      repeat.since = null;
      repeat.windowNs = Math.min(floodNs, repeat.windowNs * 2);
      repeat.endsAt = now + repeat.windowNs;
      lookAt = Math.min(lookAt, repeat.endsAt);
    }
    List<EventKind> closed = new ArrayList<>();
    crowds.forEach(
        (kind, crowd) -> {
          if (all || now >= crowd.endsAt) {
            records.add(record(kind, crowd));
            closed.add(kind);
          } else {
            lookAt = Math.min(lookAt, crowd.endsAt);
          }
        });
    closed.forEach(crowds::remove);
  }

  private static SecurityEvent record(EventKind kind, Crowd crowd) {
    String sources =
        crowd.sources.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(5)
            .map(e -> e.getKey() + " (" + e.getValue() + ")")
            .collect(Collectors.joining(", "));
    String others = crowd.otherSources == 0 ? "" : ", others (" + crowd.otherSources + ")";
    return SecurityEvent.of(
            kind,
            crowd.last,
            crowd.count
                + " events not recorded one by one"
                + (sources.isEmpty() ? "" : "; from " + sources + others))
        .times(crowd.count, crowd.since)
        .from(
            crowd.sources.size() == 1 && crowd.otherSources == 0
                ? new Endpoint(crowd.sources.keySet().iterator().next(), 0)
                : Endpoint.NONE,
            "");
  }
}
