package org.sekisho.gateway.disposal;

/** Something that must be destroyed could not be, or the disk would not take what must be kept. */
public final class DisposalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what, and why. */
  public DisposalException(String message, Throwable cause) {
    super(message, cause);
  }
}
