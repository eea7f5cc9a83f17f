package org.sekisho.report.document;

import java.util.Locale;

/** What of a text a reader gets to see. */
public final class Characters {
  private static final int LINE_FEED = '\n';

  private Characters() {}

  /**
   * The text with what has no glyph, or changes how its neighbours read, spelled out as {@code
   * [U+XXXX]}: control characters, marks that turn the direction of writing, halves of characters.
   * Line feeds stay, a tab is a space, carriage returns before a line feed go.
   */
  public static String visible(String text) {
    int length = text.length();
    int at = 0;
    while (at < length && isPlain(text.charAt(at))) {
      at++;
    }
    if (at == length) {
      return text;
    }
    StringBuilder visible = new StringBuilder(length + 16).append(text, 0, at);
    while (at < length) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (c == '\t') {
        visible.append(' ');
      } else if (c == '\r') {
        if (at < length && text.charAt(at) == LINE_FEED) {
          continue;
        }
        visible.append('\n');
      } else if (c == 0x2028 || c == 0x2029) {
        visible.append('\n');
      } else if (c != LINE_FEED && isHidden(c)) {
        visible.append(spelled(c));
      } else {
        visible.appendCodePoint(c);
      }
    }
    return visible.toString();
  }

  /** A character by its number, as {@code [U+XXXX]}. */
  public static String spelled(int codePoint) {
    return String.format(Locale.ROOT, "[U+%04X]", codePoint);
  }

  /** Whether a character has the width of an em, as Japanese characters have. */
  public static boolean isWide(int c) {
    return (c >= 0x2e80 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe4f)
        || (c >= 0xff01 && c <= 0xff9f)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x1f000 && c <= 0x3ffff);
  }

  private static boolean isPlain(char c) {
    return (c >= ' ' && c < 0x7f) || c == LINE_FEED || (c >= 0x3001 && c < 0xa000);
  }

  private static boolean isHidden(int c) {
    return Character.isISOControl(c)
        || (c >= 0xd800 && c < 0xe000)
        || (c & 0xfffe) == 0xfffe
        || (c >= 0xfdd0 && c <= 0xfdef)
        || c == 0x061c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x206f)
        || c == 0x00ad
        || c == 0x200b
        || c == 0xfeff
        || (c >= 0xe0000 && c <= 0xe007f)
        || (c >= 0xfff9 && c <= 0xfffb);
  }
}
