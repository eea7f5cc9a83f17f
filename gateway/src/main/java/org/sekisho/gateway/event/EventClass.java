package org.sekisho.gateway.event;

import java.util.Locale;

/** Which log keeps an event; each has a budget of its own, and SECURITY is kept longest. */
public enum EventClass {
  /** Attacks and unauthorised access (SEC-LOG-01). */
  SECURITY,
  /** Who logged in where, and who failed (SEC-LOG-02). */
  AUTHENTICATION,
  /**
   * Operations of people and programs that change something or read protected data (SEC-CONF-12).
   */
  OPERATION,
  /** The state of the gateway itself (SEC-LOG-04). */
  STATE;

  /** The word in settings and records. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
