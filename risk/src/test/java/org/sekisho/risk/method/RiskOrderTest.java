package org.sekisho.risk.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sekisho.risk.method.Samples.cvss;
import static org.sekisho.risk.method.Samples.guideline;
import static org.sekisho.risk.method.Samples.risk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;

class RiskOrderTest {
  private static final Method CVSS = cvss('N', 'H').method();
  private static final Method GUIDELINE = guideline(1, 1).method();

  @Test
  @Verifies({"AST-03", "SYS-19", "RISK-22", "RISK-24", "CVSS-16"})
  void whatTouchesLifeComesFirstWhateverTheScoreAndSaysWhy() {
    var stolen = risk("stolen", Set.of(Reach.SYSTEM), cvss('N', 'H'), guideline(3, 4));
    var hurt = risk("hurt", Set.of(Reach.LIFE), cvss('P', 'L'), guideline(1, 1));
    var society = risk("blackout", Set.of(Reach.SOCIETY), cvss('N', 'H'));
    for (Method method : List.of(CVSS, GUIDELINE)) {
      var placed = RiskOrder.place(List.of(stolen, society, hurt), method);
      assertThat(placed.getFirst().risk()).isEqualTo(hurt);
      assertThat(placed.getFirst().place()).isEqualTo(1);
      assertThat(placed.getFirst().why().ja()).startsWith("人命に関わるため");
      assertThat(placed.getFirst().why().en()).startsWith("touches human life");
      assertThat(placed.get(1).why().en()).doesNotContain("human life");
    }
  }

  @Test
  @Verifies("RISK-22")
  void aVectorThatSaysPeopleMayBeHarmedTouchesLife() {
    String base = "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N";
    assertThat(risk("a", Set.of(), cvss(base)).touchesLife()).isFalse();
    assertThat(risk("b", Set.of(), cvss(base + "/MSI:S")).touchesLife()).isTrue();
    assertThat(risk("c", Set.of(), cvss(base + "/MSA:S")).touchesLife()).isTrue();
    assertThat(risk("d", Set.of(), cvss(base + "/S:P")).touchesLife()).isTrue();
    assertThat(risk("e", Set.of(), cvss(base + "/S:N")).touchesLife()).isFalse();
  }

  @Test
  void ordersByTheHighestPossibleScoreSoThatTheUnknownHidesNothing() {
    var known = risk("known", Set.of(), cvss('A', 'H'));
    var open = risk("open", Set.of(), cvss("CVSS:3.1/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"));
    var low = risk("low", Set.of(), cvss('P', 'L'));
    var unscored = risk("unscored", Set.of(), guideline(3, 4));
    var placed = RiskOrder.place(List.of(unscored, low, known, open), CVSS);
    assertThat(placed)
        .extracting(p -> p.risk().id())
        .containsExactly("open", "known", "low", "unscored");
    assertThat(placed.getLast().why().en()).contains("not scored");
  }

  @Test
  void keepsTheGivenOrderAmongEqualsAndLetsThemShareAPlace() {
    var a = risk("a", Set.of(), guideline(3, 4));
    var b = risk("b", Set.of(), guideline(3, 4));
    var c = risk("c", Set.of(), guideline(3, 1));
    assertThat(RiskOrder.place(List.of(c, b, a), GUIDELINE))
        .extracting(p -> p.place() + p.risk().id())
        .containsExactly("1b", "1a", "3c");
    assertThat(RiskOrder.place(List.of(a, c, b), GUIDELINE))
        .extracting(p -> p.place() + p.risk().id())
        .containsExactly("1a", "1b", "3c");
  }

  @Test
  void isAnOrderOverRandomRisks() {
    var random = new Random(22);
    List<RatedRisk> risks = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Set<Reach> reach = random.nextInt(5) == 0 ? Set.of(Reach.LIFE) : Set.of(Reach.SYSTEM);
      risks.add(
          random.nextInt(6) == 0
              ? risk("r" + i, reach)
              : risk("r" + i, reach, guideline(1 + random.nextInt(3), 1 + random.nextInt(4))));
    }
    var order = RiskOrder.by(GUIDELINE);
    Collections.shuffle(risks, random);
    risks.sort(order); // A comparator that contradicts itself would be found out here.
    for (int i = 1; i < risks.size(); i++) {
      assertThat(order.compare(risks.get(i - 1), risks.get(i))).isNotPositive();
      assertThat(risks.get(i).touchesLife() && !risks.get(i - 1).touchesLife()).isFalse();
    }
  }

  @Test
  void aSheetHoldsOneScoreOfEachMethodSideBySide() {
    var sheet = new ScoreSheet(List.of(guideline(3, 4), cvss('N', 'H')));
    assertThat(sheet.by(CVSS).orElseThrow().text().ja())
        .isEqualTo("9.8 緊急 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
    assertThat(sheet.by(GUIDELINE).orElseThrow().low()).isEqualByComparingTo("12");
    assertThatThrownBy(() -> new ScoreSheet(List.of(cvss('N', 'H'), cvss('P', 'L'))))
        .hasMessageContaining("two scores by cvss-3.1");
  }

  @Test
  @Verifies("CVSS-11")
  void importanceProposesTheRequirement() {
    assertThat(CvssMethod.requirement(3)).isEqualTo('H');
    assertThat(CvssMethod.requirement(2)).isEqualTo('M');
    assertThat(CvssMethod.requirement(1)).isEqualTo('L');
  }
}
