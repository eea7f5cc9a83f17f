package org.sekisho.program.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.program.Secret;

@Verifies("SEC-MAINT-02")
class SessionsTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Sessions sessions =
      new Sessions(new SecureRandom(), () -> now, Sessions.Limits.USUAL);

  private Secret begin(String account) {
    return sessions.begin(account, AccountRole.MAINTAINER, false).token();
  }

  @Test
  void endsAfterFifteenMinutesWithoutAPersonWhateverThePageAsksByItself() {
    Secret token = begin("m");
    now = now.plus(Duration.ofMinutes(15)).minusMillis(1);
    assertThat(sessions.find(token, true)).isPresent();
    now = now.plus(Duration.ofMinutes(10));
    assertThat(sessions.find(token, false)).isPresent();
    now = now.plus(Duration.ofMinutes(5));
    assertThat(sessions.find(token, false)).isEmpty();
  }

  @Test
  void endsAfterEightHoursHoweverBusy() {
    Secret token = begin("m");
    for (int i = 0; i < 8 * 6 - 1; i++) {
      now = now.plus(Duration.ofMinutes(10));
      assertThat(sessions.find(token, true)).isPresent();
    }
    now = now.plus(Duration.ofMinutes(10));
    assertThat(sessions.find(token, true)).isEmpty();
  }

  @Test
  void keepsABoundedNumberOfEachAccountAndOfAll() {
    Secret first = begin("m");
    for (int i = 0; i < 4; i++) {
      begin("m");
    }
    assertThat(sessions.find(first, true)).isEmpty();
    assertThat(sessions.size()).isEqualTo(4);
    for (int i = 0; i < 200; i++) {
      begin("a" + i);
    }
    assertThat(sessions.size()).isEqualTo(64);
  }

  @Test
  void knowsNoTokenButItsOwnAndForgetsAllOfAnAccountTogether() {
    Secret one = begin("m");
    Secret other = begin("m");
    Secret others = begin("n");
    assertThat(sessions.find(Secret.of(""), true)).isEmpty();
    assertThat(sessions.find(Secret.of(one.reveal() + "x"), true)).isEmpty();
    assertThat(one.reveal()).hasSize(43).isNotEqualTo(other.reveal());
    sessions.endAll("m");
    assertThat(sessions.find(one, true)).isEmpty();
    assertThat(sessions.find(other, true)).isEmpty();
    assertThat(sessions.find(others, true)).isPresent();
  }
}
