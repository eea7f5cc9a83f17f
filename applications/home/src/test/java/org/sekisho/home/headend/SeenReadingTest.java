package org.sekisho.home.headend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Quality;
import org.sekisho.model.reading.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SeenReadingTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String READING =
      """
      {"gateway":"home-gw-1","device":"living-room-sensor","point":"temperature","value":21.5,
       "unit":"Cel","time":"2026-05-01T09:00:00.123456+09:00","quality":"uncertain",
       "reason":"rate-of-change","origin":{"device":"living-room-sensor","gateway":"home-gw-1",
       "clock":"gateway"}}\
      """;

  private static Optional<SeenReading> read(String text) {
    return SeenReading.of(JSON.readTree(text));
  }

  @Test
  void readsWhatTheApiGives() {
    assertThat(read(READING))
        .contains(
            new SeenReading(
                "home-gw-1",
                new PointId("living-room-sensor", "temperature"),
                new Value.Numeric(21.5),
                "Cel",
                1_777_593_600_123_456L,
                Quality.UNCERTAIN,
                "rate-of-change",
                "gateway"));
  }

  @Test
  void isNothingWhenAnythingNeededIsMissingOrWrong() {
    assertThat(
            List.of(
                read("[]"),
                read("{}"),
                read(READING.replace("uncertain", "lovely")),
                read(READING.replace("2026-05-01T", "yesterday ")),
                read(READING.replace("2026-05-01T", "+999999999-05-01T")),
                read(READING.replace("living-room-sensor", "../x"))))
        .containsOnly(Optional.empty());
  }

  @Test
  void takesAnyJson() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(READING);
      for (int j = 0; j <= random.nextInt(4); j++) {
        text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
      }
      json(text.toString()).ifPresent(json -> assertThat(SeenReading.of(json)).isNotNull());
    }
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
