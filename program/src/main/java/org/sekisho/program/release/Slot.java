package org.sekisho.program.release;

import java.util.Locale;
import java.util.Optional;

/** One of the two places that a release can be installed in. */
public enum Slot {
  /** The first. */
  A,
  /** The second. */
  B;

  /** The other one. */
  public Slot other() {
    return this == A ? B : A;
  }

  /** The folder's name. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The slot of this word. */
  public static Optional<Slot> of(String word) {
    return switch (word) {
      case "a" -> Optional.of(A);
      case "b" -> Optional.of(B);
      default -> Optional.empty();
    };
  }
}
