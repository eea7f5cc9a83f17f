package org.sekisho.program;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the holder of a certificate is in the figure. */
public enum Role {
  /** An IoT gateway. */
  GATEWAY,
  /** The head-end system. */
  HEAD_END,
  /** The IoT-GW management. */
  MANAGEMENT,
  /** An application of the head-end. */
  APPLICATION;

  /** The word in certificates, files and routes, such as {@code head-end}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The role of that word, if there is one. */
  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
