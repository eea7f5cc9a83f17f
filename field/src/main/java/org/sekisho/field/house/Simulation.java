package org.sekisho.field.house;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.sekisho.field.house.physics.Activity;
import org.sekisho.field.house.physics.Climate;
import org.sekisho.field.house.physics.Controls;
import org.sekisho.field.house.physics.Habits;
import org.sekisho.field.house.physics.HousePhysics;
import org.sekisho.field.house.physics.HousePlan;
import org.sekisho.field.house.physics.HouseState;
import org.sekisho.field.house.physics.Household;
import org.sekisho.field.house.physics.Outside;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Point;

/**
 * The house as it stands now. Time moves only by {@link #advance}; the same seed, start and calls
 * give the same values. Not thread-safe: owned by the house's loop.
 */
public final class Simulation {
  private static final Duration LONGEST_STEP = Duration.ofSeconds(10);
  private static final double DAY_S = 86_400;

  private final HousePlan plan;
  private final HousePhysics physics;
  private final Habits habits;
  private final Climate climate;
  private final Household household;
  private final SplittableRandom noise;
  private LocalDateTime now;
  private Outside outside;
  private Activity activity;
  private Controls controls;
  private HouseState state;

  /** A house that nobody has touched yet, at a local time. */
  public Simulation(HousePlan plan, long seed, LocalDateTime start) {
    this.plan = plan;
    this.physics = new HousePhysics(plan);
    this.habits = new Habits(plan, physics);
    this.climate = new Climate(seed);
    this.household = new Household(seed);
    this.noise = new SplittableRandom(seed);
    this.now = start;
    this.outside = climate.at(start);
    this.activity = household.at(start);
    this.state = HouseState.settled(plan, outside);
    this.controls = habits.settled(activity, state, outside);
  }

  /** Lets simulated time pass. */
  public void advance(Duration span) {
    Duration left = span;
    while (left.isPositive()) {
      Duration step = left.compareTo(LONGEST_STEP) < 0 ? left : LONGEST_STEP;
      state = physics.step(state, controls, outside, activity, step.toNanos() / 1e9);
      now = now.plus(step);
      outside = climate.at(now);
      Activity next = household.at(now);
      controls = habits.after(activity, next, state, controls, outside);
      activity = next;
      left = left.minus(step);
    }
  }

  /** Simulated local time. */
  public LocalDateTime now() {
    return now;
  }

  /** What the meter has summed up, kWh. */
  public double energyKWh() {
    return state.energyKWh();
  }

  /** Lets the meter go on from where it stood when the house was last played. */
  public void resumeEnergy(double energyKWh) {
    state = new HouseState(state.rooms(), energyKWh);
  }

  /** Whether the device obeys: the point can be commanded and the value is of its type. */
  public boolean accepts(PointId id, Value value) {
    Point point = point(id);
    if (point == null || !point.writable()) {
      return false;
    }
    return switch (point.type()) {
      case NUMBER ->
          value instanceof Value.Numeric(double number)
              && point.range().map(range -> range.contains(number)).orElse(true);
      case BOOLEAN -> value instanceof Value.Bool;
      case TEXT -> value instanceof Value.Text;
    };
  }

  /** Turns a knob; only after {@link #accepts}. */
  public void command(PointId point, Value value) {
    controls = controls.with(point, value);
  }

  /** What the device measures or reports of its point now, rounded as such devices do. */
  public Value value(PointId id) {
    HousePlan.Device device = plan.devices().get(id.device());
    Point point = point(id);
    if (device == null || point == null) {
      throw new IllegalArgumentException("not in this house: " + id);
    }
    Value set = controls.values().get(id.toString());
    if (set != null) {
      return set;
    }
    String room = device.room();
    return switch (point.id()) {
      case "temperature" -> number(state.room(room).temperatureCel() + 0.03 * gauss(), 100, point);
      case "humidity" -> number(state.room(room).humidityPercent() + 0.2 * gauss(), 10, point);
      case "illuminance" -> {
        double lx = physics.illuminanceLx(room, controls, outside);
        yield number(lx * (1 + 0.01 * gauss()), 1, point);
      }
      case "power" -> {
        double watt = physics.powerW(device, state, controls, activity);
        yield number(watt * (1 + 0.002 * gauss()), 10, point);
      }
      case "energy" -> number(Math.floor(state.energyKWh() * 1000) / 1000, 1000, point);
      default -> unknown(point);
    };
  }

  /** A point that the physics knows nothing of swings through its range once in a day. */
  private Value unknown(Point point) {
    return switch (point.type()) {
      case BOOLEAN -> new Value.Bool(false);
      case TEXT -> new Value.Text("");
      case NUMBER -> {
        double low = point.range().map(r -> r.min()).orElse(0.0);
        double high = point.range().map(r -> r.max()).orElse(100.0);
        double part = now.toLocalTime().toSecondOfDay() / DAY_S;
        yield number(low + (high - low) * (0.5 - 0.4 * Math.cos(2 * Math.PI * part)), 100, point);
      }
    };
  }

  private static Value number(double value, double stepsPerUnit, Point point) {
    double rounded = Math.round(value * stepsPerUnit) / stepsPerUnit;
    return new Value.Numeric(
        point.range().map(r -> Math.clamp(rounded, r.min(), r.max())).orElse(rounded));
  }

  private @Nullable Point point(PointId id) {
    HousePlan.Device device = plan.devices().get(id.device());
    return device == null ? null : device.profile().point(id.point());
  }

  private double gauss() {
    return noise.nextGaussian();
  }
}
