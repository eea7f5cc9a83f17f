package org.sekisho.guard.channel;

import java.util.Locale;
import java.util.Optional;

/** What became of a packet that a rule reports. */
public enum Disposition {
  /** It was dropped: it is never allowed. */
  DROP,
  /** It passed. */
  PASS,
  /** It was dropped: there were too many of its kind. */
  LIMIT;

  /** The word behind the colon of a log prefix. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The disposition with this word, if there is one. */
  public static Optional<Disposition> of(String word) {
    for (Disposition one : values()) {
      if (one.word().equals(word)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
