package org.sekisho.risk.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;

/** The methods whose figures are tables: ETSI TS 102 165-1 and ISO/IEC TR 13335-3. */
class TableMethodsTest {
  private static final Level[] LOW_MEDIUM_HIGH = {Level.of(0), Level.of(1), Level.of(2)};

  @Test
  @Verifies("RISK-18")
  void addsRatesAndWeighsByTheTablesOfEachVersion() {
    List<Fields> cases = Samples.document("etsi-cases.yaml").sections("cases");
    assertThat(cases).hasSize(9);
    for (Fields row : cases) {
      Map<EtsiFactor, String> choices = new EnumMap<>(EtsiFactor.class);
      for (EtsiFactor factor : EtsiFactor.ofLikelihood()) {
        choices.put(factor, row.text(factor.key()));
      }
      choices.put(EtsiFactor.ASSET_IMPACT, "high");
      choices.put(EtsiFactor.INTENSITY, "heavy");
      EtsiTables tables = row.text("tables").equals("v4") ? EtsiTables.v4() : EtsiTables.v5();
      var score = new EtsiRisk(tables, choices);
      assertThat(score.least()).isEqualTo(score.most());
      int likelihood = row.integer("likelihood", 0, 1, 3);
      assertThat(score.most().potential()).hasValue(row.integer("sum", -1, 0, 100));
      assertThat(score.most().rating().id()).isEqualTo(row.text("rating"));
      assertThat(score.most().likelihood()).isEqualTo(likelihood);
      assertThat(score.most().impact()).as("3 + 2, capped").isEqualTo(3);
      assertThat(score.most().risk()).isEqualTo(likelihood * 3);
    }
  }

  @Test
  void anAttackOutOfReachIsBeyondHighWhateverElseHolds() {
    var score =
        Samples.etsi(
            EtsiTables.v4(), "longer", "layman", "public", "easy", "standard", "high", "single");
    assertThat(score.most().potential()).isEqualTo(OptionalInt.empty());
    assertThat(score.most().rating().id()).isEqualTo("beyond-high");
    assertThat(score.text().en()).isEqualTo("3 minor (unchecked tables)");
  }

  @Test
  @Verifies({"RISK-18", "RISK-21"})
  void unknownFactorsGiveARangeThatNarrowsAndWhoseEndsAreReached() {
    var random = new Random(165);
    for (EtsiTables tables : List.of(EtsiTables.v4(), EtsiTables.v5())) {
      assertThat(new EtsiRisk(tables, Map.of()).text().en()).startsWith("1–9 minor to critical");
      for (int i = 0; i < 200; i++) {
        Map<EtsiFactor, String> all = new EnumMap<>(EtsiFactor.class);
        for (EtsiFactor factor : EtsiFactor.values()) {
          List<EtsiTables.Step> steps = tables.steps(factor);
          all.put(factor, steps.get(random.nextInt(steps.size())).id());
        }
        Map<EtsiFactor, String> known = new EnumMap<>(EtsiFactor.class);
        var wide = new EtsiRisk(tables, known);
        for (EtsiFactor factor : EtsiFactor.values()) {
          known.put(factor, all.getOrDefault(factor, ""));
          var narrow = new EtsiRisk(tables, known);
          assertThat(narrow.low()).isGreaterThanOrEqualTo(wide.low());
          assertThat(narrow.high()).isLessThanOrEqualTo(wide.high());
          wide = narrow;
        }
        assertThat(wide.settled()).isTrue();
        assertThat(wide.low().intValueExact()).isIn(1, 2, 3, 4, 6, 9);
        endsAreReached(tables, all, EtsiFactor.EXPERTISE, EtsiFactor.INTENSITY);
      }
    }
  }

  private static void endsAreReached(
      EtsiTables tables, Map<EtsiFactor, String> all, EtsiFactor one, EtsiFactor other) {
    Map<EtsiFactor, String> known = new EnumMap<>(all);
    known.remove(one);
    known.remove(other);
    var range = new EtsiRisk(tables, known);
    int low = Integer.MAX_VALUE;
    int high = 0;
    for (EtsiTables.Step a : tables.steps(one)) {
      for (EtsiTables.Step b : tables.steps(other)) {
        known.put(one, a.id());
        known.put(other, b.id());
        int risk = new EtsiRisk(tables, known).most().risk();
        low = Math.min(low, risk);
        high = Math.max(high, risk);
      }
    }
    assertThat(range.least().risk()).isEqualTo(low);
    assertThat(range.most().risk()).isEqualTo(high);
  }

  @Test
  @Verifies("RISK-18")
  void theOwnerOfACopyCorrectsTheTablesWithoutAChangeOfCode() {
    String text =
        Tables.text("etsi-ts-102-165-1-v5.yaml")
            .replace("{id: specialised, weight: 4", "{id: specialised, weight: 3")
            .replace("checked: false", "checked: true");
    EtsiTables corrected = EtsiTables.read("mine.yaml", text);
    var score =
        Samples.etsi(
            corrected, "1-day", "expert", "restricted", "easy", "specialised", "high", "single");
    assertThat(score.most().potential()).hasValue(13);
    assertThat(score.text().en()).isEqualTo("9 critical");
    assertThat(EtsiTables.v5().source().checked()).isFalse();
    assertThat(EtsiTables.v5().source().text().en()).contains("(unchecked)");
  }

  @Test
  void refusesTablesInWhichHarderAttacksAreLikelier() {
    String text =
        Tables.text("etsi-ts-102-165-1-v4.yaml")
            .replace("{id: high, from: 15, likelihood: 1", "{id: high, from: 15, likelihood: 3");
    assertThatThrownBy(() -> EtsiTables.read("mine.yaml", text))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("never in 'likelihood'");
  }

  @Test
  void refusesAChoiceThatTheTablesDoNotHave() {
    assertThatThrownBy(
            () -> new EtsiRisk(EtsiTables.v4(), Map.of(EtsiFactor.EXPERTISE, "multiple-experts")))
        .hasMessageContaining("layman, proficient, expert");
  }

  @Test
  void theMatrixAddsUpAndIsMarkedUnchecked() {
    Iso13335Table table = Iso13335Table.shipped();
    assertThat(table.source().checked()).isFalse();
    for (int asset = 0; asset <= 4; asset++) {
      for (int threat = 0; threat < 3; threat++) {
        for (int vulnerability = 0; vulnerability < 3; vulnerability++) {
          var score =
              new Iso13335Matrix(
                  table, Level.of(asset), LOW_MEDIUM_HIGH[threat], LOW_MEDIUM_HIGH[vulnerability]);
          assertThat(score.low().intValueExact()).isEqualTo(asset + threat + vulnerability);
        }
      }
    }
    var open = new Iso13335Matrix(table, Level.of(3), new Level(0, 2), Level.of(1));
    assertThat(open.text().en()).isEqualTo("4–6 (unchecked table)");
    assertThat(open.inputs()).extracting(Input::value).containsExactly("3", "L–H", "M");
  }
}
