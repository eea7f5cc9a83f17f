package org.sekisho.field.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.field.house.physics.HousePlan;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.SystemModelFile;

class SimulationTest {
  private static final LocalDateTime START = LocalDateTime.of(2026, 7, 15, 0, 0);
  private static final PointId LIGHT = new PointId("living-room-light", "switch");
  private static final PointId LOCK = new PointId("front-door-lock", "locked");

  private final HousePlan plan =
      HousePlan.of(SystemModelFile.read(Path.of("../examples/home-gateway.yaml")), Set.of());

  @Test
  @Verifies("SYS-04")
  void givesTheSameSeriesForTheSameSeedOnly() {
    assertThat(series(3)).isEqualTo(series(3)).isNotEqualTo(series(4));
  }

  /** What the profile calls implausible must not come from a healthy house. */
  @Test
  @Verifies("UC1-01")
  void staysWithinTheProfilesForAWeek() {
    var house = new Simulation(plan, 5, START);
    Map<PointId, Double> before = new HashMap<>();
    for (int step = 0; step < 7 * 8640; step++) {
      house.advance(Duration.ofSeconds(10));
      for (var device : plan.devices().values()) {
        for (var point : device.profile().points().values()) {
          var id = new PointId(device.id(), point.id());
          if (house.value(id) instanceof Value.Numeric(double number)) {
            point.range().ifPresent(r -> assertThat(r.contains(number)).as("%s", id).isTrue());
            double last = before.getOrDefault(id, number);
            point
                .maxChangePerSecond()
                .ifPresent(
                    most -> assertThat(Math.abs(number - last) / 10).as("%s", id).isLessThan(most));
            if (point.id().equals("energy")) {
              assertThat(number).isGreaterThanOrEqualTo(last);
            }
            before.put(id, number);
          }
        }
      }
    }
    assertThat(house.energyKWh()).isBetween(20.0, 200.0);
    assertThat(house.now()).isEqualTo(START.plusDays(7));
  }

  @Test
  @Verifies("SYS-05")
  void commandChangesWhatTheSensorsSee() {
    var house = new Simulation(plan, 5, START.withHour(3));
    var illuminance = new PointId("living-room-sensor", "illuminance");
    assertThat(((Value.Numeric) house.value(illuminance)).number()).isLessThan(5);
    house.command(LIGHT, new Value.Bool(true));
    house.advance(Duration.ofSeconds(10));
    assertThat(house.value(LIGHT)).isEqualTo(new Value.Bool(true));
    assertThat(((Value.Numeric) house.value(illuminance)).number()).isGreaterThan(200);
  }

  @Test
  void acceptsOnlyWhatTheDeviceCanDo() {
    var house = new Simulation(plan, 5, START);
    assertThat(house.accepts(LIGHT, new Value.Bool(true))).isTrue();
    assertThat(house.accepts(LIGHT, new Value.Numeric(1))).isFalse();
    var brightness = new PointId("living-room-light", "brightness");
    assertThat(house.accepts(brightness, new Value.Numeric(50))).isTrue();
    assertThat(house.accepts(brightness, new Value.Numeric(101))).isFalse();
    var temperature = new PointId("living-room-sensor", "temperature");
    assertThat(house.accepts(temperature, new Value.Numeric(20))).isFalse();
    assertThat(house.accepts(new PointId("nobody", "switch"), new Value.Bool(true))).isFalse();
  }

  @Test
  void doorIsLockedAtTheStartAtAnyHour() {
    for (int hour = 0; hour < 24; hour++) {
      var house = new Simulation(plan, 5, START.withHour(hour));
      assertThat(house.value(LOCK)).isEqualTo(new Value.Bool(true));
    }
  }

  @Test
  void doorIsLockedWhileNobodyIsAtHome() {
    var house = new Simulation(plan, 5, START);
    house.command(LOCK, new Value.Bool(false));
    house.advance(Duration.ofHours(14));
    assertThat(house.value(LOCK)).isEqualTo(new Value.Bool(true));
  }

  @Test
  void meterGoesOnFromWhereItStood() {
    var house = new Simulation(plan, 5, START);
    house.resumeEnergy(1234.5);
    house.advance(Duration.ofHours(1));
    assertThat(house.energyKWh()).isBetween(1234.5, 1240.0);
  }

  private List<Value> series(long seed) {
    var house = new Simulation(plan, seed, START);
    List<Value> values = new ArrayList<>();
    for (int step = 0; step < 500; step++) {
      house.advance(Duration.ofMinutes(3));
      for (var device : plan.devices().values()) {
        for (var point : device.profile().points().keySet()) {
          values.add(house.value(new PointId(device.id(), point)));
        }
      }
    }
    return values;
  }
}
