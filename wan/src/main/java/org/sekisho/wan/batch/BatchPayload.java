package org.sekisho.wan.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.senml.SenmlCbor;
import org.sekisho.model.senml.SenmlDecoder;
import org.sekisho.model.senml.SenmlPack;
import org.sekisho.model.senml.SenmlRecord;
import org.sekisho.model.system.Ids;

/**
 * The readings of a batch as SenML-CBOR, named {@code gateway/device/point}. Decoding is total.
 * Thread-safe.
 */
public final class BatchPayload {
  private static final SenmlDecoder DECODER = new SenmlDecoder(BatchHeader.MAX_READINGS);

  private BatchPayload() {}

  /** What a decoder says about a payload. */
  public sealed interface Decoded {
    /** The readings, in the order of their numbers. */
    record Readings(List<Reading> readings) implements Decoded {}

    /** Not a batch's payload; the reason is a short clause without any input in it. */
    record Malformed(String reason) implements Decoded {}
  }

  /**
   * Joins records made by {@link SenmlCbor#record}.
   *
   * @param gateway component id of the gateway
   * @param records at least one
   */
  public static byte[] encode(String gateway, List<byte[]> records) {
    return SenmlCbor.pack(gateway + "/", records);
  }

  /** Reads the readings of a payload that this gateway sent. */
  public static Decoded decode(byte[] payload, String gateway) {
    return switch (DECODER.cbor(payload)) {
      case SenmlPack.Malformed(String reason) -> new Decoded.Malformed(reason);
      case SenmlPack.Records(List<SenmlRecord> records) -> readings(records, gateway + "/");
    };
  }

  private static Decoded readings(List<SenmlRecord> records, String prefix) {
    // A batch repeats few names: each is cut and checked once.
    Map<String, PointId> points = new HashMap<>();
    List<Reading> readings = new ArrayList<>(records.size());
    for (SenmlRecord record : records) {
      PointId point = points.get(record.name());
      if (point == null) {
        point = point(record.name(), prefix);
        if (point == null) {
          return new Decoded.Malformed("a name that is not the gateway's");
        }
        points.put(record.name(), point);
      }
      if (record.value() == null || !(Math.abs(record.timeS()) < 9e9)) {
        return new Decoded.Malformed("a record without value or time");
      }
      readings.add(
          new Reading(
              point,
              record.value(),
              Math.round(record.timeS() * 1e6),
              record.clock(),
              record.reason()));
    }
    return new Decoded.Readings(readings);
  }

  private static @Nullable PointId point(String name, String prefix) {
    int slash = name.indexOf('/', prefix.length());
    if (!name.startsWith(prefix) || slash < 0) {
      return null;
    }
    String device = name.substring(prefix.length(), slash);
    String point = name.substring(slash + 1);
    return Ids.isId(device) && Ids.isId(point) ? new PointId(device, point) : null;
  }
}
