package org.sekisho.field.house.physics;

import java.util.HashMap;
import java.util.Map;

/**
 * The laws of the house: what a span of time does to its state, and what a state looks like to a
 * sensor. Pure functions over a plan; immutable.
 *
 * <p>Each room is one volume of air with one heat capacity. Heat comes from people, appliances,
 * lamps, the sun and the air conditioner, and goes through the walls, with the exchanged air and to
 * the other rooms. All electric power ends as heat in its room.
 */
public final class HousePhysics {
  /** Power of a lamp at full brightness, W. */
  public static final double LAMP_W = 32;

  private static final double LAMP_LX = 380;
  private static final double AWAKE_W = 105;
  private static final double ASLEEP_W = 70;
  private static final double AWAKE_VAPOUR_G_PER_H = 55;
  private static final double ASLEEP_VAPOUR_G_PER_H = 35;
  private static final double COOKING_VAPOUR_G_PER_H = 700;
  private static final double AIR_CHANGES_PER_H = 0.5;
  private static final double BETWEEN_ROOMS_W_PER_K = 25;
  private static final double SUN_THROUGH_GLASS = 0.35;
  private static final double STANDBY_W = 1.5;
  private static final double AIR_CONDITIONER_FAN_W = 18;
  private static final double AIR_CONDITIONER_MOST_HEAT_W = 3_600;
  private static final double AIR_CONDITIONER_HEAT_W_PER_K = 1_500;
  private static final double AIR_CONDITIONER_PERFORMANCE = 3.9;
  private static final double DRYING_G_PER_H_PER_W = 0.4;
  private static final double OUTLET_IDLE_W = 38;
  private static final double OUTLET_COOKING_W = 640;
  private static final double MAX_STEP_S = 10;

  private final HousePlan plan;

  /** The laws of this house. */
  public HousePhysics(HousePlan plan) {
    this.plan = plan;
  }

  /**
   * The state after some time in which weather, people and controls stay as they are.
   *
   * @param seconds 0 or more
   */
  public HouseState step(
      HouseState state, Controls controls, Outside outside, Activity activity, double seconds) {
    HouseState now = state;
    for (double left = seconds; left > 0; left -= MAX_STEP_S) {
      now = shortStep(now, controls, outside, activity, Math.min(left, MAX_STEP_S));
    }
    return now;
  }

  /** Electric power of a device, W; that of a meter is the power of the whole house. */
  public double powerW(
      HousePlan.Device device, HouseState state, Controls controls, Activity activity) {
    String id = device.id();
    return switch (device.equipment()) {
      case LAMP -> controls.on(id) ? LAMP_W * controls.number(id, "brightness", 100) / 100 : 0.4;
      case OUTLET -> {
        if (!controls.on(id)) {
          yield 0;
        }
        boolean cooks = activity.cooking() && device.room().equals("kitchen");
        yield cooks ? OUTLET_COOKING_W : OUTLET_IDLE_W;
      }
      case AIR_CONDITIONER -> {
        double heat = Math.abs(pumpedHeatW(device, state, controls));
        yield heat == 0 && !controls.on(id)
            ? STANDBY_W
            : AIR_CONDITIONER_FAN_W + heat / AIR_CONDITIONER_PERFORMANCE;
      }
      case METER -> totalW(state, controls, activity);
      case OTHER -> 0;
    };
  }

  /** Electric power of the whole house, W. */
  public double totalW(HouseState state, Controls controls, Activity activity) {
    double sum = activity.applianceW().values().stream().mapToDouble(Double::doubleValue).sum();
    for (HousePlan.Device device : plan.devices().values()) {
      if (device.equipment() != Equipment.METER) {
        sum += powerW(device, state, controls, activity);
      }
    }
    return sum;
  }

  /** Illuminance where the sensor of the room hangs, lx. */
  public double illuminanceLx(String room, Controls controls, Outside outside) {
    Room built = plan.rooms().get(room);
    double sum = built == null ? 0 : built.daylightFactor() * outside.daylightLx();
    for (HousePlan.Device lamp : plan.in(room, Equipment.LAMP)) {
      if (controls.on(lamp.id())) {
        sum += LAMP_LX * controls.number(lamp.id(), "brightness", 100) / 100;
      }
    }
    return sum;
  }

  /** Heat that the air conditioner brings into its room, W; below 0 when it cools. */
  private static double pumpedHeatW(HousePlan.Device device, HouseState state, Controls controls) {
    if (!controls.on(device.id())) {
      return 0;
    }
    double missing =
        controls.number(device.id(), "set-point", 24) - state.room(device.room()).temperatureCel();
    return Math.clamp(
        missing * AIR_CONDITIONER_HEAT_W_PER_K,
        -AIR_CONDITIONER_MOST_HEAT_W,
        AIR_CONDITIONER_MOST_HEAT_W);
  }

  private HouseState shortStep(
      HouseState state, Controls controls, Outside outside, Activity activity, double seconds) {
    double mean =
        state.rooms().values().stream().mapToDouble(RoomState::temperatureCel).average().orElse(20);
    Map<String, RoomState> next = new HashMap<>();
    state
        .rooms()
        .forEach(
            (id, air) -> {
              Room room = plan.rooms().getOrDefault(id, Room.named(id));
              double heatW =
                  gainsW(room, state, controls, outside, activity)
                      + BETWEEN_ROOMS_W_PER_K * (mean - air.temperatureCel())
                      + lossWPerK(room) * (outside.temperatureCel() - air.temperatureCel());
              double temperature =
                  air.temperatureCel() + heatW * seconds / room.heatCapacityJPerK();
              next.put(
                  id,
                  new RoomState(
                      temperature,
                      vapour(room, temperature, state, controls, outside, activity, seconds)));
            });
    double usedKWh = totalW(state, controls, activity) * seconds / 3.6e6;
    return new HouseState(next, state.energyKWh() + usedKWh);
  }

  private static double lossWPerK(Room room) {
    return room.lossWPerK() + AIR_CHANGES_PER_H * room.volumeM3() * Air.HEAT_J_PER_M3_K / 3600;
  }

  private double gainsW(
      Room room, HouseState state, Controls controls, Outside outside, Activity activity) {
    double sum =
        activity.awakeIn(room.id()) * AWAKE_W
            + activity.asleepIn(room.id()) * ASLEEP_W
            + activity.applianceW().getOrDefault(room.id(), 0.0)
            + outside.sunWPerM2() * room.windowM2() * SUN_THROUGH_GLASS;
    for (HousePlan.Device device : plan.devices().values()) {
      if (device.room().equals(room.id())) {
        sum +=
            switch (device.equipment()) {
              case LAMP, OUTLET -> powerW(device, state, controls, activity);
              // The compressor's own heat stays outside with the condenser.
              case AIR_CONDITIONER -> pumpedHeatW(device, state, controls);
              case METER, OTHER -> 0;
            };
      }
    }
    return sum;
  }

  private double vapour(
      Room room,
      double temperature,
      HouseState state,
      Controls controls,
      Outside outside,
      Activity activity,
      double seconds) {
    double now = state.room(room.id()).vapourGPerM3();
    double gPerH =
        activity.awakeIn(room.id()) * AWAKE_VAPOUR_G_PER_H
            + activity.asleepIn(room.id()) * ASLEEP_VAPOUR_G_PER_H
            + (activity.cooking() && room.id().equals("kitchen") ? COOKING_VAPOUR_G_PER_H : 0);
    for (HousePlan.Device device : plan.in(room.id(), Equipment.AIR_CONDITIONER)) {
      double cooling = -pumpedHeatW(device, state, controls);
      // Less water condenses from drier air; at 40 % none does.
      double wet = Math.clamp((state.room(room.id()).humidityPercent() - 40) / 40, 0, 1);
      gPerH -= Math.max(0, cooling) * DRYING_G_PER_H_PER_W * wet;
    }
    double exchanged = AIR_CHANGES_PER_H * (outside.vapourGPerM3() - now);
    double next = now + (gPerH / room.volumeM3() + exchanged) * seconds / 3600;
    return Math.clamp(next, 0, Air.saturationGPerM3(temperature));
  }
}
