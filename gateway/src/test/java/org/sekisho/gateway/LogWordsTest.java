package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.gateway.configuration.Return;
import org.sekisho.gateway.event.Phrase;
import tools.jackson.databind.json.JsonMapper;

/** What records of the log say, in both languages. */
class LogWordsTest {
  private static final Pattern JAPANESE =
      Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]");
  private static final JsonMapper JSON = new JsonMapper();

  private static String japanese(String said) {
    return LogWords.of(JSON.readTree("{\"detail\":\"English\",\"said\":" + said + "}")).ja();
  }

  @ParameterizedTest
  @EnumSource(Phrase.class)
  void everyPhraseHasItsValuesInBothLanguages(Phrase phrase) {
    List<String> values = List.of("<v0>", "<v1>", "<v2>", "<v3>");
    var text = Phrase.text(phrase.code(), values).orElseThrow();
    assertThat(text.ja()).containsPattern(JAPANESE);
    assertThat(text.en()).isNotBlank().doesNotContainPattern(JAPANESE);
    List<String> english =
        Pattern.compile("<v\\d>").matcher(text.en()).results().map(MatchResult::group).toList();
    List<String> japanese =
        Pattern.compile("<v\\d>").matcher(text.ja()).results().map(MatchResult::group).toList();
    assertThat(english).as("places of %s", phrase).containsAll(japanese);
    assertThat(Phrase.text(phrase.code(), List.of()))
        .matches(t -> english.isEmpty() || t.isEmpty());
  }

  @Test
  void aReasonFollowsInTheSameLanguage() {
    assertThat(
            japanese(
                "{\"code\":\"version-taken-back\",\"values\":[\"3\",\"2\"],"
                    + "\"because\":{\"code\":\"return-not-confirmed\",\"values\":[\"60\"]}}"))
        .isEqualTo("設定の版 3 を取り消し、版 2 に戻しました: 60秒以内に誰も確定しませんでした");
    assertThat(
            japanese("{\"code\":\"rules-changed\",\"because\":{\"code\":\"guard-not-confirmed\"}}"))
        .isEqualTo("ネットワークの規則: 時間内に確定されなかったため、前の規則に戻りました");
  }

  @Test
  void whatHasNoKnownCodeStandsInEnglish() {
    for (String said :
        List.of(
            "{}",
            "{\"code\":\"of-a-newer-program\"}",
            "{\"code\":\"version-taken-back\",\"values\":[\"3\"]}",
            "{\"code\":\"guard-limit\",\"values\":[]}",
            "{\"code\":7,\"values\":{}}",
            "[]",
            "null")) {
      assertThat(japanese(said)).as(said).isEqualTo("English");
    }
  }

  @Test
  void everyCauseOfAReturnIsKnown() {
    assertThat(Arrays.stream(Return.Cause.values()))
        .filteredOn(c -> c != Return.Cause.NONE && c != Return.Cause.OTHER)
        .allSatisfy(
            cause ->
                assertThat(
                        Return.ofLog(
                            "return-"
                                + cause.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                            List.of("4")))
                    .get()
                    .satisfies(t -> assertThat(t.ja()).containsPattern(JAPANESE)));
  }
}
