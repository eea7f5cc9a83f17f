package org.sekisho.guard.policy;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A hardware address of six bytes.
 *
 * @param text six bytes in lower-case hexadecimal digits with colons
 */
public record Mac(String text) {
  /** What a setting of this kind may say, for error texts. */
  public static final String ALLOWED = "a hardware address, such as 02:00:5e:10:00:01";

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");

  public Mac {
    text = text.toLowerCase(Locale.ROOT);
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a hardware address");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
