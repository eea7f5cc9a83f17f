package org.sekisho.gateway.device;

/** The store of device credentials failed, or was asked about a device that it does not know. */
public final class DeviceCredentialException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what failed and why. */
  public DeviceCredentialException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what is wrong. */
  public DeviceCredentialException(String message) {
    super(message);
  }
}
