package org.sekisho.benchmarks.load;

import java.nio.charset.StandardCharsets;

/** Follows a number that a Mosquitto publishes about itself below {@code $SYS}. Thread-safe. */
public final class SysCounter implements AutoCloseable {
  private final Fleet fleet;
  private volatile long latest;

  /** Subscribes with the fleet's first device; the fleet is closed with this. */
  public SysCounter(Fleet fleet, String topic) {
    this.fleet = fleet;
    DeviceLink link = fleet.link(0);
    link.onMessage(
        (_, payload) -> latest = Long.parseLong(new String(payload, StandardCharsets.US_ASCII)));
    fleet.loop().execute(() -> link.subscribe(topic));
  }

  /** The latest number. */
  public long latest() {
    return latest;
  }

  @Override
  public void close() {
    fleet.close();
  }
}
