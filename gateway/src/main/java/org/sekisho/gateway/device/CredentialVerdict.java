package org.sekisho.gateway.device;

/** What came of a device's password. */
public enum CredentialVerdict {
  /** It is the device's. */
  RIGHT,
  /** It is not, or there is no such device: nobody can tell which. */
  WRONG,
  /** Too many wrong ones for this name or from this source, and wrong again. */
  LOCKED
}
