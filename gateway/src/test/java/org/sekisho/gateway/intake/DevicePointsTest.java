package org.sekisho.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sekisho.field.payload.PointValue;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;

class DevicePointsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long NOW_US = NOW.getEpochSecond() * 1_000_000;
  private static final SystemModel MODEL =
      SystemModelFile.read(Path.of("../examples/home-gateway.yaml"));

  private final DevicePoints points =
      new DevicePoints(
          "hand-sensor",
          Objects.requireNonNull(MODEL.profileOf("hand-sensor")),
          IntakeLimits.USUAL,
          InstantSource.fixed(NOW));

  @Test
  @Verifies("SYS-13")
  void keepsDifferentValuesOfOneTimeApart() {
    List<Reading> readings =
        Stream.of(40.0, 41.0, 41.0, 42.0).map(v -> humidity(v, NOW_US)).toList();
    assertThat(readings)
        .extracting(Reading::timeUs)
        .containsExactly(NOW_US, NOW_US + 1, NOW_US + 1, NOW_US + 2);
    assertThat(humidity(43, NOW_US + 500).timeUs()).isEqualTo(NOW_US + 500);
  }

  @Test
  void usesItsOwnClockForATimeAYearAhead() {
    Reading reading = humidity(40, NOW_US + 31_536_000_000_000L);
    assertThat(reading.reason()).isEqualTo(QualityReason.CLOCK_AHEAD);
    assertThat(reading.timeUs()).isEqualTo(NOW_US);
  }

  private Reading humidity(double value, long timeUs) {
    Reading reading =
        points.reading(
            "humidity",
            new PointValue("humidity", new Value.Numeric(value), timeUs, "", QualityReason.NONE));
    assertThat(reading).isNotNull();
    return reading;
  }
}
