package org.sekisho.gateway.disposal;

import java.util.Locale;

/** What a file of the gateway holds, in the order in which it is destroyed. */
public enum DataClass {
  /** Keys: whatever is sealed under them goes with them. */
  KEYS(Level.PURGE, true),
  /** Tokens, password hashes, one-time codes. */
  CREDENTIALS(Level.PURGE, true),
  /** Readings: they tell how people live. */
  PERSONAL(Level.PURGE, true),
  /** Security, authentication, operation and state logs; audit of commands. */
  LOGS(Level.CLEAR, true),
  /** Settings made after delivery. */
  CONFIGURATION(Level.CLEAR, true),
  /** Certificates of the present enrolment. */
  ENROLMENT(Level.CLEAR, true),
  /** A file that nobody has classified: destroyed like a key. */
  UNCLASSIFIED(Level.PURGE, true),
  /** What the factory put in, and whose releases are trusted: stays. */
  FACTORY(Level.NONE, false),
  /** That the gateway is locked, which orders it has seen, certificates of erasure: stays. */
  PROOF(Level.NONE, false),
  /** Says only that a program runs: stays, holds nothing. */
  RUNTIME(Level.NONE, false);

  private final Level wanted;
  private final boolean erased;

  DataClass(Level wanted, boolean erased) {
    this.wanted = wanted;
    this.erased = erased;
  }

  /** How far its sanitisation should go. */
  public Level wanted() {
    return wanted;
  }

  /** Whether a reset destroys it. */
  public boolean erased() {
    return erased;
  }

  /** The word in certificates and files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
