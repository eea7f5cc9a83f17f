package org.sekisho.report.document;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A place in a report that links can lead to.
 *
 * @param id a letter, then letters, digits, {@code - _ .}; at most {@value #MAX_LENGTH} characters;
 *     it stands in files as it is
 */
public record Anchor(String id) {
  /** The longest id. */
  public static final int MAX_LENGTH = 200;

  private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

  /** Checks the form. */
  public Anchor {
    if (id.length() > MAX_LENGTH || !FORM.matcher(id).matches()) {
      throw new IllegalArgumentException("not the form of an anchor");
    }
  }

  /**
   * The anchor of any text behind a prefix: safe characters stay, every other byte of its UTF-8
   * becomes {@code _} and two hexadecimal digits, so different texts have different anchors.
   */
  public static Anchor of(String prefix, String text) {
    StringBuilder id = new StringBuilder(prefix);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') {
        id.append(c);
      } else {
        id.append('_')
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      }
    }
    return new Anchor(id.toString());
  }
}
