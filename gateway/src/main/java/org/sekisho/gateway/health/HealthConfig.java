package org.sekisho.gateway.health;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.model.document.Fields;

/**
 * Settings of the gateway's health, from the section {@code health}.
 *
 * @param checkInterval how often the gateway checks itself after the start
 * @param minDiskFree with less than this free the disk is told as low
 * @param clockStep a jump of the wall clock against the monotonic one from this on is told
 * @param missedIntervals a device is told as silent after so many intervals of its profile
 * @param hottest a zone of the machine is too hot from this on, in degrees Celsius
 * @param thermal the kernel's folder of zones
 * @param declaredPorts ports that may be open besides those of the configuration
 */
public record HealthConfig(
    Duration checkInterval,
    long minDiskFree,
    Duration clockStep,
    int missedIntervals,
    int hottest,
    Path thermal,
    List<Integer> declaredPorts) {
  private static final int MAX_PORT = 65_535;

  /** What holds without settings. */
  public static final HealthConfig USUAL =
      new HealthConfig(
          Duration.ofHours(1),
          64L << 20,
          Duration.ofSeconds(2),
          3,
          85,
          Path.of("/sys/class/thermal"),
          List.of());

  /** Keeps the list. */
  public HealthConfig {
    declaredPorts = List.copyOf(declaredPorts);
  }

  /** Reads the section. */
  public static HealthConfig from(Fields health) {
    List<Integer> ports = new ArrayList<>();
    for (double port : health.numbers("declared-ports")) {
      if (port < 1 || port > MAX_PORT || port != Math.rint(port)) {
        health.problem("declared-ports", "must be a list of ports from 1 to 65535");
      } else {
        ports.add((int) port);
      }
    }
    return new HealthConfig(
        health.duration(
            "check-interval", USUAL.checkInterval(), Duration.ofSeconds(1), Duration.ofDays(1)),
        health.sizeBytes("min-disk-free", USUAL.minDiskFree(), 0, 1L << 40),
        health.duration(
            "clock-step", USUAL.clockStep(), Duration.ofMillis(100), Duration.ofHours(1)),
        health.integer("missed-intervals", USUAL.missedIntervals(), 1, 1_000),
        health.integer("hottest", USUAL.hottest(), 30, 125),
        health.optionalPath("thermal").orElse(USUAL.thermal()),
        ports);
  }
}
