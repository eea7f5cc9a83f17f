package org.sekisho.guard.netlink;

/** The kernel did not do what was asked; the message names the call and the number of the error. */
public final class NetlinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  NetlinkException(String what, int errno) {
    super(what + ": error " + errno + (errno == 1 ? " (not permitted: CAP_NET_ADMIN)" : ""));
    this.errno = errno;
  }

  /** The number of the error, as in errno.h. */
  public int errno() {
    return errno;
  }
}
