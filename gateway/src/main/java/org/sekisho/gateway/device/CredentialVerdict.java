package org.sekisho.gateway.device;

/** What came of a device's password. */
public enum CredentialVerdict {
  /** It is the device's. */
  RIGHT,
  /** It is not, or there is no such device: nobody can tell which. */
  WRONG,
  /** Too many wrong ones for this name or from this source: not even looked at. */
  LOCKED,
  /** Too many passwords are waiting to be checked: not looked at. */
  BUSY
}
