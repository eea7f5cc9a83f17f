package org.sekisho.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Which face is the good one and which one is on trial; a small file with a checksum.
 *
 * @param confirmed {@code a} or {@code b}
 * @param trying the face on trial, or empty
 * @param starts how often the one on trial has been started
 * @param seen SHA-256 of the configuration file when it was last looked at
 * @param needsPerson whether a person must confirm the one on trial
 * @param linkBefore whether the head-end was connected before the trial
 * @param reason why the last trial ended as it did
 */
record Standing(
    String confirmed,
    String trying,
    int starts,
    String seen,
    boolean needsPerson,
    boolean linkBefore,
    Return reason) {
  private static final String FORM = "sekisho-standing-1";
  private static final int MAX_REASON_CHARS = 300;

  Standing {
    String detail = reason.detail().replaceAll("[\\p{Cntrl}]+", " ").strip();
    reason =
        new Return(
            reason.cause(),
            detail.length() > MAX_REASON_CHARS ? detail.substring(0, MAX_REASON_CHARS) : detail);
  }

  boolean onTrial() {
    return !trying.isEmpty();
  }

  /** The name of the face that is not confirmed. */
  String free() {
    return confirmed.equals("a") ? "b" : "a";
  }

  byte[] encode() {
    String text =
        "form="
            + FORM
            + "\nconfirmed="
            + confirmed
            + "\ntrying="
            + trying
            + "\nstarts="
            + starts
            + "\nseen="
            + seen
            + "\nneeds-person="
            + needsPerson
            + "\nlink-before="
            + linkBefore
            + "\nreason="
            + reason.encode()
            + "\n";
    return (text + "checksum=" + checksum(text) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static Optional<Standing> decode(byte[] bytes) {
    String all = new String(bytes, StandardCharsets.UTF_8);
    int last = all.lastIndexOf("checksum=");
    if (last < 0
        || !all.substring(last).equals("checksum=" + checksum(all.substring(0, last)) + "\n")) {
      return Optional.empty();
    }
    Map<String, String> lines = new HashMap<>();
    for (String line : all.substring(0, last).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        lines.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    try {
      var standing =
          new Standing(
              lines.getOrDefault("confirmed", ""),
              lines.getOrDefault("trying", ""),
              Integer.parseInt(lines.getOrDefault("starts", "")),
              lines.getOrDefault("seen", ""),
              Boolean.parseBoolean(lines.get("needs-person")),
              Boolean.parseBoolean(lines.get("link-before")),
              Return.decode(lines.getOrDefault("reason", "")));
      boolean sound =
          FORM.equals(lines.get("form"))
              && (standing.confirmed.equals("a") || standing.confirmed.equals("b"))
              && (standing.trying.isEmpty() || standing.trying.equals(standing.free()));
      return sound ? Optional.of(standing) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String checksum(String text) {
    return HexFormat.of().formatHex(FaceKey.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }
}
