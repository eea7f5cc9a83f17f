package org.sekisho.model.senml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * Decodes SenML packs; total: any bytes give a {@link SenmlPack}, never an exception. Thread-safe.
 */
public final class SenmlDecoder {
  /** Longest text value or name, in characters. */
  public static final int MAX_TEXT = 4096;

  private static final int MAX_NESTING = 8;
  private static final double RELATIVE_BELOW_S = 1L << 28;
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_NESTING)
          .maxStringLength(MAX_TEXT)
          .maxNameLength(64)
          .maxNumberLength(64)
          .build();

  private final TokenStreamFactory json =
      JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  private final TokenStreamFactory cbor =
      CBORFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  private final int maxRecords;

  /** A decoder that refuses packs of more records than this. */
  public SenmlDecoder(int maxRecords) {
    this.maxRecords = maxRecords;
  }

  /** Decodes {@code application/senml+json}. */
  public SenmlPack json(byte[] bytes) {
    return decode(json, bytes);
  }

  /** Decodes {@code application/senml+cbor}. */
  public SenmlPack cbor(byte[] bytes) {
    return decode(cbor, bytes);
  }

  private SenmlPack decode(TokenStreamFactory factory, byte[] bytes) {
    try (JsonParser in =
        factory.createParser(tools.jackson.core.ObjectReadContext.empty(), bytes)) {
      return new Pack(in, maxRecords).read();
    } catch (JacksonException | IllegalArgumentException e) {
      return new SenmlPack.Malformed("not well-formed");
    }
  }

  /** The state of one pack while it is read: the base fields and the record at hand. */
  private static final class Pack {
    private final JsonParser in;
    private final int maxRecords;
    private final List<SenmlRecord> records = new ArrayList<>();
    private String baseName = "";
    private String baseUnit = "";
    private double baseTimeS;
    private boolean baseTimeGiven;
    private double baseValue;

    private String name = "";
    private String unit = "";
    private @Nullable Value value;
    private double number;
    private boolean numberGiven;
    private double timeS;
    private boolean timeGiven;
    private boolean otherValue;
    private int values;
    private int quality;
    private boolean gatewayClock;
    private @Nullable String refusal;

    Pack(JsonParser in, int maxRecords) {
      this.in = in;
      this.maxRecords = maxRecords;
    }

    SenmlPack read() {
      if (in.nextToken() != JsonToken.START_ARRAY) {
        return new SenmlPack.Malformed("a pack is an array");
      }
      for (JsonToken t = in.nextToken(); t != JsonToken.END_ARRAY; t = in.nextToken()) {
        if (t != JsonToken.START_OBJECT) {
          return new SenmlPack.Malformed("a record is a map");
        }
        if (records.size() == maxRecords) {
          return new SenmlPack.Malformed("more than " + maxRecords + " records");
        }
        record();
        if (refusal != null) {
          return new SenmlPack.Malformed(refusal);
        }
      }
      if (in.nextToken() != null) {
        return new SenmlPack.Malformed("bytes after the pack");
      }
      return new SenmlPack.Records(records);
    }

    private void record() {
      name = "";
      unit = "";
      value = null;
      number = 0;
      numberGiven = false;
      timeS = 0;
      timeGiven = false;
      otherValue = false;
      values = 0;
      quality = 0;
      gatewayClock = false;
      for (JsonToken t = in.nextToken(); t != JsonToken.END_OBJECT; t = in.nextToken()) {
        if (t != JsonToken.PROPERTY_NAME) {
          refusal = "truncated";
          return;
        }
        String label = in.currentName();
        in.nextToken();
        field(label);
        if (refusal != null) {
          return;
        }
      }
      finishRecord();
    }

    private void field(String label) {
      switch (label) {
        case "bn", "-2" -> baseName = text();
        case "bt", "-3" -> {
          baseTimeS = number();
          baseTimeGiven = true;
        }
        case "bu", "-4" -> baseUnit = text();
        case "bv", "-5" -> baseValue = number();
        case "bs", "-6", "s", "5" -> {
          number();
          otherValue = true;
        }
        case "bver", "-1" -> {
          if (number() > 10) {
            refusal = "a version above 10";
          }
        }
        case "n", "0" -> name = text();
        case "u", "1" -> unit = text();
        case "v", "2" -> {
          number = number();
          numberGiven = true;
          values++;
        }
        case "vs", "3" -> {
          value = new Value.Text(text());
          values++;
        }
        case "vb", "4" -> {
          value = new Value.Bool(bool());
          values++;
        }
        case "vd", "8" -> {
          in.skipChildren();
          otherValue = true;
          values++;
        }
        case "t", "6" -> {
          timeS = number();
          timeGiven = true;
        }
        case "ut", "7" -> number();
        case SenmlCbor.QUALITY -> quality = (int) number();
        case SenmlCbor.CLOCK -> gatewayClock = number() == 1;
        default -> {
          if (label.endsWith("_")) {
            refusal = "a label that must be understood";
          }
          in.skipChildren();
        }
      }
    }

    private void finishRecord() {
      if (values > 1) {
        refusal = "more than one value in a record";
        return;
      }
      if (values == 0 && !otherValue && name.isEmpty()) {
        return; // base fields only
      }
      QualityReason reason = QualityReason.ofCode(quality).orElse(QualityReason.MALFORMED);
      Value resolved = value;
      if (numberGiven) {
        double sum = baseValue + number;
        if (Double.isFinite(sum)) {
          resolved = new Value.Numeric(sum);
        } else {
          resolved = new Value.Text(Double.toString(sum));
          reason = QualityReason.NOT_A_NUMBER;
        }
      }
      double time = baseTimeGiven || timeGiven ? baseTimeS + timeS : Double.NaN;
      if (time > 1e12 || time < -RELATIVE_BELOW_S) {
        refusal = "a time beyond all clocks";
        return;
      }
      records.add(
          new SenmlRecord(
              baseName.concat(name),
              unit.isEmpty() ? baseUnit : unit,
              resolved,
              time,
              reason,
              gatewayClock ? Clock.GATEWAY : Clock.DEVICE));
    }

    private String text() {
      if (in.currentToken() != JsonToken.VALUE_STRING) {
        refusal = "a text was expected";
        in.skipChildren();
        return "";
      }
      return in.getString();
    }

    private double number() {
      JsonToken token = in.currentToken();
      if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
        refusal = "a number was expected";
        in.skipChildren();
        return 0;
      }
      return in.getDoubleValue();
    }

    private boolean bool() {
      JsonToken token = in.currentToken();
      if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
        refusal = "true or false was expected";
        in.skipChildren();
        return false;
      }
      return token == JsonToken.VALUE_TRUE;
    }
  }
}
