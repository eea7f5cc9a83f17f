package org.sekisho.model.cbor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes CBOR items one after another into a growing buffer, in the shortest form of each head (RFC
 * 8949 section 4.2.1); the caller keeps counts and nesting right. Not thread-safe.
 */
public final class CborWriter {
  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int TAG = 6;

  private byte[] buffer;
  private int size;

  /** A writer whose buffer begins with room for this many bytes. */
  public CborWriter(int expectedBytes) {
    buffer = new byte[Math.max(16, expectedBytes)];
  }

  /** Begins an array of exactly this many items. */
  public CborWriter array(int items) {
    return head(ARRAY, items);
  }

  /** Begins a map of exactly this many entries. */
  public CborWriter map(int entries) {
    return head(MAP, entries);
  }

  /** Tags the next item. */
  public CborWriter tag(long tag) {
    return head(TAG, tag);
  }

  /** An integer. */
  public CborWriter integer(long value) {
    return value >= 0 ? head(UNSIGNED, value) : head(NEGATIVE, ~value);
  }

  /** A text. */
  public CborWriter text(String text) {
    int length = text.length();
    room(length + 9);
    int start = size;
    if (ascii(text, length)) {
      return this;
    }
    size = start;
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    return raw(utf8);
  }

  /** A byte string. */
  public CborWriter bytes(byte[] bytes) {
    head(BYTES, bytes.length);
    return raw(bytes);
  }

  /** True or false. */
  public CborWriter bool(boolean value) {
    room(1);
    buffer[size++] = (byte) (value ? 0xF5 : 0xF4);
    return this;
  }

  /** A number: as an integer when it is a whole one below 2^53, else as a 64-bit float. */
  public CborWriter number(double value) {
    long whole = (long) value;
    if (whole == value && Math.abs(value) < 9e15 && (whole != 0 || 1 / value > 0)) {
      return integer(whole);
    }
    room(9);
    buffer[size++] = (byte) 0xFB;
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (bits >>> shift);
    }
    return this;
  }

  /** Bytes that are CBOR already. */
  public CborWriter raw(byte[] encoded) {
    return raw(encoded, 0, encoded.length);
  }

  /** A part of bytes that are CBOR already. */
  public CborWriter raw(byte[] encoded, int offset, int length) {
    room(length);
    System.arraycopy(encoded, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** What was written so far. */
  public byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  private boolean ascii(String text, int length) {
    head(TEXT, length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return false;
      }
      buffer[size++] = (byte) c;
    }
    return true;
  }

  private CborWriter head(int major, long argument) {
    room(9);
    int type = major << 5;
    if (argument < 24) {
      buffer[size++] = (byte) (type | (int) argument);
    } else if (argument <= 0xFF) {
      buffer[size++] = (byte) (type | 24);
      buffer[size++] = (byte) argument;
    } else if (argument <= 0xFFFF) {
      buffer[size++] = (byte) (type | 25);
      bigEndian(argument, 2);
    } else if (argument <= 0xFFFF_FFFFL) {
      buffer[size++] = (byte) (type | 26);
      bigEndian(argument, 4);
    } else {
      buffer[size++] = (byte) (type | 27);
      bigEndian(argument, 8);
    }
    return this;
  }

  private void bigEndian(long value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
