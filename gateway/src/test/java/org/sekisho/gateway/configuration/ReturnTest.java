package org.sekisho.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Why a version was taken back: kept over a restart, told in both languages. */
class ReturnTest {
  private static final Pattern JAPANESE =
      Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]");

  private static Return kept(Return reason) {
    var standing = new Standing("a", "", 0, "0", false, false, reason);
    return Standing.decode(standing.encode()).orElseThrow().reason();
  }

  @ParameterizedTest
  @EnumSource(Return.Cause.class)
  void everyCauseIsKeptAndToldInBothLanguages(Return.Cause cause) {
    var reason = new Return(cause, cause == Return.Cause.NONE ? "" : "60");
    assertThat(kept(reason)).isEqualTo(reason);
    if (cause != Return.Cause.NONE && cause != Return.Cause.OTHER) {
      assertThat(reason.text().ja()).containsPattern(JAPANESE);
      assertThat(reason.text().en()).isNotBlank().doesNotContainPattern(JAPANESE);
    }
  }

  @ParameterizedTest
  @EnumSource(Illness.Lack.class)
  void everyIllnessIsKeptWithItsDetail(Illness.Lack lack) {
    var reason = Return.notHealthy(new Illness(lack, "disk full (errno 28)"));
    assertThat(kept(reason).text())
        .isEqualTo(reason.text())
        .satisfies(t -> assertThat(t.ja()).containsPattern(JAPANESE).contains("errno 28"))
        .satisfies(t -> assertThat(t.en()).contains("was not healthy with it: ", "errno 28"));
  }

  @Test
  void aSentenceOfAFormerProgramStands() {
    String sentence = "the gateway was not healthy with it: no link";
    assertThat(Return.decode(sentence).text().en()).isEqualTo(sentence);
    assertThat(kept(Return.notStarted("port 1\nis\u0000taken")).detail())
        .isEqualTo("port 1 is taken");
    assertThat(Return.notConfirmed(Duration.ofSeconds(4)))
        .hasToString("nobody confirmed it within 4 s");
    assertThat(kept(Return.notStarted("x".repeat(5_000))).encode().getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(400);
  }
}
