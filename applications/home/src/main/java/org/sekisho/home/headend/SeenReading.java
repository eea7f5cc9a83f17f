package org.sekisho.home.headend;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Quality;
import org.sekisho.model.reading.Value;
import tools.jackson.databind.JsonNode;

/**
 * A reading as the head-end's API gives it.
 *
 * @param gateway component id of the gateway it came through
 * @param point the point
 * @param value null when the device said nothing that could be understood
 * @param unit of SenML (RFC 8428), empty when the point has none
 * @param timeUs time of the value, microseconds since 1970-01-01T00:00Z
 * @param quality how far it may be trusted
 * @param reason the API's word for why it has that quality
 * @param clock {@code device} or {@code gateway}: whose clock gave the time
 */
public record SeenReading(
    String gateway,
    PointId point,
    @Nullable Value value,
    String unit,
    long timeUs,
    Quality quality,
    String reason,
    String clock) {
  private static final int MAX_TEXT = 256;

  /** Reads one; empty for anything that is not a reading. */
  public static Optional<SeenReading> of(JsonNode json) {
    try {
      Optional<Quality> quality =
          Arrays.stream(Quality.values())
              .filter(q -> q.word().equals(text(json, "quality")))
              .findFirst();
      String time = text(json, "time");
      if (quality.isEmpty() || time.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new SeenReading(
              text(json, "gateway"),
              new PointId(text(json, "device"), text(json, "point")),
              value(json.path("value")),
              text(json, "unit"),
              timeUs(time),
              quality.get(),
              text(json, "reason"),
              text(json.path("origin"), "clock")));
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The time of the value. */
  public Instant time() {
    return Instant.EPOCH.plus(timeUs, ChronoUnit.MICROS);
  }

  /** A number, a boolean or a text; null for everything else. */
  static @Nullable Value value(JsonNode json) {
    if (json.isNumber()) {
      double number = json.asDouble();
      return Double.isFinite(number) ? new Value.Numeric(number) : null;
    }
    if (json.isBoolean()) {
      return new Value.Bool(json.asBoolean());
    }
    return json.isString() ? new Value.Text(cut(json.asString())) : null;
  }

  static String text(JsonNode json, String field) {
    JsonNode found = json.path(field);
    return found.isString() ? cut(found.asString()) : "";
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  private static long timeUs(String rfc3339) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, OffsetDateTime.parse(rfc3339).toInstant());
  }
}
