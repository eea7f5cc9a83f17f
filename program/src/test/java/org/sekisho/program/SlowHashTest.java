package org.sekisho.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;

@Verifies("SEC-CONF-09")
class SlowHashTest {
  private final SlowHash hash = new SlowHash(new SecureRandom(), 2);

  @Test
  void matchesOnlyTheSamePassword() {
    String phc = hash.hash(Secret.of("correct horse"));
    assertThat(phc).startsWith("$argon2id$v=19$m=7168,t=5,p=1$");
    assertThat(hash.check(Secret.of("correct horse"), phc)).isEqualTo(SlowHash.Verdict.MATCH);
    assertThat(hash.check(Secret.of("correct horsf"), phc)).isEqualTo(SlowHash.Verdict.MISMATCH);
    assertThat(hash.checkNothing(Secret.of("correct horse"))).isEqualTo(SlowHash.Verdict.MISMATCH);
  }

  @Test
  void saltsEachHash() {
    assertThat(hash.hash(Secret.of("x"))).isNotEqualTo(hash.hash(Secret.of("x")));
  }

  @Test
  void takesAnyTextForHash() {
    var random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      String phc =
          (i % 2 == 0 ? "$argon2id$v=19$m=7168,t=5,p=1$" : "")
              + new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
      assertThat(hash.check(Secret.of("x"), phc)).isEqualTo(SlowHash.Verdict.MISMATCH);
    }
  }

  @Test
  void printsNoSecret() {
    assertThat(Secret.of("visible") + " " + Secret.of("visible").hashCode())
        .doesNotContain("visible")
        .startsWith("***");
  }
}
