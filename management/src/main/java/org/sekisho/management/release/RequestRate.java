package org.sekisho.management.release;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A bucket of requests for each gateway: a minute's worth at once, then as they refill.
 * Thread-safe; forgets the gateway that was silent for longest above {@link #MAX_NAMES}.
 */
final class RequestRate {
  /** Gateways that are counted at once. */
  static final int MAX_NAMES = 10_000;

  private final int perMinute;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_NAMES;
        }
      };

  private record Bucket(double left, long atMs) {}

  RequestRate(int perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /** Takes one request; false when there are too many. */
  synchronized boolean take(String name) {
    long now = clock.millis();
    Bucket bucket = buckets.getOrDefault(name, new Bucket(perMinute, now));
    double refilled = bucket.left() + Math.max(0, now - bucket.atMs()) * (perMinute / 60_000.0);
    double left = Math.min(perMinute, refilled);
    boolean taken = left >= 1;
    buckets.put(name, new Bucket(taken ? left - 1 : left, now));
    return taken;
  }
}
