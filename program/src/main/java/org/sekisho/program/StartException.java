package org.sekisho.program;

/** A program cannot start: the text tells the operator what is in the way and which setting. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is in the way. */
  public StartException(String message) {
    super(message);
  }

  /** Says what is in the way, and what the system reported. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
