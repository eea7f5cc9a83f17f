package org.sekisho.field.house.physics;

import java.util.Map;
import java.util.TreeMap;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;

/**
 * How every switch and knob of the house stands. Immutable.
 *
 * @param values the value of each point that can be commanded, by {@code device/point}
 */
public record Controls(Map<String, Value> values) {
  public Controls {
    values = Map.copyOf(values);
  }

  /** The same with one knob turned. */
  public Controls with(PointId point, Value value) {
    Map<String, Value> next = new TreeMap<>(values);
    next.put(point.toString(), value);
    return new Controls(next);
  }

  /** Whether the device's point {@code switch} is on. */
  public boolean on(String device) {
    return values.get(device + "/switch") instanceof Value.Bool(boolean on) && on;
  }

  /** A number that was set, or the default. */
  public double number(String device, String point, double otherwise) {
    return values.get(device + "/" + point) instanceof Value.Numeric(double number)
        ? number
        : otherwise;
  }
}
