package org.sekisho.field.house.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.SystemModelFile;

@Verifies({"SYS-04", "SYS-05", "UC1-01"})
class HousePhysicsTest {
  private static final LocalDateTime SUMMER = LocalDateTime.of(2026, 7, 15, 0, 0);
  private static final LocalDateTime WINTER = LocalDateTime.of(2026, 1, 15, 0, 0);
  private static final Outside MILD = new Outside(10, 6, 0, 0);

  private final HousePlan plan =
      HousePlan.of(SystemModelFile.read(Path.of("../examples/home-gateway.yaml")), Set.of());
  private final HousePhysics physics = new HousePhysics(plan);
  private final Controls untouched = new Habits(plan, physics).untouched();

  @Test
  void knowsWhatEachDeviceOfTheHouseIs() {
    assertThat(plan.devices().values())
        .extracting(HousePlan.Device::equipment)
        .containsExactly(
            Equipment.OTHER,
            Equipment.OTHER,
            Equipment.OTHER,
            Equipment.METER,
            Equipment.LAMP,
            Equipment.LAMP,
            Equipment.AIR_CONDITIONER,
            Equipment.OUTLET,
            Equipment.OTHER,
            Equipment.OTHER);
  }

  @Test
  void nightIsDarkAndNoonIsBright() {
    var climate = new Climate(1);
    for (LocalDateTime day : List.of(SUMMER, WINTER)) {
      assertThat(climate.at(day.withHour(1)).daylightLx()).isZero();
      assertThat(climate.at(day.withHour(12)).daylightLx()).isBetween(5_000.0, 120_000.0);
      assertThat(climate.at(day.withHour(12)).sunWPerM2()).isPositive();
    }
  }

  @Test
  void summerIsWarmerAndDamperThanWinter() {
    var climate = new Climate(1);
    for (int hour = 0; hour < 24; hour++) {
      Outside summer = climate.at(SUMMER.withHour(hour));
      Outside winter = climate.at(WINTER.withHour(hour));
      assertThat(summer.temperatureCel()).isGreaterThan(winter.temperatureCel() + 8);
      assertThat(summer.vapourGPerM3()).isGreaterThan(winter.vapourGPerM3());
    }
  }

  @Test
  void airConditionerCoolsAndDriesItsRoomAndTakesPower() {
    Outside hot = new Outside(34, 20, 0, 200);
    HouseState before = evenly(31, 19);
    Controls on =
        untouched
            .with(new PointId("living-room-aircon", "switch"), new Value.Bool(true))
            .with(new PointId("living-room-aircon", "set-point"), new Value.Numeric(25));
    HouseState cooled = physics.step(before, on, hot, Activity.NONE, 3600);
    HouseState left = physics.step(before, untouched, hot, Activity.NONE, 3600);
    assertThat(cooled.room("living-room").temperatureCel()).isBetween(24.5, 27.0);
    assertThat(left.room("living-room").temperatureCel()).isGreaterThan(30);
    assertThat(cooled.room("living-room").vapourGPerM3())
        .isLessThan(left.room("living-room").vapourGPerM3());
    var device = plan.in("living-room", Equipment.AIR_CONDITIONER).getFirst();
    assertThat(physics.powerW(device, before, on, Activity.NONE)).isBetween(500.0, 1_500.0);
    assertThat(physics.powerW(device, before, untouched, Activity.NONE)).isLessThan(3);
  }

  @Test
  void airConditionerHeatsInWinter() {
    Controls on = untouched.with(new PointId("living-room-aircon", "switch"), new Value.Bool(true));
    HouseState after =
        physics.step(evenly(8, 5), on, new Outside(2, 4, 0, 0), Activity.NONE, 2 * 3600);
    assertThat(after.room("living-room").temperatureCel()).isBetween(21.0, 24.5);
  }

  @Test
  void lampLightsItsOwnRoomInProportionToItsBrightness() {
    var lamp = new PointId("bedroom-light", "switch");
    var brightness = new PointId("bedroom-light", "brightness");
    Controls on = untouched.with(lamp, new Value.Bool(true));
    double full =
        physics.illuminanceLx("bedroom", on.with(brightness, new Value.Numeric(100)), MILD);
    double half =
        physics.illuminanceLx("bedroom", on.with(brightness, new Value.Numeric(50)), MILD);
    assertThat(half).isCloseTo(full / 2, within(1e-9));
    assertThat(full).isGreaterThan(200);
    assertThat(physics.illuminanceLx("living-room", on, MILD)).isZero();
  }

  /** In the steady state all power that goes in must go out through the walls. */
  @Test
  void conservesEnergyWhenTheHouseHasSettled() {
    Controls on =
        untouched
            .with(new PointId("living-room-light", "switch"), new Value.Bool(true))
            .with(new PointId("living-room-light", "brightness"), new Value.Numeric(100));
    HouseState settled = physics.step(evenly(10, 6), on, MILD, Activity.NONE, 30 * 86_400);
    double goingOutW = 0;
    for (Room room : plan.rooms().values()) {
      double exchangedW = 0.5 * room.volumeM3() * Air.HEAT_J_PER_M3_K / 3600;
      goingOutW +=
          (room.lossWPerK() + exchangedW) * (settled.room(room.id()).temperatureCel() - 10);
    }
    double standbyOfAirConditionerW = 1.5;
    double goingInW = physics.totalW(settled, on, Activity.NONE) - standbyOfAirConditionerW;
    assertThat(goingOutW).isCloseTo(goingInW, within(0.01 * goingInW));
  }

  @Test
  void meterSumsUpThePowerOfTheWholeHouse() {
    Activity cooking =
        new Activity(Map.of("kitchen", 1), Map.of(), Map.of("kitchen", 1_400.0), true);
    HouseState after = physics.step(evenly(20, 8), untouched, MILD, cooking, 3600);
    double watt = physics.totalW(after, untouched, cooking);
    assertThat(after.energyKWh()).isCloseTo(watt / 1000, within(1e-6));
    assertThat(watt).isGreaterThan(2_000);
  }

  @Test
  void cookingAndBreathingMakeTheAirDamper() {
    Activity cooking = new Activity(Map.of("kitchen", 1), Map.of("bedroom", 2), Map.of(), true);
    HouseState after = physics.step(evenly(20, 8), untouched, MILD, cooking, 1800);
    HouseState empty = physics.step(evenly(20, 8), untouched, MILD, Activity.NONE, 1800);
    assertThat(after.room("kitchen").humidityPercent())
        .isGreaterThan(empty.room("kitchen").humidityPercent() + 10);
    assertThat(after.room("bedroom").humidityPercent())
        .isGreaterThan(empty.room("bedroom").humidityPercent());
    assertThat(after.room("kitchen").humidityPercent()).isLessThanOrEqualTo(100);
  }

  private HouseState evenly(double temperatureCel, double vapourGPerM3) {
    Map<String, RoomState> rooms = new HashMap<>();
    plan.rooms()
        .keySet()
        .forEach(room -> rooms.put(room, new RoomState(temperatureCel, vapourGPerM3)));
    return new HouseState(rooms, 0);
  }
}
