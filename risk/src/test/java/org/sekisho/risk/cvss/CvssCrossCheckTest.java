package org.sekisho.risk.cvss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import us.springett.cvss.Cvss;
import us.springett.cvss.Score;

/**
 * The scores are those of us.springett:cvss-calculator, written by other people; where they are
 * not, exact arithmetic says why. That library has no environmental score for 3.0 and rounds its
 * temporal score in binary floating point, so 3.0 is compared in its base score only; {@link
 * CvssExactArithmeticTest} covers the rest.
 */
class CvssCrossCheckTest {
  private static final int SAMPLE = 30_000;

  @Test
  @Verifies({"CVSS-07", "CVSS-09"})
  void agreesOnEveryVersion3BaseVector() {
    for (CvssVersion version : List.of(CvssVersion.V3_0, CvssVersion.V3_1)) {
      int[] count = {0};
      VectorSamples.everyBaseVector(
          version,
          vector -> {
            Score theirs = theirs(vector);
            Cvss3Scores ours = ((Cvss3Vector) vector).scores();
            if (tenths(theirs.getBaseScore()) != ours.base().tenths()
                || tenths(theirs.getImpactSubScore())
                    != ours.baseParts().printedImpact().unscaledValue().intValueExact()
                || tenths(theirs.getExploitabilitySubScore())
                    != ours.baseParts().printedExploitability().unscaledValue().intValueExact()) {
              throw new AssertionError(vector + ": " + ours + ", theirs " + theirs);
            }
            count[0]++;
          });
      assertThat(count[0]).isEqualTo(2592);
    }
  }

  @Test
  @Verifies({"CVSS-10", "CVSS-11", "CVSS-12"})
  void agreesOnRandomVersion31VectorsWithAllGroups() {
    var random = new Random(31);
    for (int i = 0; i < SAMPLE; i++) {
      var vector = (Cvss3Vector) VectorSamples.random(CvssVersion.V3_1, random);
      Score theirs = theirs(vector);
      Cvss3Scores ours = vector.scores();
      assertThat(
              List.of(
                  tenths(theirs.getBaseScore()),
                  tenths(theirs.getTemporalScore()),
                  tenths(theirs.getEnvironmentalScore())))
          .as(vector.text())
          .containsExactly(
              ours.base().tenths(), ours.temporal().tenths(), ours.environmental().tenths());
    }
  }

  @Test
  void differsFromTheLibraryOn522Version4BaseVectorsAndOnlyWhereTheExactScoreIsAHalf() {
    List<CvssVector> differ = new ArrayList<>();
    int[] counts = {0, 0};
    VectorSamples.everyBaseVector(
        CvssVersion.V4_0,
        vector -> {
          counts[0]++;
          counts[1] += Cvss4Arithmetic.tie((Cvss4Vector) vector) ? 1 : 0;
          if (vector.score().tenths() != tenths(theirs(vector).getBaseScore())) {
            differ.add(vector);
          }
        });
    assertThat(counts).containsExactly(104_976, 4_818);
    assertThat(differ).hasSize(522).allMatch(CvssCrossCheckTest::explainedByAHalf);
  }

  @Test
  void givesTheHigherTenthWhereTheLibraryFallsBelowAHalf() {
    CvssVector vector =
        VectorSamples.vector("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:H/VI:L/VA:N/SC:H/SI:H/SA:H");
    assertThat(vector.score()).as("8.55 exactly").hasToString("8.6");
    assertThat(theirs(vector).getBaseScore()).isEqualTo(8.5);
  }

  @Test
  void differsOnRandomVersion4VectorsWithAllGroupsOnlyWhereTheExactScoreIsAHalf() {
    var random = new Random(40);
    List<CvssVector> differ = new ArrayList<>();
    for (int i = 0; i < SAMPLE; i++) {
      CvssVector vector = VectorSamples.random(CvssVersion.V4_0, random);
      if (vector.score().tenths() != tenths(theirs(vector).getBaseScore())) {
        differ.add(vector);
      }
    }
    assertThat(differ).isNotEmpty().allMatch(CvssCrossCheckTest::explainedByAHalf);
  }

  /** The exact score is x.x5, which half up is the higher tenth; the library fell below it. */
  private static boolean explainedByAHalf(CvssVector vector) {
    return Cvss4Arithmetic.tie((Cvss4Vector) vector)
        && vector.score().tenths() == tenths(theirs(vector).getBaseScore()) + 1;
  }

  private static Score theirs(CvssVector vector) {
    return Cvss.fromVector(vector.text()).calculateScore();
  }

  private static int tenths(double score) {
    return (int) Math.round(score * 10);
  }
}
