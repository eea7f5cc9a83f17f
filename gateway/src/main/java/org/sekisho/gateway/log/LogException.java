package org.sekisho.gateway.log;

/** The log cannot be read or written. */
public final class LogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what. */
  public LogException(String message) {
    super(message);
  }

  /** Says what, and what lay beneath. */
  public LogException(String message, Throwable cause) {
    super(message, cause);
  }
}
