package org.sekisho.headend.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many requests each key may make in a minute, with a full minute's worth at once at most. Of
 * at most {@link #MAX_KEYS} keys; the one that was quiet longest is forgotten first. Thread-safe.
 */
final class RateLimit {
  /** Most keys that are remembered. */
  static final int MAX_KEYS = 10_000;

  private static final double MINUTE_NS = 60e9;

  private final int perMinute;
  private final LongSupplier nanoClock;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Bucket {
    private double tokens;
    private long atNs;
  }

  RateLimit(int perMinute, LongSupplier nanoClock) {
    this.perMinute = perMinute;
    this.nanoClock = nanoClock;
  }

  /** Takes one request of the key; false when it has used its share up. */
  synchronized boolean take(String key) {
    Bucket bucket = refreshed(key);
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }

  /** Whether a request of the key would be let through; takes nothing. */
  synchronized boolean has(String key) {
    return refreshed(key).tokens >= 1;
  }

  private Bucket refreshed(String key) {
    long now = nanoClock.getAsLong();
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      if (buckets.size() >= MAX_KEYS) {
        var oldest = buckets.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
      bucket = new Bucket();
      bucket.tokens = perMinute;
      bucket.atNs = now;
      buckets.put(key, bucket);
    }
    bucket.tokens =
        Math.min(perMinute, bucket.tokens + (now - bucket.atNs) / MINUTE_NS * perMinute);
    bucket.atNs = now;
    return bucket;
  }
}
