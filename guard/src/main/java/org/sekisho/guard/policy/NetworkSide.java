package org.sekisho.guard.policy;

import java.util.Locale;

/** On which side of the gateway an interface lies. */
public enum NetworkSide {
  /** The wide-area network: hostile, nothing comes in that nobody inside asked for. */
  WAN,
  /** The field network of the devices: hostile too, each device may do what its links say. */
  FIELD,
  /** The network of the people who use and maintain the gateway. */
  LAN;

  /** The word in configuration, rules and logs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
