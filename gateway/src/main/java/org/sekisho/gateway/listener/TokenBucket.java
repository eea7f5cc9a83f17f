package org.sekisho.gateway.listener;

/**
 * Bounds a rate and lets bursts pass. It may run into debt by one message, which is then waited
 * off. Thread-safe.
 */
final class TokenBucket {
  private final double perNs;
  private final double most;
  private double tokens;
  private long lastNs;

  TokenBucket(int perSecond, int burst, long nowNs) {
    this.perNs = perSecond / 1e9;
    this.most = burst;
    this.tokens = burst;
    this.lastNs = nowNs;
  }

  /** Takes the tokens; answers how many nanoseconds to wait before the next ones are taken. */
  synchronized long take(int count, long nowNs) {
    tokens = Math.min(most, tokens + (nowNs - lastNs) * perNs) - count;
    lastNs = nowNs;
    return tokens >= 0 ? 0 : (long) (-tokens / perNs) + 1;
  }
}
