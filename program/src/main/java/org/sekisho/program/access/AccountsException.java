package org.sekisho.program.access;

/** The store of accounts failed. */
public final class AccountsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what failed and why. */
  public AccountsException(String message, Throwable cause) {
    super(message, cause);
  }
}
