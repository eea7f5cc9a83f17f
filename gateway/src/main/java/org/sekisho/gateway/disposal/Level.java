package org.sekisho.gateway.disposal;

import java.util.Locale;

/** How far a sanitisation goes, in the words of NIST SP 800-88. */
public enum Level {
  /** The names are gone; what is recorded may be found by ordinary means. */
  NONE,
  /** Nothing is found through the device's ordinary interface. */
  CLEAR,
  /** Nothing is found in a laboratory either. */
  PURGE;

  /** The word in certificates. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
