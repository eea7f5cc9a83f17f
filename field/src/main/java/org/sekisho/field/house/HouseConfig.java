package org.sekisho.field.house;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;

/**
 * Configuration of the simulated house; see {@code src/main/config/house.yaml}.
 *
 * @param model the system model
 * @param data private directory: where the meter stands
 * @param gateway where the gateway's field listener is
 * @param trust PEM file of the root CA
 * @param credentials file with the devices' passwords
 * @param notPlayed devices that are not played
 * @param seed what weather, people and sensor noise follow from
 * @param speed simulated seconds per second, 0.1 to 10,000
 * @param timeZone where the house stands
 * @param startAt simulated local time of the start; empty for now
 */
public record HouseConfig(
    Path model,
    Path data,
    Address gateway,
    Path trust,
    Path credentials,
    Set<String> notPlayed,
    long seed,
    double speed,
    ZoneId timeZone,
    Optional<LocalDateTime> startAt) {
  private static final double MIN_SPEED = 0.1;
  private static final double MAX_SPEED = 10_000;

  /** Reads the configuration; what is wrong is noted in the fields. */
  public static HouseConfig read(Fields root) {
    double speed = root.number("speed", 1);
    if (speed < MIN_SPEED || speed > MAX_SPEED) {
      root.problem("speed", "must be from 0.1 to 10000");
    }
    return new HouseConfig(
        root.path("model"),
        root.path("data"),
        Address.of(root, "gateway", new Address("127.0.0.1", 8883)),
        root.path("trust"),
        root.path("credentials"),
        Set.copyOf(root.texts("not-played")),
        root.whole("seed", 1, 0, Long.MAX_VALUE),
        speed,
        root.parsed("time-zone", "a time zone such as Asia/Tokyo", HouseConfig::zone)
            .orElse(ZoneId.of("Asia/Tokyo")),
        root.parsed("start-at", "a local time such as 2026-07-01T06:00", HouseConfig::time));
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static LocalDateTime time(String text) {
    try {
      return LocalDateTime.parse(text);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
