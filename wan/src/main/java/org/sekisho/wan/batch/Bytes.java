package org.sekisho.wan.batch;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string with value equality; prints as lower-case hex. */
public final class Bytes {
  /** Thirty-two zero bytes: what stands for the hash of the batch before the first. */
  public static final Bytes ZERO_HASH = new Bytes(new byte[32]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of the given bytes. */
  public static Bytes of(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  /**
   * The bytes that the hex text spells.
   *
   * @throws IllegalArgumentException when it is no hex text
   */
  public static Bytes ofHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** Number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** Lower-case hex. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
