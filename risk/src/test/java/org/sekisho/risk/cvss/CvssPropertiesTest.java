package org.sekisho.risk.cvss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;

/** What must hold of scores whatever the vector. */
class CvssPropertiesTest {
  /** Values from the most to the least severe. */
  private static final Map<CvssMetric, String> SEVERE_FIRST_3 =
      Map.of(
          Cvss3Metric.AV, "NALP",
          Cvss3Metric.AC, "LH",
          Cvss3Metric.PR, "NLH",
          Cvss3Metric.UI, "NR",
          Cvss3Metric.S, "CU",
          Cvss3Metric.C, "HLN",
          Cvss3Metric.I, "HLN",
          Cvss3Metric.A, "HLN");

  @Test
  @Verifies("CVSS-08")
  void aMoreSevereBaseMetricNeverLowersAVersion3BaseScore() {
    VectorSamples.everyBaseVector(
        CvssVersion.V3_1,
        vector ->
            SEVERE_FIRST_3.forEach(
                (metric, values) -> {
                  int at = values.indexOf(vector.letter(metric));
                  if (at > 0) {
                    var worse = (Cvss3Vector) vector.with(metric, values.charAt(at - 1));
                    if (worse.baseScore().compareTo(((Cvss3Vector) vector).baseScore()) < 0) {
                      throw new AssertionError(worse + " scores lower than " + vector);
                    }
                  }
                }));
  }

  @Test
  @Verifies({"CVSS-03", "CVSS-10"})
  void theTemporalScoreNeverExceedsTheBaseScore() {
    var random = new Random(10);
    for (int i = 0; i < 20_000; i++) {
      var vector = (Cvss3Vector) VectorSamples.random(CvssVersion.V3_0, random);
      Cvss3Scores scores = vector.scores();
      assertThat(scores.temporal()).as(vector.text()).isLessThanOrEqualTo(scores.base());
    }
  }

  @Test
  void lessThreatNeverRaisesAVersion4Score() {
    var random = new Random(44);
    for (int i = 0; i < 20_000; i++) {
      CvssVector vector = VectorSamples.random(CvssVersion.V4_0, random);
      CvssScore attacked = vector.with(Cvss4Metric.E, 'A').score();
      CvssScore proof = vector.with(Cvss4Metric.E, 'P').score();
      CvssScore unreported = vector.with(Cvss4Metric.E, 'U').score();
      assertThat(attacked).as(vector.text()).isGreaterThanOrEqualTo(proof);
      assertThat(proof).as(vector.text()).isGreaterThanOrEqualTo(unreported);
      assertThat(vector.with(Cvss4Metric.E, 'X').score()).isEqualTo(attacked);
    }
  }

  @Test
  void noEffectMeansZeroInEveryVersion() {
    var random = new Random(45);
    for (int i = 0; i < 2_000; i++) {
      for (CvssVersion version : CvssVersion.values()) {
        CvssVector vector = VectorSamples.random(version, random);
        for (CvssMetric metric : version.metrics()) {
          if (List.of("C", "I", "A").contains(metric.code())
              || metric.code().matches("M?[VS][CIA]|M[CIA]")) {
            vector = vector.with(metric, 'N');
          }
        }
        assertThat(vector.score()).as(vector.text()).hasToString("0.0");
      }
    }
  }

  @Test
  @Verifies({"RISK-21", "CVSS-16"})
  void theRangeOfADraftNarrowsAsMetricsAreSetAndEndsInTheScore() {
    var random = new Random(46);
    for (CvssVersion version : CvssVersion.values()) {
      assertThat(CvssDraft.unknown(version).range()).hasToString("0.0–10.0");
      for (int i = 0; i < 5; i++) {
        CvssVector vector = VectorSamples.random(version, random);
        CvssDraft draft = CvssDraft.unknown(version);
        for (CvssMetric metric : version.metrics()) {
          draft = metric.mandatory() ? draft : draft.with(metric, vector.letter(metric));
        }
        CvssDraft.Range wide = draft.range();
        for (CvssMetric metric : draft.unknown()) {
          draft = draft.with(metric, vector.letter(metric));
          CvssDraft.Range narrow = draft.range();
          assertThat(narrow.low()).isGreaterThanOrEqualTo(wide.low());
          assertThat(narrow.high()).isLessThanOrEqualTo(wide.high());
          wide = narrow;
        }
        assertThat(wide).isEqualTo(new CvssDraft.Range(vector.score(), vector.score()));
      }
    }
  }
}
