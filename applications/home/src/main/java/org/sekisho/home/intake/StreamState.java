package org.sekisho.home.intake;

import java.util.Locale;

/** Where the application stands with the head-end. */
public enum StreamState {
  /** Asking for the inventory and the stream. */
  CONNECTING,
  /** The stream runs; what was missed before it is still being read. */
  CATCHING_UP,
  /** The stream runs and nothing is missing. */
  LIVE,
  /** The connection failed or broke; the next try comes after a pause. */
  WAITING,
  /** The head-end or the management does not know or not allow this application. */
  REFUSED;

  /** The word in status and page. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
