package org.sekisho.risk.cvss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.risk.cvss.VectorSamples.v3;
import static org.sekisho.risk.cvss.VectorSamples.v4;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Fields;

/** Scores that were worked out elsewhere come out here. */
class CvssOraclesTest {
  private final Fields oracles = VectorSamples.oracles();

  @Test
  @Verifies({"RISK-19", "CVSS-06", "CVSS-07", "CVSS-09"})
  void givesThePublishedBaseScoresInBothVersions() {
    List<Fields> rows = oracles.sections("base");
    assertThat(rows).hasSize(26);
    for (Fields row : rows) {
      for (String version : List.of("3.0", "3.1")) {
        var scores = v3("CVSS:" + version + "/" + row.text("vector")).scores();
        assertThat(scores.base()).as(row.text("vector")).hasToString(row.text("base"));
        assertThat(scores.base().severity().name().toLowerCase(Locale.ROOT))
            .isEqualTo(row.text("severity"));
        assertThat(scores.temporal()).isEqualTo(scores.base());
        assertThat(scores.environmental())
            .as("%s of %s", version, row.text("vector"))
            .hasToString(row.text("env-" + version));
      }
    }
  }

  @Test
  @Verifies({"CVSS-03", "CVSS-10", "CVSS-11", "CVSS-12"})
  void givesTheKnownTemporalAndEnvironmentalScores() {
    List<Fields> rows = oracles.sections("full");
    assertThat(rows).hasSize(28);
    for (Fields row : rows) {
      var scores = v3(row.text("vector")).scores();
      assertThat(List.of(scores.base(), scores.temporal(), scores.environmental()))
          .as(row.text("vector"))
          .extracting(CvssScore::toString)
          .containsExactly(row.text("base"), row.text("temporal"), row.text("environmental"));
    }
  }

  @Test
  @Verifies({"CVSS-09", "CVSS-10", "CVSS-11"})
  void givesTheValuesThatFollowFromTheGuidesEquations() {
    List<Fields> rows = oracles.sections("guide");
    assertThat(rows).hasSize(16);
    for (Fields row : rows) {
      String vector = row.text("vector");
      assertThat(v3(vector).scores().base()).as(vector).hasToString(row.text("base"));
      row.optionalText("temporal-metrics")
          .ifPresent(
              metrics ->
                  assertThat(v3(vector + metrics).scores().temporal())
                      .as(vector + metrics)
                      .hasToString(row.text("temporal")));
      row.optionalText("environmental-metrics")
          .ifPresent(
              metrics ->
                  assertThat(v3(vector + metrics).scores().environmental())
                      .as(vector + metrics)
                      .hasToString(row.text("environmental")));
    }
  }

  @Test
  void givesTheKnownScoresAndMacrovectorsOfVersion4() {
    List<Fields> rows = oracles.sections("v4");
    assertThat(rows).hasSize(22);
    for (Fields row : rows) {
      var scores = v4(row.text("vector")).scores();
      assertThat(scores.score()).as(row.text("vector")).hasToString(row.text("score"));
      assertThat(scores.score().severity().name().toLowerCase(Locale.ROOT))
          .isEqualTo(row.text("severity"));
      assertThat(scores.macroVector()).hasToString(row.text("macrovector"));
    }
  }

  @Test
  void namesVersion4ScoresByTheGroupsInUse() {
    String base = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H";
    assertThat(v4(base + "/S:P").nomenclature().text()).isEqualTo("CVSS-B");
    assertThat(v4(base + "/E:U").nomenclature().text()).isEqualTo("CVSS-BT");
    assertThat(v4(base + "/CR:L").nomenclature().text()).isEqualTo("CVSS-BE");
    assertThat(v4(base + "/E:A/MAV:L").nomenclature().text()).isEqualTo("CVSS-BTE");

    var all = v4(base + "/E:U/MAV:L").scores();
    assertThat(all.base()).isEqualTo(v4(base).score());
    assertThat(all.threat()).isEqualTo(v4(base + "/E:U").score());
    assertThat(all.environmental()).isEqualTo(v4(base + "/MAV:L").score());
    assertThat(all.score()).isEqualTo(v4(base + "/E:U/MAV:L").score());
  }

  @Test
  void supplementalMetricsNeverChangeAScore() {
    String base = "CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N";
    assertThat(v4(base + "/S:P/AU:Y/R:I/V:C/RE:H/U:Red").score()).isEqualTo(v4(base).score());
  }

  @Test
  @Verifies("CVSS-03")
  void showsTheChainThatLeadsToTheScores() {
    var scores = v3("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MPR:H").scores();
    assertThat(scores.baseParts().unadjustedImpact()).isEqualByComparingTo("0.914816");
    assertThat(scores.baseParts().impact()).isEqualByComparingTo("5.87311872");
    assertThat(scores.baseParts().exploitability()).isEqualByComparingTo("3.8870427750");
    assertThat(scores.baseParts().printedImpact()).hasToString("5.9");
    assertThat(scores.baseParts().printedExploitability()).hasToString("3.9");
    assertThat(scores.modifiedParts().exploitability())
        .isLessThan(scores.baseParts().exploitability());
    assertThat(
            v3("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N").scores().baseParts().printedImpact())
        .hasToString("0.0");
  }

  @Test
  @Verifies("CVSS-02")
  void namesTheBandsAsTheGuidePrintsThem() {
    String[][] edges = {
      {"0", "なし"},
      {"1", "注意"},
      {"39", "注意"},
      {"40", "警告"},
      {"69", "警告"},
      {"70", "重要"},
      {"89", "重要"},
      {"90", "緊急"},
      {"100", "緊急"}
    };
    for (String[] edge : edges) {
      var score = new CvssScore(Integer.parseInt(edge[0]));
      assertThat(score.severity().text().ja()).as(score.toString()).isEqualTo(edge[1]);
    }
    assertThat(Severity.values())
        .extracting(severity -> severity.text().en())
        .containsExactly("None", "Low", "Medium", "High", "Critical");
  }
}
