package org.sekisho.benchmarks.load;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Devices that publish at a steady rate, whatever happens, and how long each PUBACK took. One
 * caller; counts are the event loop's.
 */
public final class Steady {
  private final Fleet fleet;
  private final int devices;
  private final Latencies latencies = new Latencies(10_000);
  private final Future<?> timer;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private int next;

  /**
   * What came of it.
   *
   * @param sent readings published
   * @param acknowledged of these
   * @param latencies from PUBLISH to PUBACK
   */
  public record Seen(long sent, long acknowledged, Latencies latencies) {}

  /** Begins to publish; the devices take turns. */
  public Steady(Fleet fleet, int devices, int perSecond) {
    this.fleet = fleet;
    this.devices = devices;
    for (int i = 0; i < devices; i++) {
      fleet
          .link(i)
          .onAcknowledged(
              ns -> {
                latencies.add(ns);
                acknowledged.incrementAndGet();
              });
    }
    timer =
        fleet
            .loop()
            .scheduleAtFixedRate(
                this::tick, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    fleet.link(next).sendReadings(1);
    next = (next + 1) % devices;
    sent.incrementAndGet();
  }

  /** Stops, and waits this long at most for what is under way. */
  public Seen stop(Duration patience) throws InterruptedException {
    timer.cancel(false);
    long deadline = System.nanoTime() + patience.toNanos();
    fleet.loop().submit(() -> {}).sync();
    while (acknowledged.get() < sent.get() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    fleet.loop().submit(() -> {}).sync();
    return new Seen(sent.get(), acknowledged.get(), latencies);
  }
}
