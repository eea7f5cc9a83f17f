package org.sekisho.headend.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.headend.command.CommandState;
import org.sekisho.headend.store.ReadingStore.StoredReading;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Point;
import org.sekisho.model.system.SystemModel;

/** Readings and commands in the form of the API. Thread-safe. */
final class ReadingJson {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final SystemModel model;

  ReadingJson(SystemModel model) {
    this.model = model;
  }

  /** RFC 3339 in UTC with microseconds. */
  static String time(long us) {
    return MICROSECONDS.format(
        Instant.ofEpochSecond(Math.floorDiv(us, 1_000_000L), Math.floorMod(us, 1_000_000L) * 1000));
  }

  static String time(Instant instant) {
    return MICROSECONDS.format(instant);
  }

  Map<String, Object> reading(StoredReading stored) {
    Reading reading = stored.reading();
    PointId point = reading.point();
    Map<String, Object> json = new LinkedHashMap<>(16);
    json.put("gateway", stored.gateway());
    json.put("device", point.device());
    json.put("point", point.point());
    json.put("value", value(reading.value()));
    json.put("unit", unit(point));
    json.put("time", time(reading.timeUs()));
    json.put("quality", reading.quality().word());
    json.put("reason", reading.reason().word());
    json.put(
        "origin",
        Map.of(
            "device", point.device(),
            "gateway", stored.gateway(),
            "clock", reading.clock().word()));
    return json;
  }

  static Map<String, Object> command(CommandState state) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>(16);
    json.put("id", state.command().id().toString());
    json.put("device", state.command().point().device());
    json.put("point", state.command().point().point());
    json.put("value", value(state.command().value()));
    json.put("status", state.status().word());
    json.put("reason", state.reason());
    json.put("read_back", state.readBack().map(ReadingJson::value).orElse(null));
    json.put("issued_at", time(state.command().issuedAt()));
    json.put("expires_at", time(state.command().expiresAt()));
    json.put("finished_at", state.finishedAt().map(ReadingJson::time).orElse(null));
    return asObjects(json);
  }

  /** JSON knows null where our types do not. */
  @SuppressWarnings({"unchecked", "NullAway"})
  static Map<String, Object> asObjects(Map<String, @Nullable Object> map) {
    return (Map<String, Object>) (Map<?, ?>) map;
  }

  private String unit(PointId point) {
    return Optional.ofNullable(model.point(point)).map(Point::unit).orElse("");
  }

  static Object value(Value value) {
    return switch (value) {
      case Value.Numeric(double number) -> number;
      case Value.Bool(boolean bool) -> bool;
      case Value.Text(String text) -> text;
    };
  }
}
