package org.sekisho.gateway.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The plain form of a group of records, each behind its length in 2 bytes; reused from group to
 * group. Not thread-safe.
 */
final class RecordGroup {
  /** Longest record, in bytes. */
  static final int MAX_RECORD_BYTES = 65_535;

  private byte[] bytes = new byte[16 * 1024];
  private int length;
  private int count;

  void add(byte[] record) {
    int needed = length + 2 + record.length;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
    bytes[length] = (byte) (record.length >>> 8);
    bytes[length + 1] = (byte) record.length;
    System.arraycopy(record, 0, bytes, length + 2, record.length);
    length = needed;
    count++;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  int count() {
    return count;
  }

  void clear() {
    length = 0;
    count = 0;
  }

  /** The records again; empty when the bytes do not hold exactly {@code count} of them. */
  static Optional<List<byte[]>> split(byte[] plain, long count) {
    List<byte[]> records = new ArrayList<>();
    int at = 0;
    while (at + 2 <= plain.length) {
      int size = Byte.toUnsignedInt(plain[at]) << 8 | Byte.toUnsignedInt(plain[at + 1]);
      if (size > plain.length - at - 2) {
        return Optional.empty();
      }
      records.add(Arrays.copyOfRange(plain, at + 2, at + 2 + size));
      at += 2 + size;
    }
    return at == plain.length && records.size() == count ? Optional.of(records) : Optional.empty();
  }
}
