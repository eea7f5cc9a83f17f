package org.sekisho.gateway.journal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals groups of records with AES-256-GCM and opens them.
 *
 * <p>A sealed group is {@code chain (16) | salt (16) | counter (8) | ciphertext and tag}; chain and
 * number range are associated data, so that a group can neither be moved nor renumbered. Each
 * {@code Seal} draws its own salt and so has its own key, and counts its nonces: no pair of key and
 * nonce is used twice, not even when a commit is rolled back. Not thread-safe.
 */
final class Seal {
  /** Bytes that sealing adds. */
  static final int OVERHEAD_BYTES = 16 + 16 + 8 + 16;

  private static final int HEAD_BYTES = 40;
  private static final int TAG_BITS = 128;

  private final JournalKey key;
  private final UUID chain;
  private final byte[] salt = new byte[16];
  private final SecretKey sealingKey;
  private final Cipher cipher;
  private long counter;

  private byte[] openedSalt = new byte[0];
  private @Nullable SecretKey openingKey;

  Seal(JournalKey key, UUID chain, RandomGenerator random) {
    this.key = key;
    this.chain = chain;
    random.nextBytes(salt);
    this.sealingKey = key.derive(salt);
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of the JDK", e);
    }
  }

  /** Seals {@code length} bytes of {@code plain}. */
  byte[] seal(long first, long last, byte[] plain, int length) {
    byte[] out = new byte[length + OVERHEAD_BYTES];
    long nonce = counter++;
    ByteBuffer.wrap(out)
        .putLong(chain.getMostSignificantBits())
        .putLong(chain.getLeastSignificantBits())
        .put(salt)
        .putLong(nonce);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, sealingKey, nonce(nonce));
      cipher.updateAAD(associated(chain, first, last));
      cipher.doFinal(plain, 0, length, out, HEAD_BYTES);
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  /** What was sealed as this range of this seal's chain; empty when it is not that, or damaged. */
  Optional<byte[]> open(long first, long last, byte[] sealed) {
    return chain.equals(chainOf(sealed)) ? openAnyChain(first, last, sealed) : Optional.empty();
  }

  /** Like {@link #open}, of whichever chain. */
  Optional<byte[]> openAnyChain(long first, long last, byte[] sealed) {
    if (sealed.length < OVERHEAD_BYTES) {
      return Optional.empty();
    }
    byte[] itsSalt = Arrays.copyOfRange(sealed, 16, 32);
    SecretKey itsKey = openingKey;
    if (itsKey == null || !Arrays.equals(itsSalt, openedSalt)) {
      itsKey = key.derive(itsSalt);
      openingKey = itsKey;
      openedSalt = itsSalt;
    }
    try {
      cipher.init(Cipher.DECRYPT_MODE, itsKey, nonce(ByteBuffer.wrap(sealed).getLong(32)));
      cipher.updateAAD(associated(chainOf(sealed), first, last));
      return Optional.of(cipher.doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** The chain that a sealed group says it belongs to; all zero when it is too short to say. */
  static UUID chainOf(byte[] sealed) {
    if (sealed.length < HEAD_BYTES) {
      return new UUID(0, 0);
    }
    ByteBuffer head = ByteBuffer.wrap(sealed);
    return new UUID(head.getLong(), head.getLong());
  }

  private static GCMParameterSpec nonce(long counter) {
    return new GCMParameterSpec(TAG_BITS, ByteBuffer.allocate(12).putLong(4, counter).array());
  }

  private static byte[] associated(UUID chain, long first, long last) {
    return ByteBuffer.allocate(32)
        .putLong(chain.getMostSignificantBits())
        .putLong(chain.getLeastSignificantBits())
        .putLong(first)
        .putLong(last)
        .array();
  }
}
