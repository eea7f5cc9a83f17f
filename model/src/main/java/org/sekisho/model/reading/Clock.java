package org.sekisho.model.reading;

/** Whose clock gave a reading its time. */
public enum Clock {
  /** The device said the time itself. */
  DEVICE,
  /** The gateway stamped the time of arrival. */
  GATEWAY;

  /** The word in the API. */
  public String word() {
    return this == DEVICE ? "device" : "gateway";
  }
}
