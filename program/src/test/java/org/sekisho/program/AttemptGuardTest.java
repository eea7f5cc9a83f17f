package org.sekisho.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.program.AttemptGuard.Admission;

@Verifies("SEC-CONF-07")
class AttemptGuardTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final AttemptGuard guard = new AttemptGuard(AttemptGuard.Limits.USUAL, () -> now);

  private boolean tryWrong(String account, String source) {
    if (guard.admit(account, source) instanceof Admission.Admitted) {
      guard.wrong(account, source);
      return true;
    }
    return false;
  }

  @Test
  void locksAccountAfterFiveWrongAttemptsFromAnywhere() {
    for (int i = 0; i < 5; i++) {
      assertThat(tryWrong("a", "s" + i)).isTrue();
    }
    assertThat(guard.admit("a", "elsewhere"))
        .isEqualTo(new Admission.Locked(Duration.ofMinutes(1)));
    assertThat(guard.admit("b", "elsewhere")).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void locksSourceThatSpraysAccounts() {
    for (int i = 0; i < 10; i++) {
      assertThat(tryWrong("a" + i, "s")).isTrue();
    }
    assertThat(tryWrong("a99", "s")).isFalse();
    assertThat(tryWrong("a99", "t")).isTrue();
  }

  @Test
  void doublesLockEachTimeUpToAnHour() {
    long[] minutes = {1, 2, 4, 8, 16, 32, 60, 60};
    for (int round = 0; round < minutes.length; round++) {
      for (int i = 0; i < 5; i++) {
        assertThat(tryWrong("a", "s" + round + "." + i)).isTrue();
      }
      Duration lock = Duration.ofMinutes(minutes[round]);
      assertThat(guard.admit("a", "x")).isEqualTo(new Admission.Locked(lock));
      now = now.plus(lock);
    }
  }

  @Test
  void givesParallelSessionsNoMoreTriesThanOne() {
    int admitted = 0;
    for (int i = 0; i < 50; i++) {
      if (guard.admit("a", "s" + i) instanceof Admission.Admitted) {
        admitted++;
      }
    }
    assertThat(admitted).isEqualTo(5);
  }

  @Test
  void startsAfreshAfterRightAttempt() {
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(tryWrong("a", "s" + round + "." + i)).isTrue();
      }
      assertThat(guard.admit("a", "s")).isInstanceOf(Admission.Admitted.class);
      guard.right("a", "s");
    }
  }

  @Test
  void forgetsWrongAttemptsAfterWindow() {
    for (int i = 0; i < 20; i++) {
      assertThat(tryWrong("a", "s")).isTrue();
      now = now.plus(Duration.ofMinutes(2));
    }
  }

  @Test
  void remembersBoundedNumberOfAccounts() {
    for (int i = 0; i < 50_000; i++) {
      tryWrong("a" + i, "s" + i);
    }
    assertThat(tryWrong("a0", "s0")).isTrue();
  }
}
