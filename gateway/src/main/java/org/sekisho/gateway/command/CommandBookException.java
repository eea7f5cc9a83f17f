package org.sekisho.gateway.command;

/** The command book cannot be read or written: nothing may be commanded. */
public final class CommandBookException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what failed and why. */
  public CommandBookException(String message, Throwable cause) {
    super(message, cause);
  }
}
