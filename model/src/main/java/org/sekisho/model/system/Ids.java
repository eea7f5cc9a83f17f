package org.sekisho.model.system;

import java.util.regex.Pattern;

/**
 * The form of every id in a system model: 1 to 64 of a–z, 0–9 and hyphen, beginning with a letter
 * or digit.
 */
public final class Ids {
  /** The form as a pattern. */
  public static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  /** The form in words, for error messages. */
  public static final String ALLOWED =
      "an id of 1 to 64 characters a-z, 0-9 and -, beginning with a letter or digit";

  private Ids() {}

  /** Whether the text is an id; cheap enough for the reading path. */
  public static boolean isId(String text) {
    int length = text.length();
    if (length == 0 || length > 64 || text.charAt(0) == '-') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
        return false;
      }
    }
    return true;
  }

  /** The text itself, or IllegalArgumentException when it is no id. */
  public static String require(String text) {
    if (!isId(text)) {
      throw new IllegalArgumentException("not an id: expected " + ALLOWED);
    }
    return text;
  }
}
