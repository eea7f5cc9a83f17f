package org.sekisho.gateway.log;

import java.util.EnumMap;
import java.util.Map;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.program.logbook.LogSizing;

/**
 * Decides which events may have a record of their own, so that a flood, even of events that all
 * differ, never pushes history out before its time: a class spends at most a tenth of its budget at
 * once, and in the long run only what its budget holds for the retention. Each kind has a little of
 * its own besides, which others cannot spend. Not thread-safe.
 */
final class Admission {
  /** Records that a kind may always write at once, and again within a day. */
  static final int OWN_RECORDS = 64;

  private static final double SHARE_AT_ONCE = 0.1;
  private static final double NS_PER_DAY = 86_400e9;

  private static final class Bucket {
    private final double capacity;
    private final double perNs;
    private double tokens;
    private long at;

    Bucket(double capacity, double perNs, long now) {
      this.capacity = capacity;
      this.perNs = perNs;
      this.tokens = capacity;
      this.at = now;
    }

    boolean take(long now) {
      tokens = Math.min(capacity, tokens + (now - at) * perNs);
      at = now;
      if (tokens < 1) {
        return false;
      }
      tokens -= 1;
      return true;
    }
  }

  private final Map<EventClass, Bucket> classes = new EnumMap<>(EventClass.class);
  private final Map<EventKind, Bucket> kinds = new EnumMap<>(EventKind.class);

  /** Full buckets at that time of the monotonic clock, in nanoseconds. */
  Admission(LogConfig config, long now) {
    for (EventClass one : EventClass.values()) {
      LogConfig.Budget budget = config.budget(one);
      double records = budget.bytes() / (double) LogSizing.USUAL_RECORD_BYTES;
      classes.put(
          one,
          new Bucket(
              Math.max(OWN_RECORDS, records * SHARE_AT_ONCE),
              records / budget.retention().toNanos(),
              now));
    }
    for (EventKind kind : EventKind.values()) {
      kinds.put(kind, new Bucket(OWN_RECORDS, OWN_RECORDS / NS_PER_DAY, now));
    }
  }

  /** Whether a record of this kind may be written now; spends it. */
  boolean take(EventKind kind, long now) {
    return bucket(classes.get(kind.logClass())).take(now) || bucket(kinds.get(kind)).take(now);
  }

  /** Whether a record may be written from what belongs to its kind alone; spends it. */
  boolean takeOwn(EventKind kind, long now) {
    return bucket(kinds.get(kind)).take(now);
  }

  private static Bucket bucket(@org.jspecify.annotations.Nullable Bucket bucket) {
    if (bucket == null) {
      throw new IllegalStateException("each class and kind has a bucket");
    }
    return bucket;
  }
}
