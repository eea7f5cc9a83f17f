package org.sekisho.program.release;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a release file begins with, and what a slot keeps of it: {@code SKRELS01 | length of the
 * manifest (4 bytes) | Ed25519 signature (64) | ML-DSA-65 signature (3309) | manifest}. Both
 * signatures have their fixed place: a release with one of them does not exist.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes in transit: never compared, never changed
record ReleaseHead(byte[] ed25519, byte[] mlDsa, byte[] encoded, Manifest manifest) {
  /** First bytes of every release file. */
  static final byte[] MAGIC = "SKRELS01".getBytes(StandardCharsets.US_ASCII);

  private static final int FIXED_BYTES =
      MAGIC.length + 4 + ReleaseTrust.ED25519_BYTES + ReleaseTrust.ML_DSA_BYTES;

  /** Largest head. */
  static final int MAX_BYTES = FIXED_BYTES + Manifest.MAX_BYTES;

  /** What a decoder says about the bytes it was given. */
  sealed interface Reading {
    /** A head; its signatures are not yet verified. */
    record Read(ReleaseHead head) implements Reading {}

    /** The bytes end too early. */
    record Truncated() implements Reading {}

    /** Not a head. */
    record Malformed(String why) implements Reading {}
  }

  /** Reads a head and leaves the stream behind it; only the stream's own faults are exceptions. */
  static Reading read(InputStream in) throws IOException {
    byte[] fixed = in.readNBytes(FIXED_BYTES);
    if (!Arrays.equals(
        Arrays.copyOf(fixed, Math.min(fixed.length, MAGIC.length)),
        Arrays.copyOf(MAGIC, Math.min(fixed.length, MAGIC.length)))) {
      return new Reading.Malformed("not a release file");
    }
    if (fixed.length < FIXED_BYTES) {
      return new Reading.Truncated();
    }
    ByteBuffer buffer = ByteBuffer.wrap(fixed).position(MAGIC.length);
    int length = buffer.getInt();
    if (length < 1 || length > Manifest.MAX_BYTES) {
      return new Reading.Malformed("a manifest of more than " + Manifest.MAX_BYTES + " bytes");
    }
    byte[] ed25519 = new byte[ReleaseTrust.ED25519_BYTES];
    byte[] mlDsa = new byte[ReleaseTrust.ML_DSA_BYTES];
    buffer.get(ed25519).get(mlDsa);
    byte[] encoded = in.readNBytes(length);
    if (encoded.length < length) {
      return new Reading.Truncated();
    }
    return switch (Manifest.decode(encoded)) {
      case Manifest.Reading.Malformed(String why) -> new Reading.Malformed(why);
      case Manifest.Reading.Read(Manifest manifest) ->
          new Reading.Read(new ReleaseHead(ed25519, mlDsa, encoded, manifest));
    };
  }

  /** Whether both signatures hold under these keys. */
  boolean signedBy(ReleaseTrust trust) {
    return trust.holds(encoded, ed25519, mlDsa);
  }

  /** SHA-256 of the manifest in hexadecimal: the release's name in records. */
  String id() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The bytes as they stand in the file. */
  byte[] encode() {
    var bytes = new ByteArrayOutputStream(FIXED_BYTES + encoded.length);
    try (var out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeInt(encoded.length);
      out.write(ed25519);
      out.write(mlDsa);
      out.write(encoded);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
