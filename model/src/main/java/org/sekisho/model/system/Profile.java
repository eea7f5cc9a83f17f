package org.sekisho.model.system;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of device may say and accept.
 *
 * @param id id
 * @param name name
 * @param points points by their id, in the order of the file
 */
public record Profile(String id, LocalText name, Map<String, Point> points) {
  /** The point with this id, or null when the profile has none. */
  public @Nullable Point point(String point) {
    return points.get(point);
  }
}
