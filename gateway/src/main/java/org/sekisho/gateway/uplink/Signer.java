package org.sekisho.gateway.uplink;

import java.security.PrivateKey;
import org.sekisho.wan.batch.Bytes;

/**
 * What batches are signed with.
 *
 * @param keyId SHA-256 of the certificate's DER form
 * @param key the certificate's private key, EC P-256
 */
public record Signer(Bytes keyId, PrivateKey key) {
  @Override
  public String toString() {
    return "Signer[" + keyId.hex() + "]";
  }
}
