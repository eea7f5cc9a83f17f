package org.sekisho.management.token;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sekisho.program.Secret;

/**
 * Remembers which secret was found right by the slow hash, as HMAC-SHA-256 under a key of this
 * process, so that a busy application does not cost a slow hash every time. Bounded: the one used
 * longest ago is forgotten. Thread-safe.
 */
final class VerifiedSecrets {
  private static final int MAX_ENTRIES = 1_024;

  private final SecretKeySpec key;
  private final Map<String, byte[]> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  VerifiedSecrets(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    key = new SecretKeySpec(bytes, "HmacSHA256");
  }

  /** Whether this secret has been found right against this very hash. */
  synchronized boolean isKnown(String secretHash, Secret secret) {
    byte[] expected = known.get(secretHash);
    return expected != null && MessageDigest.isEqual(expected, mac(secret));
  }

  /** Remembers that the secret is right against the hash. */
  synchronized void remember(String secretHash, Secret secret) {
    known.put(secretHash, mac(secret));
  }

  private byte[] mac(Secret secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(secret.bytes());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }
}
