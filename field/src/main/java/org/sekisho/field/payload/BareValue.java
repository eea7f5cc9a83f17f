package org.sekisho.field.payload;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Value;

/** A payload that is nothing but a value: {@code 21.5}, {@code true}, {@code open}. */
final class BareValue {
  private static final int MAX_NUMBER_BYTES = 64;
  private static final int EXACT_DIGITS = 15;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private BareValue() {}

  /** The value between the two offsets; empty when the bytes are no text of a bearable length. */
  static Optional<PointValue> decode(byte[] bytes, int from, int to) {
    double exact = plainDecimal(bytes, from, to);
    if (!Double.isNaN(exact)) {
      return Optional.of(numeric(exact));
    }
    if (to - from > PayloadDecoder.MAX_TEXT * 4) {
      return Optional.empty();
    }
    return text(bytes, from, to).map(BareValue::ofText);
  }

  private static PointValue ofText(String text) {
    return switch (text) {
      case "true", "TRUE", "True" -> of(new Value.Bool(true), QualityReason.NONE);
      case "false", "FALSE", "False" -> of(new Value.Bool(false), QualityReason.NONE);
      default -> {
        if (looksNumeric(text)) {
          try {
            double number = Double.parseDouble(text);
            yield Double.isFinite(number)
                ? numeric(number)
                : of(new Value.Text(text), QualityReason.NOT_A_NUMBER);
          } catch (NumberFormatException e) {
            yield of(new Value.Text(text), QualityReason.NONE);
          }
        }
        yield of(
            new Value.Text(text),
            isNotANumberWord(text) ? QualityReason.NOT_A_NUMBER : QualityReason.NONE);
      }
    };
  }

  /** Whether the text is one of the words that programs print for NaN and the infinities. */
  static boolean isNotANumberWord(String text) {
    int start = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    return switch (text.length() - start) {
      case 3 ->
          text.regionMatches(true, start, "nan", 0, 3)
              || text.regionMatches(true, start, "inf", 0, 3);
      case 8 -> text.regionMatches(true, start, "infinity", 0, 8);
      default -> false;
    };
  }

  // Java's own parser also takes hexadecimal floats and the suffixes d and f, which nobody means.
  private static boolean looksNumeric(String text) {
    if (text.length() > MAX_NUMBER_BYTES) {
      return false;
    }
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digit = true;
      } else if (c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return false;
      }
    }
    return digit;
  }

  /** A decimal of at most 15 digits without exponent, which is exact in this way; else NaN. */
  private static double plainDecimal(byte[] bytes, int from, int to) {
    int at = from;
    boolean negative = at < to && bytes[at] == '-';
    if (negative) {
      at++;
    }
    long mantissa = 0;
    int digits = 0;
    int decimals = -1;
    for (; at < to; at++) {
      byte b = bytes[at];
      if (b >= '0' && b <= '9') {
        if (++digits > EXACT_DIGITS) {
          return Double.NaN;
        }
        mantissa = mantissa * 10 + (b - '0');
        if (decimals >= 0) {
          decimals++;
        }
      } else if (b == '.' && decimals < 0 && digits > 0) {
        decimals = 0;
      } else {
        return Double.NaN;
      }
    }
    if (digits == 0 || decimals == 0) {
      return Double.NaN;
    }
    double value = decimals <= 0 ? mantissa : mantissa / POWERS[decimals];
    return negative ? -value : value;
  }

  private static Optional<String> text(byte[] bytes, int from, int to) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes, from, to - from))
              .toString();
      boolean bearable = !text.isEmpty() && text.length() <= PayloadDecoder.MAX_TEXT;
      for (int i = 0; bearable && i < text.length(); i++) {
        bearable = !Character.isISOControl(text.charAt(i));
      }
      return bearable ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static PointValue numeric(double number) {
    return of(new Value.Numeric(number), QualityReason.NONE);
  }

  private static PointValue of(Value value, QualityReason reason) {
    return new PointValue("", value, PointValue.NO_TIME, "", reason);
  }
}
