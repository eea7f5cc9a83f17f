package org.sekisho.field.house.physics;

import org.sekisho.model.system.Point;
import org.sekisho.model.system.Profile;

/** What a device is to the physics of the house; found out from the points of its profile. */
public enum Equipment {
  /** Lights its room and warms it. */
  LAMP,
  /** Cools or heats its room towards its set point. */
  AIR_CONDITIONER,
  /** Feeds what is plugged in. */
  OUTLET,
  /** Sums up the power of the whole house. */
  METER,
  /** Measures or does something that leaves the physics alone. */
  OTHER;

  /** The equipment that a profile describes. */
  public static Equipment of(Profile profile) {
    if (commands(profile, "switch") && commands(profile, "set-point")) {
      return AIR_CONDITIONER;
    }
    if (commands(profile, "switch") && commands(profile, "brightness")) {
      return LAMP;
    }
    if (commands(profile, "switch") && profile.point("power") != null) {
      return OUTLET;
    }
    return profile.point("power") != null && profile.point("energy") != null ? METER : OTHER;
  }

  private static boolean commands(Profile profile, String id) {
    Point point = profile.point(id);
    return point != null && point.writable();
  }
}
