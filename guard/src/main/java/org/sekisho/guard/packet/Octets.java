package org.sekisho.guard.packet;

/** Unsigned numbers in network order; the caller has checked that they are there. */
final class Octets {
  private Octets() {}

  static int u8(byte[] bytes, int at) {
    return Byte.toUnsignedInt(bytes[at]);
  }

  static int u16(byte[] bytes, int at) {
    return u8(bytes, at) << 8 | u8(bytes, at + 1);
  }

  static long u32(byte[] bytes, int at) {
    return (long) u16(bytes, at) << 16 | u16(bytes, at + 2);
  }

  static long u64(byte[] bytes, int at) {
    return u32(bytes, at) << 32 | u32(bytes, at + 4);
  }
}
