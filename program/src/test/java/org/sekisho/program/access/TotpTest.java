package org.sekisho.program.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;

@Verifies("CM-11")
class TotpTest {
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @Test
  void computesTheValuesOfRfc6238AppendixB() {
    Map.of(
            59L, "94287082",
            1_111_111_109L, "07081804",
            1_111_111_111L, "14050471",
            1_234_567_890L, "89005924",
            2_000_000_000L, "69279037",
            20_000_000_000L, "65353130")
        .forEach(
            (time, code) ->
                assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(time)), 8))
                    .isEqualTo(code));
  }

  @Test
  void takesTheStepBeforeAndAfterAndNothingFurther() {
    Instant now = Instant.ofEpochSecond(1_000_000_000);
    long step = Totp.step(now);
    for (long off = -3; off <= 3; off++) {
      assertThat(Totp.verify(SECRET, Totp.code(SECRET, step + off), now, 0).isPresent())
          .as("%d steps off", off)
          .isEqualTo(Math.abs(off) <= 1);
    }
  }

  @Test
  void takesNoCodeTwiceAndNoneBeforeOneThatWasTaken() {
    Instant now = Instant.ofEpochSecond(1_000_000_000);
    long step = Totp.step(now);
    assertThat(Totp.verify(SECRET, Totp.code(SECRET, step), now, step)).isEmpty();
    assertThat(Totp.verify(SECRET, Totp.code(SECRET, step - 1), now, step)).isEmpty();
    assertThat(Totp.verify(SECRET, Totp.code(SECRET, step + 1), now, step)).hasValue(step + 1);
  }

  @Test
  void writesTheUriThatAuthenticatorsRead() {
    assertThat(Totp.base32(SECRET)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assertThat(Totp.uri(SECRET, "Sekisho home-gw-1", "maintainer").reveal())
        .isEqualTo(
            "otpauth://totp/Sekisho%20home-gw-1:maintainer?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Sekisho%20home-gw-1&algorithm=SHA1&digits=6&period=30");
  }
}
