package org.sekisho.risk.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.DocumentException;

class OwnMethodTest {
  private static final String FILE =
      """
      id: plant
      version: "2"
      name: {ja: 工場の方式, en: the plant's method}
      source: {document: project rule 12, version: "2", checked: true}
      factors:
        - key: damage
          ja: 損害
          en: damage
          levels:
            - {level: 1, ja: 小, en: small}
            - {level: 5, ja: 大, en: large}
        - key: privacy
          ja: プライバシー
          en: privacy
          levels:
            - {level: 0, ja: なし, en: none}
            - {level: 4, ja: あり, en: some}
        - key: frequency
          ja: 頻度
          en: frequency
          levels:
            - {level: 1, ja: 稀, en: rare}
            - {level: 3, ja: 頻繁, en: often}
      formula: max(damage, 2 * privacy) * frequency + 0.5
      """;
  private final OwnMethod plant = OwnMethod.read("plant.yaml", FILE);

  @Test
  @Verifies({"RISK-23", "RISK-21"})
  void aFormulaOfTheProjectWorksAndIsPrinted() {
    var known =
        new OwnValue(
            plant, Map.of("damage", Level.of(5), "privacy", Level.of(4), "frequency", Level.of(3)));
    assertThat(known.text().en()).isEqualTo("24.5 = max(damage, 2 * privacy) * frequency + 0.5");
    assertThat(known.method().name().ja()).isEqualTo("工場の方式");
    var open = new OwnValue(plant, Map.of("frequency", Level.of(1)));
    assertThat(open.text().en()).startsWith("1.5–8.5 = ");
    assertThat(open.inputs()).extracting(Input::value).containsExactly("?", "?", "1");
    assertThat(open.taking("frequency", known).orElseThrow().high()).isEqualByComparingTo("24.5");
  }

  @Test
  void refusesAFactorOrALevelThatTheMethodDoesNotHave() {
    assertThatThrownBy(() -> new OwnValue(plant, Map.of("colour", Level.of(1))))
        .hasMessageContaining("damage, privacy, frequency");
    assertThatThrownBy(() -> new OwnValue(plant, Map.of("damage", Level.of(6))))
        .hasMessageContaining("1 to 5");
  }

  @Test
  void refusesAFileNamingTheCharacterOfTheFormula() {
    String wrong = FILE.replace("2 * privacy)", "2 * secrecy)");
    assertThatThrownBy(() -> OwnMethod.read("plant.yaml", wrong))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("plant.yaml:24")
        .hasMessageContaining("at character 17")
        .hasMessageContaining("one of damage, privacy, frequency");
  }

  @Test
  void refusesWhatIsNoFormulaWithThePlace() {
    refused("", 0);
    refused("a +", 3);
    refused("a b", 2);
    refused("a - b", 2);
    refused("a / b", 2);
    refused("max(a, b", 8);
    refused("(a, b)", 2);
    refused("1.2.3", 0);
    refused("(".repeat(30) + "a" + ")".repeat(30), 21);
    refused("a".repeat(501), 500);
  }

  private static void refused(String text, int offset) {
    assertThat(FormulaParser.parse(text, Set.of("a", "b")))
        .as(text)
        .isInstanceOfSatisfying(
            Formula.Parse.Refused.class,
            refused -> assertThat(refused.offset()).as(text).isEqualTo(offset));
  }

  @Test
  void neverThrowsOnAnyFormula() {
    var random = new Random(23);
    String alphabet = "ab+*×(),.-0123 maxin\0é";
    int parsed = 0;
    for (int i = 0; i < 100_000; i++) {
      var text = new StringBuilder();
      for (int k = random.nextInt(i % 10 == 0 ? 600 : 12); k > 0; k--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      switch (FormulaParser.parse(text.toString(), Set.of("a", "b"))) {
        case Formula.Parse.Parsed(Formula formula) -> {
          parsed++;
          assertThat(formula.value(Map.of("a", 2, "b", 3))).isNotNegative();
        }
        case Formula.Parse.Refused refused ->
            assertThat(refused.offset()).isBetween(0, text.length());
      }
    }
    assertThat(parsed).isPositive();
  }
}
