package org.sekisho.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * One face of the configuration: a text with its version, its hash and the gateway's signature.
 *
 * @param version counts up from 1
 * @param at when it was written
 * @param origin where it came from
 * @param text the configuration
 */
record Face(long version, Instant at, Origin origin, String text) {
  /** Largest text. */
  static final int MAX_BYTES = 256 * 1024;

  private static final String FIRST_LINE = "sekisho-configuration-1";
  private static final int MAX_HEAD_CHARS = 1_000;

  /** Where a configuration came from. */
  enum Origin {
    /** From the configuration file that a person edited on the machine. */
    FILE,
    /** Staged through the maintenance listener. */
    STAGED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** SHA-256 of the text in hexadecimal. */
  String sha256() {
    return sha256(text);
  }

  static String sha256(String text) {
    return HexFormat.of().formatHex(FaceKey.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The file's bytes. */
  byte[] encode(FaceKey key) {
    String head = head();
    return (head + "signature " + key.sign(head) + "\n\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  private String head() {
    return FIRST_LINE
        + "\nversion "
        + version
        + "\nat "
        + at
        + "\norigin "
        + origin.word()
        + "\nsha256 "
        + sha256()
        + "\n";
  }

  /** Reads the file's bytes; empty when anything in them is not as {@link #encode} wrote it. */
  static Optional<Face> decode(byte[] bytes, FaceKey key) {
    String all = new String(bytes, StandardCharsets.UTF_8);
    int end = all.indexOf("\n\n");
    if (end < 0 || end > MAX_HEAD_CHARS) {
      return Optional.empty();
    }
    String[] lines = all.substring(0, end).split("\n", -1);
    if (lines.length != 6
        || !lines[1].startsWith("version ")
        || !lines[2].startsWith("at ")
        || !lines[3].startsWith("origin ")
        || !lines[5].startsWith("signature ")) {
      return Optional.empty();
    }
    try {
      var face =
          new Face(
              Long.parseLong(lines[1].substring("version ".length())),
              Instant.parse(lines[2].substring("at ".length())),
              Origin.valueOf(lines[3].substring("origin ".length()).toUpperCase(Locale.ROOT)),
              all.substring(end + 2));
      // The head that these values and this text give is the one that must have been signed.
      return key.holds(face.head(), lines[5].substring("signature ".length()))
              && all.startsWith(face.head())
          ? Optional.of(face)
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
