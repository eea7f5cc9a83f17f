package org.sekisho.gateway.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sekisho.program.PrivateFiles;

/**
 * Encrypts the lines of the log on disk with AES-256-GCM under a key of its own, so that destroying
 * {@code keys/log.key} destroys the log. The nonce is random: one key is good for 2^32 records.
 * Thread-safe.
 */
final class LogSeal {
  /** Bytes that sealing adds. */
  static final int OVERHEAD_BYTES = 12 + 16;

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final RandomGenerator random;

  private LogSeal(byte[] key, RandomGenerator random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  /** The seal with the key of that file, which is made when it is not there. */
  static LogSeal open(Path file, RandomGenerator random) {
    try {
      if (Files.exists(file)) {
        byte[] key = Files.readAllBytes(file);
        if (key.length != KEY_BYTES) {
          throw new LogException(file + " is not a key of " + KEY_BYTES + " bytes");
        }
        return new LogSeal(key, random);
      }
      PrivateFiles.folder(file.resolveSibling("."));
      byte[] key = new byte[KEY_BYTES];
      random.nextBytes(key);
      PrivateFiles.replace(file, key);
      return new LogSeal(key, random);
    } catch (IOException | UncheckedIOException e) {
      throw new LogException("cannot read or make " + file, e);
    }
  }

  /** Seals a line as this record of this class. */
  byte[] seal(String ofClass, long no, byte[] line) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] out = new byte[line.length + OVERHEAD_BYTES];
    System.arraycopy(nonce, 0, out, 0, NONCE_BYTES);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(place(ofClass, no));
      cipher.doFinal(line, 0, line.length, out, NONCE_BYTES);
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  /** The line that was sealed as this record; empty when it is not that, or damaged. */
  Optional<byte[]> open(String ofClass, long no, byte[] sealed) {
    if (sealed.length < OVERHEAD_BYTES) {
      return Optional.empty();
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
      cipher.updateAAD(place(ofClass, no));
      return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static byte[] place(String ofClass, long no) {
    byte[] name = ofClass.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(name.length + 8).put(name).putLong(no).array();
  }
}
