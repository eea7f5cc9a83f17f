package org.sekisho.program.logbook;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What links the records of a log: SHA-256 over the bytes of a record's line, written in base64url.
 * Each line holds the hash of the line before it.
 */
public final class LineHash {
  /** What the first record of a chain says of the one before it. */
  public static final String NONE =
      Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

  private LineHash() {}

  /** The hash of a line, without its line end. */
  public static String of(byte[] line) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(line));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    }
  }
}
