package org.sekisho.management.enrolment;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.sekisho.program.Secret;

/**
 * What is kept of a one-time code: salt and SHA-256, in base64. A fast hash is enough, because a
 * code is 128 random bits and lives a day.
 *
 * @param salt 16 random bytes
 * @param hash SHA-256 of salt and code
 */
public record CodeHash(String salt, String hash) {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int CODE_BITS = 128;
  private static final int GROUP = 4;

  /** A fresh code with what is kept of it. */
  public record Fresh(Secret code, CodeHash kept) {}

  /** Makes a code: 128 random bits in base32 (RFC 4648), groups of four joined by dashes. */
  public static Fresh fresh(SecureRandom random) {
    byte[] bits = new byte[CODE_BITS / 8];
    random.nextBytes(bits);
    var text = new StringBuilder();
    var number = new java.math.BigInteger(1, bits);
    for (int i = 0; i < (CODE_BITS + 4) / 5; i++) {
      if (i > 0 && i % GROUP == 0) {
        text.append('-');
      }
      text.append(ALPHABET.charAt(number.shiftRight(5 * i).intValue() & 31));
    }
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    Secret code = Secret.of(text.toString());
    return new Fresh(
        code,
        new CodeHash(
            Base64.getEncoder().encodeToString(salt),
            Base64.getEncoder().encodeToString(digest(salt, code))));
  }

  /** Whether this is the code, written in any case and with any dashes and spaces. */
  public boolean matches(Secret code) {
    return MessageDigest.isEqual(
        Base64.getDecoder().decode(hash), digest(Base64.getDecoder().decode(salt), code));
  }

  private static byte[] digest(byte[] salt, Secret code) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt);
      return sha.digest(
          code.reveal()
              .replaceAll("[-\\s]", "")
              .toUpperCase(Locale.ROOT)
              .getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
