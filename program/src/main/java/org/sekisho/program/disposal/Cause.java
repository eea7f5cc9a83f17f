package org.sekisho.program.disposal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a gateway's secrets are destroyed. */
public enum Cause {
  /** Somebody at the gateway wants it as it was delivered. */
  FACTORY_RESET,
  /** The management ordered it. */
  REMOTE_ERASE,
  /** The case was opened. */
  CASE_OPENED,
  /** The gateway goes to another owner: also the certificate goes once that one has enrolled it. */
  OWNERSHIP_TRANSFER;

  /** The word in files and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The cause of that word. */
  public static Optional<Cause> of(String word) {
    return Arrays.stream(values()).filter(cause -> cause.word().equals(word)).findFirst();
  }
}
