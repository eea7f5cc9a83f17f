package org.sekisho.report.document;

/** How weighty something is: shown as a colour, always beside words that say the same. */
public enum Tone {
  /** Nothing said. */
  NONE,
  /** As it should be. */
  GOOD,
  /** Low severity. */
  LOW,
  /** Medium severity. */
  MEDIUM,
  /** High severity. */
  HIGH,
  /** Critical severity. */
  CRITICAL,
  /** Of less interest: left out, not applicable. */
  MUTED
}
