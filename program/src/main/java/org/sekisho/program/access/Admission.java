package org.sekisho.program.access;

import java.time.Duration;

/** Whether a try may be made. */
public sealed interface Admission {
  /** It may; the try must be answered, best in a try-with-resources statement. */
  record Admitted(Attempt attempt) implements Admission {}

  /**
   * Not now.
   *
   * @param remaining how long the lock lasts, or about a second while other tries are being judged
   */
  record Later(Duration remaining) implements Admission {}
}
