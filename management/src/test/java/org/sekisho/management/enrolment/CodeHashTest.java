package org.sekisho.management.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.program.Secret;

class CodeHashTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void matchesCodeAsPeopleTypeIt() {
    CodeHash.Fresh fresh = CodeHash.fresh(random);
    String code = fresh.code().reveal();
    assertThat(code).matches("([A-Z2-7]{4}-){6}[A-Z2-7]{2}");
    assertThat(fresh.kept().matches(Secret.of(code))).isTrue();
    assertThat(
            fresh.kept().matches(Secret.of(" " + code.replace("-", " ").toLowerCase(Locale.ROOT))))
        .isTrue();
    assertThat(fresh.kept().matches(Secret.of(code.substring(1)))).isFalse();
    assertThat(fresh.kept().matches(Secret.of(""))).isFalse();
    assertThat(fresh.toString()).doesNotContain(code);
  }

  @Test
  void neverRepeats() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add(CodeHash.fresh(random).code().reveal())).isTrue();
    }
  }
}
