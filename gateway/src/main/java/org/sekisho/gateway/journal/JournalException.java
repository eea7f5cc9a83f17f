package org.sekisho.gateway.journal;

/** The journal's disk or database failed in a way that the caller cannot mend. */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what failed and why. */
  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what failed. */
  public JournalException(String message) {
    super(message);
  }
}
