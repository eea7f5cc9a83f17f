package org.sekisho.program;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Salted slow hashes of passwords: Argon2id (RFC 9106) with 7 MiB, 5 passes, 1 lane, written in the
 * PHC string form {@code $argon2id$v=19$m=7168,t=5,p=1$salt$hash}. OWASP's cheat sheet on password
 * storage holds that for as strong as 19 MiB and 2 passes; a small gateway has the time rather than
 * the memory.
 *
 * <p>Each hash takes 7 MiB of heap while it runs, so only a few run at once; a caller waits up to
 * {@link #MAX_WAIT_MS} for its turn. Thread-safe; blocks, so call it on a virtual thread.
 */
public final class SlowHash {
  /** Longest wait for a turn, milliseconds; after that the answer is {@link Verdict#BUSY}. */
  public static final int MAX_WAIT_MS = 5_000;

  private static final int MEMORY_KIB = 7_168;
  private static final int MAX_MEMORY_KIB = 65_536;
  private static final int MAX_PASSES = 10;
  private static final int PASSES = 5;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=1\\$([\\w+/]{22,86})\\$([\\w+/]{43})");

  private final SecureRandom random;
  private final Semaphore turns;

  /** What a comparison found. */
  public enum Verdict {
    /** The password is the one that was hashed. */
    MATCH,
    /** It is not. */
    MISMATCH,
    /** Too many hashes run already: nothing was compared. */
    BUSY
  }

  /**
   * Hashes with salts from {@code random}.
   *
   * @param atOnce how many hashes may run at once, 1 or more (each 7 MiB)
   */
  public SlowHash(SecureRandom random, int atOnce) {
    this.random = random;
    this.turns = new Semaphore(atOnce, true);
  }

  /** The PHC string of the password, with a fresh salt; waits for its turn without limit. */
  public String hash(Secret password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    turns.acquireUninterruptibly();
    try {
      return phc(salt, argon2id(password, salt, MEMORY_KIB, PASSES));
    } finally {
      turns.release();
    }
  }

  /** Compares in constant time; a PHC string that cannot be read is a mismatch. */
  public Verdict check(Secret password, String phc) {
    Matcher m = PHC.matcher(phc);
    if (!m.matches()) {
      return Verdict.MISMATCH;
    }
    int memoryKib = Integer.parseInt(m.group(1));
    int passes = Integer.parseInt(m.group(2));
    if (memoryKib < 8 || memoryKib > MAX_MEMORY_KIB || passes < 1 || passes > MAX_PASSES) {
      return Verdict.MISMATCH;
    }
    byte[] salt;
    byte[] expected;
    try {
      salt = Base64.getDecoder().decode(m.group(3));
      expected = Base64.getDecoder().decode(m.group(4));
    } catch (IllegalArgumentException e) {
      return Verdict.MISMATCH;
    }
    if (!turn()) {
      return Verdict.BUSY;
    }
    try {
      return MessageDigest.isEqual(expected, argon2id(password, salt, memoryKib, passes))
          ? Verdict.MATCH
          : Verdict.MISMATCH;
    } finally {
      turns.release();
    }
  }

  /** Takes as long as {@link #check} for an account that does not exist, so that none can tell. */
  public Verdict checkNothing(Secret password) {
    Verdict verdict = check(password, phc(new byte[SALT_BYTES], new byte[HASH_BYTES]));
    return verdict == Verdict.BUSY ? Verdict.BUSY : Verdict.MISMATCH;
  }

  private boolean turn() {
    try {
      return turns.tryAcquire(MAX_WAIT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static byte[] argon2id(Secret password, byte[] salt, int memoryKib, int passes) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[HASH_BYTES];
    generator.generateBytes(password.bytes(), hash);
    return hash;
  }

  private static String phc(byte[] salt, byte[] hash) {
    var base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
        .formatted(MEMORY_KIB, PASSES, base64.encodeToString(salt), base64.encodeToString(hash));
  }
}
