package org.sekisho.field.payload;

import java.time.LocalDate;

/** The two ways in which devices write a time. */
final class Timestamps {
  /** Not a time. */
  static final long INVALID = Long.MAX_VALUE;

  private static final double SECONDS_BELOW = 1e11;
  private static final double MILLISECONDS_BELOW = 1e14;
  private static final double MICROSECONDS_BELOW = 1e17;

  private Timestamps() {}

  /**
   * Microseconds since 1970 of a number of seconds (below 10^11), milliseconds (below 10^14) or
   * microseconds (below 10^17); {@link #INVALID} for any other.
   */
  static long ofNumber(double number) {
    if (!(number >= 0)) {
      return INVALID;
    }
    if (number < SECONDS_BELOW) {
      return Math.round(number * 1e6);
    }
    if (number < MILLISECONDS_BELOW) {
      return Math.round(number * 1e3);
    }
    return number < MICROSECONDS_BELOW ? Math.round(number) : INVALID;
  }

  /**
   * Microseconds since 1970 of an RFC 3339 time such as {@code 2026-01-31T23:59:59.123+09:00};
   * {@link #INVALID} for any other text. Digits beyond microseconds are cut.
   */
  static long ofText(String text) {
    int length = text.length();
    if (length < 20
        || length > 40
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || ((text.charAt(10) | 0x20) != 't' && text.charAt(10) != ' ')
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return INVALID;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 2);
    int day = number(text, 8, 2);
    int hour = number(text, 11, 2);
    int minute = number(text, 14, 2);
    int second = number(text, 17, 2);
    if (year < 1970
        || month < 1
        || month > 12
        || day < 1
        || day > 31
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 60) {
      return INVALID;
    }
    if (day > LocalDate.of(year, month, 1).lengthOfMonth()) {
      return INVALID;
    }
    int at = 19;
    long fractionUs = 0;
    if (text.charAt(at) == '.') {
      at++;
      long unit = 100_000;
      int digits = at;
      while (at < length && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        fractionUs += unit * (text.charAt(at) - '0');
        unit /= 10;
        at++;
      }
      if (at == digits) {
        return INVALID;
      }
    }
    int offsetMinutes = offset(text, at);
    if (offsetMinutes == Integer.MIN_VALUE) {
      return INVALID;
    }
    long seconds =
        LocalDate.of(year, month, day).toEpochDay() * 86_400L
            + hour * 3_600L
            + minute * 60L
            + second
            - offsetMinutes * 60L;
    return seconds * 1_000_000L + fractionUs;
  }

  private static int offset(String text, int at) {
    int length = text.length();
    if (at + 1 == length && (text.charAt(at) | 0x20) == 'z') {
      return 0;
    }
    if (at + 6 != length || text.charAt(at + 3) != ':') {
      return Integer.MIN_VALUE;
    }
    int hours = number(text, at + 1, 2);
    int minutes = number(text, at + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    return switch (text.charAt(at)) {
      case '+' -> hours * 60 + minutes;
      case '-' -> -(hours * 60 + minutes);
      default -> Integer.MIN_VALUE;
    };
  }

  private static int number(String text, int at, int digits) {
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }
}
