package org.sekisho.risk.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.risk.method.Samples.cvss;
import static org.sekisho.risk.method.Samples.etsi;
import static org.sekisho.risk.method.Samples.guideline;
import static org.sekisho.risk.method.Samples.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DisagreementTest {
  @Test
  void findsTheInversionAndTheInputThatCausesItInEachMethod() {
    var a = risk("a", Set.of(), cvss('N', 'H'), guideline(3, 1));
    var b = risk("b", Set.of(), cvss('P', 'H'), guideline(3, 4));
    Disagreement report = Disagreement.of(List.of(a, b), 10);
    assertThat(report.totalInversions()).isEqualTo(1);
    Disagreement.Inversion inversion = report.inversions().getFirst();
    assertThat(inversion.first().id()).isEqualTo("cvss-3.1");
    assertThat(inversion.above()).isEqualTo(a);
    assertThat(inversion.below()).isEqualTo(b);
    assertThat(inversion.causes())
        .extracting(cause -> cause.method().id() + " " + cause.differences().getFirst().key())
        .containsExactly("cvss-3.1 AV", "guideline-value/ccds-iot-gw/1 frequency");
    assertThat(inversion.text().en())
        .isEqualTo(
            "CVSS 3.1 puts 'risk a' above 'risk b', the guideline's simple value the other way"
                + " round. CVSS 3.1 by Attack Vector N against P. the guideline's simple value by"
                + " frequency 4 against 1.");
    assertThat(inversion.text().ja()).contains("攻撃元区分 N／P").contains("発生頻度 4／1");
  }

  @Test
  void namesInputsTogetherWhenNoneDecidesAlone() {
    var up =
        new GuidelineValue(
            Scales.guideline(),
            Map.of(Axis.CONFIDENTIALITY, Level.of(3), Axis.INTEGRITY, Level.of(3)),
            Level.of(2));
    var down =
        new GuidelineValue(
            Scales.guideline(),
            Map.of(Axis.CONFIDENTIALITY, Level.of(2), Axis.INTEGRITY, Level.of(2)),
            Level.of(2));
    var a = risk("a", Set.of(), up, cvss('P', 'L'));
    var b = risk("b", Set.of(), down, cvss('N', 'H'));
    var causes = Disagreement.of(List.of(a, b), 1).inversions().getFirst().causes();
    var ofGuideline = causes.stream().filter(c -> c.method().id().startsWith("guideline")).toList();
    assertThat(ofGuideline).hasSize(1);
    assertThat(ofGuideline.getFirst().differences())
        .extracting(Disagreement.Difference::key)
        .containsExactly("C", "I");
  }

  @Test
  void rangesThatOverlapDecideNothingUntilTheUnknownIsSet() {
    var b = risk("b", Set.of(), etsiByTime("1-day"), cvss('P', 'L'));
    var open = risk("a", Set.of(), etsiByTime(Input.UNKNOWN), cvss('N', 'H'));
    assertThat(open.scores().by(etsiByTime("1-day").method()).orElseThrow().text().en())
        .startsWith("2–6 ");
    Disagreement report = Disagreement.of(List.of(open, b), 10);
    assertThat(report.totalInversions()).isZero();
    assertThat(report.agreements())
        .singleElement()
        .satisfies(agreement -> assertThat(agreement.undecided()).isEqualTo(1));

    var set = risk("a", Set.of(), etsiByTime("longer"), cvss('N', 'H'));
    var inversion = Disagreement.of(List.of(set, b), 10).inversions().getFirst();
    assertThat(inversion.causes().getLast().differences())
        .extracting(Disagreement.Difference::key)
        .containsExactly("time");
  }

  private static EtsiRisk etsiByTime(String time) {
    return etsi(EtsiTables.v5(), time, "layman", "public", "easy", "standard", "medium", "single");
  }

  @Test
  void countsAllAndListsTheFurthestApartTheSameEachTime() {
    var random = new Random(6);
    List<RatedRisk> risks = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      risks.add(
          risk(
              "r" + i,
              Set.of(),
              cvss("NALP".charAt(random.nextInt(4)), "HL".charAt(random.nextInt(2))),
              guideline(1 + random.nextInt(3), 1 + random.nextInt(4))));
    }
    Disagreement all = Disagreement.of(risks, Integer.MAX_VALUE);
    Disagreement.Agreement agreement = all.agreements().getFirst();
    assertThat(agreement.same() + agreement.inverted() + agreement.undecided())
        .isEqualTo(60L * 59 / 2);
    assertThat(all.inversions()).hasSize((int) all.totalInversions());
    Disagreement some = Disagreement.of(risks, 5);
    assertThat(some.totalInversions()).isEqualTo(all.totalInversions());
    assertThat(some.inversions()).isEqualTo(all.inversions().subList(0, 5));
    for (Disagreement.Inversion inversion : all.inversions()) {
      assertThat(inversion.causes()).isNotEmpty();
      assertThat(surelyAbove(inversion.first(), inversion.above(), inversion.below())).isTrue();
      assertThat(surelyAbove(inversion.second(), inversion.below(), inversion.above())).isTrue();
    }
    assertThat(Disagreement.of(List.of(), 5).agreements()).isEmpty();
  }

  private static boolean surelyAbove(Method method, RatedRisk up, RatedRisk down) {
    return up.scores().by(method).orElseThrow().surelyAbove(down.scores().by(method).orElseThrow());
  }
}
