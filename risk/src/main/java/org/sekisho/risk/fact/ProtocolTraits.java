package org.sekisho.risk.fact;

import org.sekisho.model.system.Protocol;

/** What is known of protocols by their design. */
@FunctionalInterface
public interface ProtocolTraits {
  /**
   * What a protocol is by design.
   *
   * @param radio whether it goes through the air
   * @param canEncrypt whether it has a way to encrypt, by itself or by its usual secure layer
   * @param canAuthenticate whether it has a way to authenticate its ends
   * @param plain whether content can be read on the way unless something is added
   */
  record Traits(boolean radio, boolean canEncrypt, boolean canAuthenticate, boolean plain) {}

  /** The traits of a protocol. */
  Traits of(Protocol protocol);
}
