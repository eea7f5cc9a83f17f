package org.sekisho.gateway.network.names;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each address may ask: so many in a second, twice as many at once. Remembers {@value
 * #MOST} addresses; the one not seen for longest goes. Used by one thread.
 */
final class RateTable {
  /** Addresses that are remembered. */
  static final int MOST = 1_024;

  private static final double SECOND_NS = 1e9;

  private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);
  private final int perSecond;

  private static final class Bucket {
    double left;
    long atNs;
  }

  RateTable(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Takes one; answers whether there was one. */
  boolean take(InetAddress source, long nowNs) {
    Bucket bucket = buckets.get(source);
    if (bucket == null) {
      if (buckets.size() >= MOST) {
        Iterator<InetAddress> eldest = buckets.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
      bucket = new Bucket();
      bucket.left = 2.0 * perSecond;
      bucket.atNs = nowNs;
      buckets.put(source, bucket);
    }
    bucket.left =
        Math.min(2.0 * perSecond, bucket.left + (nowNs - bucket.atNs) / SECOND_NS * perSecond);
    bucket.atNs = nowNs;
    if (bucket.left < 1) {
      return false;
    }
    bucket.left--;
    return true;
  }

  int size() {
    return buckets.size();
  }
}
