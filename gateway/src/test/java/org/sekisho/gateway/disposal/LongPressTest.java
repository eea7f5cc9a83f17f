package org.sekisho.gateway.disposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;

/** The button for the factory reset, held a little too short and just long enough. */
class LongPressTest {
  private static final long S = 1_000_000_000;
  private final LongPress press = new LongPress(Duration.ofSeconds(10));

  @Test
  @Verifies({"SEC-MAINT-06", "CM-19"})
  void firesAtTenSecondsAndNotBefore() {
    assertThat(press.see(false, 0)).isFalse();
    assertThat(press.see(true, S)).isFalse();
    assertThat(press.see(true, 11 * S - 1)).isFalse();
    assertThat(press.see(true, 11 * S)).isTrue();
    assertThat(press.see(true, 60 * S)).as("only once").isFalse();
  }

  @Test
  void beginsAnewAfterARelease() {
    assertThat(press.see(false, 0)).isFalse();
    assertThat(press.see(true, S)).isFalse();
    assertThat(press.see(false, 9 * S)).isFalse();
    assertThat(press.see(true, 10 * S)).isFalse();
    assertThat(press.see(true, 19 * S)).isFalse();
    assertThat(press.see(true, 20 * S)).isTrue();
  }

  @Test
  void aButtonThatIsStuckAtTheStartDoesNothing() {
    assertThat(press.see(true, 0)).isFalse();
    assertThat(press.see(true, 100 * S)).isFalse();
  }
}
