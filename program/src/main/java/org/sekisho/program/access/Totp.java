package org.sekisho.program.access;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sekisho.program.Secret;

/**
 * Time-based one-time codes (RFC 6238): six digits every 30 s by HMAC-SHA-1, which every
 * authenticator application knows. The step before and the step after the present one are taken,
 * too; whoever keeps the last step that was taken must not take it or an earlier one again.
 */
public final class Totp {
  /** Length of a step, seconds. */
  public static final int STEP_S = 30;

  private static final int DIGITS = 6;
  private static final int SECRET_BYTES = 20;
  private static final int SLACK = 1;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Totp() {}

  /** A new shared secret of 160 bits. */
  public static byte[] newSecret(SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return secret;
  }

  /** The step of this time. */
  public static long step(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), STEP_S);
  }

  /** The code of the step, with that many digits (6 to 8). */
  static String code(byte[] secret, long step, int digits) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
      int offset = hash[hash.length - 1] & 15;
      int number = ByteBuffer.wrap(hash, offset, 4).getInt() & 0x7FFF_FFFF;
      int modulus = 1;
      for (int i = 0; i < digits; i++) {
        modulus *= 10;
      }
      return String.format(Locale.ROOT, "%0" + digits + "d", number % modulus);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-1 is part of the JDK", e);
    }
  }

  /** The code of the step. */
  public static String code(byte[] secret, long step) {
    return code(secret, step, DIGITS);
  }

  /**
   * The step whose code this is; empty when it is none of those that can be taken now.
   *
   * @param lastStep the last step that was taken; it and earlier ones are not taken again
   */
  public static OptionalLong verify(byte[] secret, String code, Instant now, long lastStep) {
    long present = step(now);
    OptionalLong found = OptionalLong.empty();
    byte[] given = code.getBytes(StandardCharsets.UTF_8);
    for (long step = present - SLACK; step <= present + SLACK; step++) {
      boolean same =
          MessageDigest.isEqual(given, code(secret, step).getBytes(StandardCharsets.UTF_8));
      if (same && step > lastStep && found.isEmpty()) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /** The secret as people type it: base32 without padding. */
  public static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8 | Byte.toUnsignedInt(b)) & 0xFFFF;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(buffer >> bits & 31));
      }
    }
    if (bits > 0) {
      text.append(BASE32.charAt(buffer << (5 - bits) & 31));
    }
    return text.toString();
  }

  /** What authenticator applications read from a QR code. */
  public static Secret uri(byte[] secret, String issuer, String account) {
    return Secret.of(
        "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
            .formatted(
                encoded(issuer),
                encoded(account),
                base32(secret),
                encoded(issuer),
                DIGITS,
                STEP_S));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
