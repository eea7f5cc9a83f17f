package org.sekisho.gateway.weakening;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.guard.policy.Remark;

/** What the guard says, in both languages. */
class GuardWordsTest {
  @ParameterizedTest
  @EnumSource(Remark.Code.class)
  void everyCodeIsWordedWithAllItsValuesInBothLanguages(Remark.Code code) {
    List<String> values =
        IntStream.range(0, code.places()).mapToObj(i -> "value-{" + i + "}").toList();
    var text = GuardWords.of(new Remark(code, values));
    assertThat(text.ja()).containsPattern("[\\p{IsHiragana}\\p{IsKatakana}]");
    assertThat(text.en()).isNotBlank().doesNotContainPattern("[\\p{IsHiragana}\\p{IsKatakana}]");
    for (String value : values) {
      assertThat(text.ja()).contains(value);
      assertThat(text.en()).contains(value);
    }
  }
}
