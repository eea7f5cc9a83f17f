package org.sekisho.cli;

/** A command could not be done; the text tells a person why and what to do. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public CommandFailure(String message) {
    super(message);
  }

  /** Says why, and what lay beneath. */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
