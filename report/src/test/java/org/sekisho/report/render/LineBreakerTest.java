package org.sekisho.report.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBreakerTest {
  @Test
  void neverBeginsALineWithWhatMustNotBeginOne() {
    assertThat(parts("今日は、「晴れ」です。")).containsExactly("今", "日", "は、", "「晴", "れ」", "で", "す。");
    assertThat(parts("コンピューター")).containsExactly("コ", "ン", "ピュー", "ター");
    assertThat(parts("待って……")).containsExactly("待っ", "て……");
    assertThat(parts("（例）")).containsExactly("（例）");
  }

  @Test
  void breaksLatinTextAtSpacesHyphensAndStrokes() {
    assertThat(parts("one two-three")).containsExactly("one ", "two-", "three");
    assertThat(parts("AV:N/AC:L/AT:N")).containsExactly("AV:N/", "AC:L/", "AT:N");
    assertThat(parts("https://a.example/b")).containsExactly("https://", "a.example/", "b");
    assertThat(parts("-1 -x 10-20")).containsExactly("-1 ", "-x ", "10-20");
    assertThat(parts("a\u00a0b")).containsExactly("a\u00a0b");
  }

  @Test
  void breaksBetweenTheTwoScripts() {
    assertThat(parts("IoT機器")).containsExactly("IoT", "機", "器");
  }

  @Test
  void endsAtTheEndOfAnyText() {
    Random random = new Random(11);
    String letters = "aあ、。「」/ -\uD842\uDFB7\uD83D\u0301\u3000Aー";
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(String.join("", parts(text.toString()))).isEqualTo(text.toString());
    }
  }

  private static List<String> parts(String text) {
    LineBreaker breaker = new LineBreaker();
    breaker.setText(text);
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int to = breaker.next(); to >= 0; to = breaker.next()) {
      assertThat(to).isGreaterThan(from);
      parts.add(text.substring(from, to));
      from = to;
    }
    assertThat(from).isEqualTo(text.length());
    return parts;
  }
}
