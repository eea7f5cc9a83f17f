package org.sekisho.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

class Argon2idTest {
  /** Of the test suite of the reference implementation. */
  @Test
  void givesTheHashOfTheReferenceImplementation() {
    byte[] hash =
        Argon2id.hash(
            "password".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            "somesalt".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            65_536,
            2,
            32);

    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
  }

  @Test
  void givesTheHashesOfAnotherImplementation() {
    long seed = Long.getLong("sekisho.seed", System.nanoTime());
    var random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] password = new byte[random.nextInt(80)];
      byte[] salt = new byte[8 + random.nextInt(24)];
      random.nextBytes(password);
      random.nextBytes(salt);
      int memoryKib = 8 + random.nextInt(1_200);
      int passes = 1 + random.nextInt(3);
      int bytes = 4 + random.nextInt(200);

      assertThat(Argon2id.hash(password, salt, memoryKib, passes, bytes))
          .as("seed %d: %d KiB, %d passes, %d bytes", seed, memoryKib, passes, bytes)
          .isEqualTo(other(password, salt, memoryKib, passes, bytes));
    }
  }

  private static byte[] other(byte[] password, byte[] salt, int memoryKib, int passes, int bytes) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[bytes];
    generator.generateBytes(password, hash);
    return hash;
  }
}
