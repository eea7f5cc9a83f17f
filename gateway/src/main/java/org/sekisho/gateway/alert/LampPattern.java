package org.sekisho.gateway.alert;

import java.util.Locale;
import org.sekisho.gateway.event.AlertClass;

/** What the lamp shows: the gravest class of alert that nobody has acknowledged. */
public enum LampPattern {
  /** Off: nothing waits for a person. */
  QUIET(0, 0),
  /** A short flash every two seconds. */
  NOTICE(100, 1_900),
  /** Half a second on, half a second off. */
  ATTACKED(500, 500),
  /** Flickers, five times a second. */
  INTRUDED(100, 100);

  private final int onMs;
  private final int offMs;

  LampPattern(int onMs, int offMs) {
    this.onMs = onMs;
    this.offMs = offMs;
  }

  /** The pattern of the class. */
  public static LampPattern of(AlertClass gravest) {
    return switch (gravest) {
      case NONE -> QUIET;
      case NOTICE -> NOTICE;
      case ATTACKED -> ATTACKED;
      case INTRUDED -> INTRUDED;
    };
  }

  /** Time on, in milliseconds; 0 for off. */
  public int onMs() {
    return onMs;
  }

  /** Time off between, in milliseconds. */
  public int offMs() {
    return offMs;
  }

  /** The word in files and status. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
