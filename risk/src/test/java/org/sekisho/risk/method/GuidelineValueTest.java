package org.sekisho.risk.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;

class GuidelineValueTest {
  private final Scales scales = Scales.guideline();

  @Test
  @Verifies({"RISK-12", "RISK-13", "RISK-14", "RISK-16"})
  void theAssetsOfTables53And54GiveTheValuesOfTable56() {
    Fields tables = Samples.document("home-gateway.yaml");
    Map<String, Importance> assets = new HashMap<>();
    for (Fields row : tables.sections("assets")) {
      List<Integer> levels = row.numbers("importance").stream().map(Double::intValue).toList();
      var importance = new Importance(levels.get(0), levels.get(1), levels.get(2));
      assertThat(importance.isProtected()).as(row.text("name")).isTrue();
      assets.put(row.text("no"), importance);
    }
    List<String> values = new ArrayList<>();
    for (Fields row : tables.sections("incidents")) {
      var score =
          GuidelineValue.ofIncident(
              scales,
              row.texts("axes").stream()
                  .map(axis -> Axis.valueOf(axis.toUpperCase(Locale.ROOT)))
                  .toList(),
              row.texts("assets").stream().map(no -> importance(assets, no)).toList(),
              row.integer("frequency", 0, 1, 4));
      assertThat(score.low().toPlainString()).isEqualTo(row.text("value"));
      assertThat(score.settled()).isTrue();
      values.add(score.high().toPlainString());
    }
    assertThat(values).containsExactly("6", "12", "27");
  }

  private static Importance importance(Map<String, Importance> assets, String no) {
    return assets.getOrDefault(no, new Importance(0, 0, 0));
  }

  @Test
  @Verifies("RISK-17")
  void saysThatTheValueIsRelativeAndHowFarItCouldGo() {
    assertThat(Samples.guideline(3, 4).text().en())
        .isEqualTo("12 (relative; at most 12 with 1 rated)");
    assertThat(Samples.guideline(3, 4).text().ja()).isEqualTo("12（評価 1 軸での最大 12、相対値）");
  }

  @Test
  void keepsAMissingRatingApartFromARatingOfOne() {
    var one = Map.of(Axis.AVAILABILITY, Level.of(3), Axis.INTEGRITY, Level.of(1));
    var none = Map.of(Axis.AVAILABILITY, Level.of(3));
    var rated = new GuidelineValue(scales, one, Level.of(2));
    var unrated = new GuidelineValue(scales, none, Level.of(2));
    assertThat(rated.low()).isEqualByComparingTo(unrated.low());
    assertThat(rated.reachable()).isEqualByComparingTo("36");
    assertThat(unrated.reachable()).isEqualByComparingTo("12");
    assertThat(unrated.inputs()).extracting(Input::value).containsExactly("-", "-", "3", "2");
  }

  @Test
  @Verifies("RISK-21")
  void aLevelThatIsNotKnownGivesARange() {
    var score =
        new GuidelineValue(
            scales, Map.of(Axis.INTEGRITY, Level.of(3)), scales.frequency().unknown());
    assertThat(score.settled()).isFalse();
    assertThat(score.text().en()).startsWith("3–12 ");
  }

  @Test
  void refusesLevelsOutsideOfTheScaleAndIncidentsThatAffectNothing() {
    assertThatThrownBy(() -> Samples.guideline(4, 1)).hasMessageContaining("1 to 3");
    assertThatThrownBy(() -> Samples.guideline(3, 5)).hasMessageContaining("1 to 4");
    assertThatThrownBy(() -> new GuidelineValue(scales, Map.of(), Level.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Verifies("RISK-15")
  void proposesAFrequencyFromWhatWasObserved() {
    Scale frequency = scales.frequency();
    assertThat(frequency.observed(3, BigDecimal.valueOf(6)))
        .isEqualTo(new Scale.Proposal(3, false));
    assertThat(frequency.observed(1, BigDecimal.ONE)).isEqualTo(new Scale.Proposal(4, false));
    assertThat(frequency.observed(1, BigDecimal.valueOf(5)))
        .isEqualTo(new Scale.Proposal(2, false));
    assertThat(frequency.observed(1, BigDecimal.TEN)).isEqualTo(new Scale.Proposal(1, false));
    assertThat(frequency.observed(1, new BigDecimal("10.1")))
        .isEqualTo(new Scale.Proposal(1, true));
    assertThat(frequency.observed(0, BigDecimal.ONE)).isEqualTo(new Scale.Proposal(1, true));
  }

  @Test
  @Verifies("RISK-11")
  void theScalesHaveACriterionForEachLevelOfEachAxis() {
    for (Axis axis : Axis.values()) {
      assertThat(scales.importanceOn(axis).steps())
          .extracting(Scale.Step::level)
          .containsExactly(1, 2, 3);
      assertThat(scales.importanceOn(axis).steps())
          .allSatisfy(step -> assertThat(step.text().ja()).isNotBlank());
    }
    assertThat(scales.source().checked()).isTrue();
  }

  @Test
  @Verifies("RISK-02")
  void valuesOfDifferentScalesAreNeverCompared() {
    String text = Tables.text("guideline-scales.yaml").replace("id: ccds-iot-gw", "id: factory");
    Scales factory = Scales.read("factory.yaml", text);
    var here = Samples.guideline(3, 4);
    var there = new GuidelineValue(factory, here.importance(), here.frequency());
    assertThat(there.method()).isNotEqualTo(here.method());
    assertThatThrownBy(() -> there.surelyAbove(here)).hasMessageContaining("factory");
  }

  @Test
  void refusesAScalesFileNamingThePlace() {
    assertThatThrownBy(() -> Scales.read("mine.yaml", "id: x\nversion: '1'\ncolour: red\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("mine.yaml:3")
        .hasMessageContaining("unknown key 'colour'");
  }

  @Test
  @Verifies("RISK-01")
  void theFourFactorFormMultipliesItsFourLevels() {
    var score = new FourFactorValue(scales, Level.of(3), Level.of(2), new Level(1, 3), Level.of(4));
    assertThat(score.text().en()).isEqualTo("24–72 (relative; at most 108)");
    assertThat(score.inputs()).extracting(Input::value).containsExactly("3", "2", "1–3", "4");
    assertThat(score.source().note().en()).contains("ours");
  }
}
