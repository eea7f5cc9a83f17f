package org.sekisho.benchmarks.load;

import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One device that publishes its sequence number at a steady rate, so that whoever sees the number
 * later knows how long it took. Thread-safe.
 */
public final class Ticker implements AutoCloseable {
  /** The number of the first message; far from what other devices publish. */
  public static final long FIRST = 1_000_000;

  private final Fleet fleet;
  private final String topic;
  private final AtomicLongArray sentNs;
  private final Future<?> timer;
  private long next;

  /** Begins to publish with the fleet's first device; the fleet is closed with this. */
  public Ticker(Fleet fleet, String topic, int perSecond, int most) {
    this.fleet = fleet;
    this.topic = topic;
    this.sentNs = new AtomicLongArray(most);
    this.timer =
        fleet
            .loop()
            .scheduleAtFixedRate(
                this::tick, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    if (next < sentNs.length()) {
      sentNs.set((int) next, System.nanoTime());
      fleet.link(0).send(topic, Long.toString(FIRST + next).getBytes(StandardCharsets.US_ASCII));
      next++;
    }
  }

  /** Nanoseconds since the message with this number was sent; negative for an unknown number. */
  public long ageNs(long number) {
    long index = number - FIRST;
    if (index < 0 || index >= sentNs.length() || sentNs.get((int) index) == 0) {
      return -1;
    }
    return System.nanoTime() - sentNs.get((int) index);
  }

  @Override
  public void close() {
    timer.cancel(false);
    fleet.close();
  }
}
