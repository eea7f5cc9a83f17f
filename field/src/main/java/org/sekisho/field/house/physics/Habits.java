package org.sekisho.field.house.physics;

import java.util.Map;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Point;

/**
 * What people do to the switches by hand. They act only when they come, go, get up or lie down, so
 * a command from elsewhere stands until then. Pure functions over a plan; immutable.
 */
public final class Habits {
  private static final double DARK_LX = 120;
  private static final double HOT_CEL = 28;
  private static final double COLD_CEL = 17;

  private final HousePlan plan;
  private final HousePhysics physics;

  /** The habits in this house. */
  public Habits(HousePlan plan, HousePhysics physics) {
    this.plan = plan;
    this.physics = physics;
  }

  /** How the controls stand when nobody has touched them. */
  public Controls untouched() {
    Controls controls = new Controls(Map.of());
    for (HousePlan.Device device : plan.devices().values()) {
      for (var point : device.profile().points().values()) {
        if (point.writable()) {
          controls = controls.with(new PointId(device.id(), point.id()), first(device, point));
        }
      }
    }
    return controls;
  }

  /** How the controls stand while people have been at this for a while. */
  public Controls settled(Activity now, HouseState state, Outside outside) {
    Controls entered = after(Activity.NONE, now, state, untouched(), outside);
    // Nobody has just come home: what a lock is before that goes on.
    Controls settled = entered;
    for (Map.Entry<String, Value> knob : untouched().values().entrySet()) {
      if (knob.getKey().endsWith("/locked")) {
        int slash = knob.getKey().indexOf('/');
        var point = new PointId(knob.getKey().substring(0, slash), "locked");
        settled = settled.with(point, knob.getValue());
      }
    }
    return settled;
  }

  /** The controls after people have changed from one activity to another. */
  public Controls after(
      Activity before, Activity now, HouseState state, Controls controls, Outside outside) {
    if (before.equals(now)) {
      return controls;
    }
    Controls next = controls;
    for (HousePlan.Device device : plan.devices().values()) {
      String room = device.room();
      boolean entered = before.awakeIn(room) == 0 && now.awakeIn(room) > 0;
      boolean left = before.awakeIn(room) > 0 && now.awakeIn(room) == 0;
      next =
          switch (device.equipment()) {
            case LAMP -> {
              boolean dark = physics.illuminanceLx(room, controls, outside) < DARK_LX;
              yield entered && dark
                  ? turn(next, device, true)
                  : left ? turn(next, device, false) : next;
            }
            case AIR_CONDITIONER -> airConditioner(next, device, state, entered, now);
            case OUTLET, METER, OTHER -> next;
          };
      next = lock(next, device, before, now);
    }
    return next;
  }

  private static Controls airConditioner(
      Controls controls, HousePlan.Device device, HouseState state, boolean entered, Activity now) {
    double temperature = state.room(device.room()).temperatureCel();
    if (entered && (temperature > HOT_CEL || temperature < COLD_CEL)) {
      double setPoint = temperature > HOT_CEL ? 26 : 21;
      return turn(controls, device, true)
          .with(new PointId(device.id(), "set-point"), new Value.Numeric(setPoint));
    }
    return now.awakeAtHome() == 0 ? turn(controls, device, false) : controls;
  }

  private static Controls lock(
      Controls controls, HousePlan.Device device, Activity before, Activity now) {
    var point = device.profile().point("locked");
    if (point == null || !point.writable()) {
      return controls;
    }
    var locked = new PointId(device.id(), "locked");
    if (before.awakeAtHome() > 0 && now.awakeAtHome() == 0) {
      return controls.with(locked, new Value.Bool(true));
    }
    return before.atHome() == 0 && now.atHome() > 0
        ? controls.with(locked, new Value.Bool(false))
        : controls;
  }

  private static Controls turn(Controls controls, HousePlan.Device device, boolean on) {
    return controls.with(new PointId(device.id(), "switch"), new Value.Bool(on));
  }

  private static Value first(HousePlan.Device device, Point point) {
    return switch (point.type()) {
      case BOOLEAN ->
          new Value.Bool(device.equipment() == Equipment.OUTLET || point.id().equals("locked"));
      case TEXT -> new Value.Text("");
      case NUMBER ->
          switch (point.id()) {
            case "brightness" -> new Value.Numeric(80);
            case "set-point" -> new Value.Numeric(24);
            default ->
                new Value.Numeric(
                    point.control().flatMap(c -> c.range()).map(r -> r.min()).orElse(0.0));
          };
    };
  }
}
