package org.sekisho.gateway.listener;

import org.sekisho.model.reading.Value;

/** What came of a command at the device. */
public sealed interface DeviceAnswer {
  /**
   * Carried out.
   *
   * @param readBack what the device said its state is afterwards
   */
  record Confirmed(Value readBack) implements DeviceAnswer {}

  /**
   * The device said that it cannot, or has too many commands open.
   *
   * @param reason the device's word, at most 64 characters
   */
  record DeviceRefused(String reason) implements DeviceAnswer {}

  /** The device has no session. */
  record NotConnected() implements DeviceAnswer {}

  /** The device has a session but has not subscribed to commands for the point. */
  record NotSubscribed() implements DeviceAnswer {}

  /** No word within the time: the device's state is unknown. */
  record TimedOut() implements DeviceAnswer {}
}
