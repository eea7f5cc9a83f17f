package org.sekisho.model.senml;

import java.util.List;
import org.sekisho.model.cbor.CborWriter;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

/**
 * Readings as SenML-CBOR. Two labels are ours, {@code q} (code of the quality reason, absent for
 * none) and {@code c} (1 when the gateway gave the time); they do not end in {@code _}, so that any
 * other reader may ignore them (RFC 8428 section 4.4).
 */
public final class SenmlCbor {
  static final int BASE_NAME = -2;
  static final int NAME = 0;
  static final int VALUE = 2;
  static final int STRING_VALUE = 3;
  static final int BOOLEAN_VALUE = 4;
  static final int TIME = 6;
  static final String QUALITY = "q";
  static final String CLOCK = "c";

  private SenmlCbor() {}

  /** One reading as a record (a CBOR map) named {@code device/point}. */
  public static byte[] record(Reading reading) {
    boolean quality = reading.reason() != QualityReason.NONE;
    boolean clock = reading.clock() == Clock.GATEWAY;
    var out = new CborWriter(64);
    out.map(3 + (quality ? 1 : 0) + (clock ? 1 : 0));
    out.integer(NAME).text(reading.point().toString());
    switch (reading.value()) {
      case Value.Numeric(double number) -> out.integer(VALUE).number(number);
      case Value.Bool(boolean bool) -> out.integer(BOOLEAN_VALUE).bool(bool);
      case Value.Text(String text) -> out.integer(STRING_VALUE).text(text);
    }
    out.integer(TIME).number(reading.timeUs() / 1e6);
    if (quality) {
      out.text(QUALITY).integer(reading.reason().code());
    }
    if (clock) {
      out.text(CLOCK).integer(1);
    }
    return out.toBytes();
  }

  /**
   * A pack of records made by {@link #record}, with the base name put into the first.
   *
   * @param baseName what every record's name is prefixed with
   * @param records at least one
   */
  public static byte[] pack(String baseName, List<byte[]> records) {
    int bytes = 16 + baseName.length() * 3;
    for (byte[] record : records) {
      bytes += record.length;
    }
    var out = new CborWriter(bytes);
    out.array(records.size());
    byte[] first = records.getFirst();
    // A record is a map of at most 5 entries, so its head is one byte and the count its low bits.
    out.map((first[0] & 0x1F) + 1).integer(BASE_NAME).text(baseName);
    out.raw(first, 1, first.length - 1);
    for (byte[] record : records.subList(1, records.size())) {
      out.raw(record);
    }
    return out.toBytes();
  }
}
