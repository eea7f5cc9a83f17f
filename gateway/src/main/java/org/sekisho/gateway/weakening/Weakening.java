package org.sekisho.gateway.weakening;

import java.time.Instant;
import java.util.Map;

/**
 * One protection that a person has lowered.
 *
 * @param id dashed words, unlike all others
 * @param kind which protection
 * @param what its details, by kind
 * @param since when it was lowered
 * @param account who did it
 * @param risk id and version of the text that was accepted
 */
public record Weakening(
    String id, Kind kind, Map<String, String> what, Instant since, String account, String risk) {
  /** Which protection. */
  public enum Kind {
    /** A port of the gateway is open. */
    PORT,
    /** A port of the WAN side leads inside. */
    FORWARD,
    /** The filter is open as far as the guard's file allows, for a time. */
    FILTER,
    /** An authority vouches for devices. */
    AUTHORITY,
    /** Devices may use old cipher suites. */
    OLD_CIPHERS
  }

  /** Keeps the details. */
  public Weakening {
    what = Map.copyOf(what);
  }

  /** The detail of this name; empty when there is none. */
  public String what(String name) {
    return what.getOrDefault(name, "");
  }
}
