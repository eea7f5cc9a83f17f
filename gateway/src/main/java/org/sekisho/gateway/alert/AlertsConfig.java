package org.sekisho.gateway.alert;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sekisho.model.document.Fields;

/**
 * Settings of alerts, from the section {@code alerts}.
 *
 * @param open alerts that wait for a person at once; further ones join one alert of their kind
 * @param history alerts that are kept after they were acknowledged
 * @param lamp which lamp shows them
 * @param lampPath the lamp's file or LED; empty: {@code lamp.json} in the data directory
 * @param deliver whether the management is told
 * @param repeatInterval how soon the management is told again of an alert that only counts on
 */
public record AlertsConfig(
    int open,
    int history,
    LampKind lamp,
    Optional<Path> lampPath,
    boolean deliver,
    Duration repeatInterval) {
  /** What holds without settings. */
  public static final AlertsConfig USUAL =
      new AlertsConfig(200, 500, LampKind.FILE, Optional.empty(), true, Duration.ofMinutes(1));

  /** Kinds of lamps. */
  public enum LampKind {
    /** None. */
    OFF,
    /** A file that says what a lamp would show. */
    FILE,
    /** An LED of the Linux LED class. */
    LED
  }

  /** Reads the section. */
  public static AlertsConfig from(Fields alerts) {
    LampKind lamp = alerts.choice("lamp", USUAL.lamp());
    Optional<Path> path = alerts.optionalPath("lamp-path");
    if (lamp == LampKind.LED && path.isEmpty()) {
      alerts.problem("lamp", "'led' needs 'lamp-path', such as /sys/class/leds/red:alarm");
    }
    return new AlertsConfig(
        alerts.integer("open", USUAL.open(), 1, 10_000),
        alerts.integer("history", USUAL.history(), 0, 100_000),
        lamp,
        path,
        alerts.flag("deliver", USUAL.deliver()),
        alerts.duration(
            "repeat-interval", USUAL.repeatInterval(), Duration.ofSeconds(1), Duration.ofDays(1)));
  }
}
