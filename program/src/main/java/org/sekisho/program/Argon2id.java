package org.sekisho.program;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * Argon2id (RFC 9106, version 0x13) with one lane, no secret and no associated data. Its blocks lie
 * outside of the Java heap and go back to the system when a hash is done: a small heap would keep
 * the room for them for good.
 */
final class Argon2id {
  private static final int VERSION = 0x13;
  private static final int TYPE = 2;
  private static final int SLICES = 4;
  private static final int BLOCK_BYTES = 1_024;
  private static final int WORDS = 128;
  private static final int LONGEST_DIGEST = 64;
  private static final long LOW = 0xffff_ffffL;

  private final MemorySegment memory;
  private final int blocks;
  private final int passes;
  private final long[] previous = new long[WORDS];
  private final long[] mixed = new long[WORDS];
  private final long[] sum = new long[WORDS];
  private final long[] addressInput = new long[WORDS];
  private final long[] addresses = new long[WORDS];

  private Argon2id(MemorySegment memory, int blocks, int passes) {
    this.memory = memory;
    this.blocks = blocks;
    this.passes = passes;
  }

  /**
   * The hash.
   *
   * @param memoryKib memory, 8 or more
   * @param passes 1 or more
   * @param bytes length of the hash, 4 or more
   */
  static byte[] hash(byte[] password, byte[] salt, int memoryKib, int passes, int bytes) {
    int blocks = memoryKib / SLICES * SLICES;
    byte[] first = first(password, salt, memoryKib, passes, bytes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate((long) blocks * BLOCK_BYTES, Long.BYTES);
      try {
        var hash = new Argon2id(memory, blocks, passes);
        hash.begin(first);
        for (int pass = 0; pass < passes; pass++) {
          for (int slice = 0; slice < SLICES; slice++) {
            hash.fill(pass, slice);
          }
        }
        return hash.end(bytes);
      } finally {
        memory.fill((byte) 0);
      }
    }
  }

  private static byte[] first(byte[] password, byte[] salt, int memoryKib, int passes, int bytes) {
    ByteBuffer in =
        ByteBuffer.allocate(10 * Integer.BYTES + password.length + salt.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(1)
            .putInt(bytes)
            .putInt(memoryKib)
            .putInt(passes)
            .putInt(VERSION)
            .putInt(TYPE)
            .putInt(password.length)
            .put(password)
            .putInt(salt.length)
            .put(salt)
            .putInt(0)
            .putInt(0);
    return blake2b(in.array(), LONGEST_DIGEST);
  }

  private void begin(byte[] first) {
    for (int i = 0; i < 2; i++) {
      ByteBuffer seed =
          ByteBuffer.allocate(first.length + 2 * Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(first)
              .putInt(i)
              .putInt(0);
      ByteBuffer.wrap(longHash(seed.array(), BLOCK_BYTES))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asLongBuffer()
          .get(mixed);
      write(i, mixed);
    }
  }

  private void fill(int pass, int slice) {
    int segment = blocks / SLICES;
    boolean independent = pass == 0 && slice < SLICES / 2;
    if (independent) {
      java.util.Arrays.fill(addressInput, 0);
      addressInput[0] = pass;
      addressInput[2] = slice;
      addressInput[3] = blocks;
      addressInput[4] = passes;
      addressInput[5] = TYPE;
    }
    for (int i = 0; i < segment; i++) {
      if (independent && i % WORDS == 0) {
        nextAddresses();
      }
      if (pass == 0 && slice == 0 && i < 2) {
        continue;
      }
      int at = slice * segment + i;
      read(at == 0 ? blocks - 1 : at - 1, previous);
      long random = independent ? addresses[i % WORDS] : previous[0];
      read(reference(pass, slice, i, segment, random), mixed);
      compress(previous, mixed);
      if (pass > 0) {
        // Version 0x13: what stood there before stays in it.
        read(at, previous);
        for (int w = 0; w < WORDS; w++) {
          mixed[w] ^= previous[w];
        }
      }
      write(at, mixed);
    }
  }

  private void nextAddresses() {
    addressInput[6]++;
    java.util.Arrays.fill(previous, 0);
    System.arraycopy(addressInput, 0, addresses, 0, WORDS);
    compress(previous, addresses);
    compress(previous, addresses);
  }

  private int reference(int pass, int slice, int index, int segment, long random) {
    long area = (pass == 0 ? (long) slice * segment : blocks - segment) + index - 1;
    long j = random & LOW;
    long x = (j * j) >>> 32;
    long back = area - 1 - ((area * x) >>> 32);
    long start = pass == 0 || slice == SLICES - 1 ? 0 : (long) (slice + 1) * segment;
    return (int) ((start + back) % blocks);
  }

  /** {@code y} becomes G(x, y). */
  private void compress(long[] x, long[] y) {
    for (int w = 0; w < WORDS; w++) {
      y[w] ^= x[w];
    }
    System.arraycopy(y, 0, sum, 0, WORDS);
    for (int row = 0; row < WORDS; row += 16) {
      permute(y, row, 1, 2);
    }
    for (int column = 0; column < 16; column += 2) {
      permute(y, column, 1, 16);
    }
    for (int w = 0; w < WORDS; w++) {
      y[w] ^= sum[w];
    }
  }

  /**
   * P over eight pairs of words: the words of a pair are {@code in} apart, the pairs {@code by}.
   */
  private static void permute(long[] v, int at, int in, int by) {
    int p0 = at;
    int p1 = at + by;
    int p2 = at + 2 * by;
    int p3 = at + 3 * by;
    int p4 = at + 4 * by;
    int p5 = at + 5 * by;
    int p6 = at + 6 * by;
    int p7 = at + 7 * by;
    quarter(v, p0, p2, p4, p6);
    quarter(v, p0 + in, p2 + in, p4 + in, p6 + in);
    quarter(v, p1, p3, p5, p7);
    quarter(v, p1 + in, p3 + in, p5 + in, p7 + in);
    quarter(v, p0, p2 + in, p5, p7 + in);
    quarter(v, p0 + in, p3, p5 + in, p6);
    quarter(v, p1, p3 + in, p4, p6 + in);
    quarter(v, p1 + in, p2, p4 + in, p7);
  }

  private static void quarter(long[] v, int ia, int ib, int ic, int id) {
    long a = v[ia];
    long b = v[ib];
    long c = v[ic];
    long d = v[id];
    a += b + 2 * (a & LOW) * (b & LOW);
    d = Long.rotateRight(d ^ a, 32);
    c += d + 2 * (c & LOW) * (d & LOW);
    b = Long.rotateRight(b ^ c, 24);
    a += b + 2 * (a & LOW) * (b & LOW);
    d = Long.rotateRight(d ^ a, 16);
    c += d + 2 * (c & LOW) * (d & LOW);
    b = Long.rotateRight(b ^ c, 63);
    v[ia] = a;
    v[ib] = b;
    v[ic] = c;
    v[id] = d;
  }

  private byte[] end(int bytes) {
    read(blocks - 1, mixed);
    ByteBuffer last = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    last.asLongBuffer().put(mixed);
    return longHash(last.array(), bytes);
  }

  private void read(int block, long[] into) {
    MemorySegment.copy(memory, ValueLayout.JAVA_LONG, (long) block * BLOCK_BYTES, into, 0, WORDS);
  }

  private void write(int block, long[] from) {
    MemorySegment.copy(from, 0, memory, ValueLayout.JAVA_LONG, (long) block * BLOCK_BYTES, WORDS);
  }

  /** H' of the RFC: a hash of any length. */
  private static byte[] longHash(byte[] input, int bytes) {
    byte[] prefixed =
        ByteBuffer.allocate(Integer.BYTES + input.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes)
            .put(input)
            .array();
    if (bytes <= LONGEST_DIGEST) {
      return blake2b(prefixed, bytes);
    }
    ByteBuffer out = ByteBuffer.allocate(bytes);
    byte[] part = blake2b(prefixed, LONGEST_DIGEST);
    out.put(part, 0, LONGEST_DIGEST / 2);
    while (out.remaining() > LONGEST_DIGEST) {
      part = blake2b(part, LONGEST_DIGEST);
      out.put(part, 0, LONGEST_DIGEST / 2);
    }
    return out.put(blake2b(part, out.remaining())).array();
  }

  private static byte[] blake2b(byte[] input, int bytes) {
    var digest = new Blake2bDigest(bytes * Byte.SIZE);
    digest.update(input, 0, input.length);
    byte[] out = new byte[bytes];
    digest.doFinal(out, 0);
    return out;
  }
}
