package org.sekisho.risk.method;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * Importance of an asset on each axis, as in tables 5-3 and 5-4.
 *
 * @param confidentiality level on the scale of confidentiality, 1 to 3 in the guideline
 * @param integrity level on the scale of integrity
 * @param availability level on the scale of availability
 */
public record Importance(int confidentiality, int integrity, int availability) {
  /** Importance from which an asset is protected: 2 or more on any axis. */
  public static final int PROTECTED_FROM = 2;

  /** The level on an axis. */
  public int on(Axis axis) {
    return switch (axis) {
      case CONFIDENTIALITY -> confidentiality;
      case INTEGRITY -> integrity;
      case AVAILABILITY -> availability;
    };
  }

  /** Whether the guideline demands protection of such an asset. */
  public boolean isProtected() {
    return Math.max(confidentiality, Math.max(integrity, availability)) >= PROTECTED_FROM;
  }

  /**
   * Importance of an incident on the axes that it affects: on each the highest among the assets.
   * Without assets it is empty.
   */
  public static Map<Axis, Level> ofIncident(
      Collection<Axis> affected, Collection<Importance> assets) {
    Map<Axis, Level> rated = new EnumMap<>(Axis.class);
    for (Axis axis : affected) {
      assets.stream()
          .mapToInt(asset -> asset.on(axis))
          .max()
          .ifPresent(highest -> rated.put(axis, Level.of(highest)));
    }
    return rated;
  }
}
