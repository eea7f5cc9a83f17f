package org.sekisho.guard.policy;

import java.util.Locale;

/** Transport protocols that a rule can name. */
public enum Transport {
  TCP,
  UDP;

  /** The word in configuration and rules. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
