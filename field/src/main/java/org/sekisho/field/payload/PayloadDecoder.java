package org.sekisho.field.payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Value;
import org.sekisho.model.senml.SenmlDecoder;
import org.sekisho.model.senml.SenmlPack;
import org.sekisho.model.senml.SenmlRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Decodes the payloads in which devices may write readings; total: any bytes give a result, never
 * an exception. Immutable and thread-safe.
 *
 * <p>One point: {@code 21.5}, {@code true}, {@code "open"} or {@code open}, or {@code {"value":
 * 21.5, "time": "2026-01-31T23:59:59Z", "unit": "Cel"}} where {@code time} (RFC 3339, or a number
 * of s, ms or µs since 1970) and {@code unit} may be absent and other members are passed over.
 *
 * <p>Several points: a SenML pack in JSON or CBOR (RFC 8428), or a JSON object of point to value
 * with an optional member {@code time}.
 */
public final class PayloadDecoder {
  /** Most values in one payload. */
  public static final int MAX_VALUES = 500;

  /** Longest text value, in characters. */
  public static final int MAX_TEXT = 256;

  /** How much of a payload that cannot be decoded is kept, in characters. */
  public static final int KEPT_OF_MALFORMED = 64;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(8)
          .maxStringLength(1_024)
          .maxNameLength(64)
          .maxNumberLength(64)
          .build();

  // Names are not interned or kept in a symbol table: devices could fill it.
  private final TokenStreamFactory json =
      JsonFactory.builder()
          .streamReadConstraints(CONSTRAINTS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .build();
  private final SenmlDecoder senml = new SenmlDecoder(MAX_VALUES);

  /**
   * The payload of a topic that names the point. What cannot be decoded becomes a text of its first
   * characters with the reason {@code MALFORMED}: it is kept, not dropped.
   */
  public PointValue one(byte[] payload) {
    int from = 0;
    int to = payload.length;
    while (from < to && isSpace(payload[from])) {
      from++;
    }
    while (to > from && isSpace(payload[to - 1])) {
      to--;
    }
    if (from == to) {
      return malformed(payload);
    }
    byte first = payload[from];
    if (first == '{' || first == '"') {
      PointValue value = oneJson(payload, from, to - from);
      return value == null ? malformed(payload) : value;
    }
    return BareValue.decode(payload, from, to).orElseGet(() -> malformed(payload));
  }

  /** The payload of a topic that leaves it to the payload to name the points. */
  public Payload several(byte[] payload) {
    int from = 0;
    while (from < payload.length && isSpace(payload[from])) {
      from++;
    }
    if (from == payload.length) {
      return new Payload.Malformed("empty");
    }
    int first = Byte.toUnsignedInt(payload[from]);
    if (first == '{') {
      return object(payload, from);
    }
    if (first == '[') {
      return pack(senml.json(payload));
    }
    if (first >= 0x80 && first <= 0x9F) {
      return pack(senml.cbor(payload));
    }
    return new Payload.Malformed("neither SenML nor a JSON object");
  }

  private static Payload pack(SenmlPack pack) {
    return switch (pack) {
      case SenmlPack.Malformed(String reason) -> new Payload.Malformed(reason);
      case SenmlPack.Records(List<SenmlRecord> records) -> {
        List<PointValue> values = new ArrayList<>(records.size());
        for (SenmlRecord record : records) {
          Value value = record.value();
          if (value == null) {
            yield new Payload.Malformed("a record without a number, text or boolean");
          }
          if (value instanceof Value.Text(String text) && text.length() > MAX_TEXT) {
            yield new Payload.Malformed("a text that is too long");
          }
          values.add(
              new PointValue(
                  record.name(),
                  value,
                  Double.isNaN(record.timeS())
                      ? PointValue.NO_TIME
                      : Math.round(record.timeS() * 1e6),
                  record.unit(),
                  reasonOf(record, value)));
        }
        yield values.isEmpty() ? new Payload.Malformed("empty") : new Payload.Values(values);
      }
    };
  }

  // Only what the value itself shows: a device may not grade its own readings by our labels.
  private static QualityReason reasonOf(SenmlRecord record, Value value) {
    return value instanceof Value.Text(String text)
            && (record.reason() == QualityReason.NOT_A_NUMBER || BareValue.isNotANumberWord(text))
        ? QualityReason.NOT_A_NUMBER
        : QualityReason.NONE;
  }

  private @Nullable PointValue oneJson(byte[] payload, int from, int length) {
    try (JsonParser in = json.createParser(ObjectReadContext.empty(), payload, from, length)) {
      PointValue result =
          in.nextToken() == JsonToken.START_OBJECT ? members(in) : value(in, "", "");
      return in.nextToken() == null ? result : null;
    } catch (JacksonException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable PointValue members(JsonParser in) {
    PointValue value = null;
    String unit = "";
    long timeUs = PointValue.NO_TIME;
    for (JsonToken token = in.nextToken(); token != JsonToken.END_OBJECT; token = in.nextToken()) {
      if (token != JsonToken.PROPERTY_NAME) {
        return null;
      }
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "value" -> {
          value = value(in, "", "");
          if (value == null) {
            return null;
          }
        }
        case "unit" -> {
          if (in.currentToken() != JsonToken.VALUE_STRING || in.getStringLength() > 64) {
            return null;
          }
          unit = in.getString();
        }
        case "time" -> {
          timeUs = time(in);
          if (timeUs == Timestamps.INVALID) {
            return null;
          }
        }
        default -> in.skipChildren();
      }
    }
    return value == null ? null : new PointValue("", value.value(), timeUs, unit, value.reason());
  }

  private Payload object(byte[] payload, int from) {
    try (JsonParser in =
        json.createParser(ObjectReadContext.empty(), payload, from, payload.length - from)) {
      in.nextToken();
      List<PointValue> values = new ArrayList<>();
      long timeUs = PointValue.NO_TIME;
      for (JsonToken token = in.nextToken();
          token != JsonToken.END_OBJECT;
          token = in.nextToken()) {
        if (token != JsonToken.PROPERTY_NAME) {
          return new Payload.Malformed("truncated");
        }
        String name = in.currentName();
        in.nextToken();
        if (name.equals("time")) {
          timeUs = time(in);
          if (timeUs == Timestamps.INVALID) {
            return new Payload.Malformed("a time that is none");
          }
          continue;
        }
        PointValue value = value(in, name, "");
        if (value == null) {
          return new Payload.Malformed("a value that is no number, text or boolean");
        }
        if (values.size() == MAX_VALUES) {
          return new Payload.Malformed("more than " + MAX_VALUES + " values");
        }
        values.add(value);
      }
      if (in.nextToken() != null) {
        return new Payload.Malformed("bytes after the object");
      }
      return values.isEmpty() ? new Payload.Malformed("empty") : timed(values, timeUs);
    } catch (JacksonException | IllegalArgumentException e) {
      return new Payload.Malformed("not well-formed");
    }
  }

  private static Payload timed(List<PointValue> values, long timeUs) {
    if (timeUs == PointValue.NO_TIME) {
      return new Payload.Values(values);
    }
    values.replaceAll(v -> new PointValue(v.name(), v.value(), timeUs, v.unit(), v.reason()));
    return new Payload.Values(values);
  }

  /** The value at the parser's token; null when it is none of number, text and boolean. */
  private static @Nullable PointValue value(JsonParser in, String name, String unit) {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> of(name, new Value.Bool(true), unit, QualityReason.NONE);
      case VALUE_FALSE -> of(name, new Value.Bool(false), unit, QualityReason.NONE);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double number = in.getDoubleValue();
        yield Double.isFinite(number)
            ? of(name, new Value.Numeric(number), unit, QualityReason.NONE)
            : of(name, new Value.Text(in.getString()), unit, QualityReason.NOT_A_NUMBER);
      }
      case VALUE_STRING -> {
        String text = in.getString();
        if (text.length() > MAX_TEXT) {
          yield null;
        }
        yield of(
            name,
            new Value.Text(text),
            unit,
            BareValue.isNotANumberWord(text) ? QualityReason.NOT_A_NUMBER : QualityReason.NONE);
      }
      case null, default -> null;
    };
  }

  private static long time(JsonParser in) {
    return switch (in.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Timestamps.ofNumber(in.getDoubleValue());
      case VALUE_STRING -> Timestamps.ofText(in.getString());
      case null, default -> Timestamps.INVALID;
    };
  }

  private static PointValue of(String name, Value value, String unit, QualityReason reason) {
    return new PointValue(name, value, PointValue.NO_TIME, unit, reason);
  }

  /** The beginning of the payload as printable text. */
  private static PointValue malformed(byte[] payload) {
    String text =
        new String(payload, 0, Math.min(payload.length, KEPT_OF_MALFORMED), StandardCharsets.UTF_8);
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      kept.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '\uFFFD' : c);
    }
    return of("", new Value.Text(kept.toString()), "", QualityReason.MALFORMED);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
