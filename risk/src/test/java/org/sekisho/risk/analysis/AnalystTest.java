package org.sekisho.risk.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Node;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.catalogue.ModelPatch;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.method.CvssMethod;
import org.sekisho.risk.method.GuidelineValue;
import org.sekisho.risk.method.Method;
import org.sekisho.risk.method.RatedRisk;
import org.sekisho.risk.method.Reach;
import org.sekisho.risk.method.RiskOrder;
import org.sekisho.risk.method.Score;
import org.sekisho.risk.treatment.Decisions;
import org.sekisho.risk.treatment.DecisionsFile;
import org.sekisho.risk.treatment.EvidenceFile;
import org.sekisho.risk.treatment.Treatment;

class AnalystTest {
  private static final String READ = "link-read-on-the-way@gw-head";

  private final Analysis analysis = Small.analyse(Small.MODEL);

  @Test
  void findsAThreatWhereTheConditionHoldsAndNowhereElse() {
    assertThat(analysis.findings())
        .extracting(Finding::id)
        .containsExactlyInAnyOrder(READ, "link-taken-over@gw-head", "link-taken-over@heater-gw");
  }

  @Test
  @Verifies("GUIDE-24")
  void provesAFindingByTheFactsThatDecidedWithTheirLines() {
    Finding finding = Small.finding(analysis, READ);
    int line = lineOf("    encryption: none");
    assertThat(finding.proof().facts())
        .contains(
            new Proof.Matched(
                new EntityRef(EntityKind.LINK, "gw-head"),
                "encryption",
                "none",
                "in none, unknown",
                "small.yaml",
                line))
        .anySatisfy(
            m -> {
              assertThat(m.entity().id()).isEqualTo("head");
              assertThat(m.fact()).isEqualTo("kind");
              assertThat(m.value()).isEqualTo("head-end");
            });
    assertThat(finding.explanation().en())
        .isEqualTo("MQTT from Gateway to Centre with none, until unknown");
    assertThat(finding.explanation().ja()).isEqualTo("ゲートウェイ から ヘッドエンド への MQTT が なし");
  }

  private static int lineOf(String text) {
    return Small.MODEL.lines().toList().indexOf(text) + 1;
  }

  @Test
  void theSmallestChangeRemovesTheFinding() {
    Finding finding = Small.finding(analysis, READ);
    var gwHead = new EntityRef(EntityKind.LINK, "gw-head");
    assertThat(finding.proof().smallestChange())
        .contains(
            List.of(new Proof.Change(gwHead, "controls", "transport-encryption")),
            List.of(new Proof.Change(gwHead, "encryption", "tls")));
    String changed = Small.MODEL.replace("    encryption: none\n", "    encryption: tls\n");
    assertThat(Small.analyse(changed).finding(READ)).isEmpty();
  }

  @Test
  void everyWayOutOfAnOpenFindingIsOne() {
    Node.Mapping document = Document.read("small.yaml", Small.MODEL).mapping();
    for (Finding finding : analysis.findings()) {
      assertThat(finding.proof().smallestChange()).as(finding.id()).isNotEmpty();
      for (List<Proof.Change> way : finding.proof().smallestChange()) {
        Map<String, String> changes = new LinkedHashMap<>();
        for (Proof.Change c : way) {
          boolean control = c.fact().equals("controls");
          String place = c.entity().kind().list() + "/" + c.entity().id() + "/" + c.fact();
          changes.merge(place, (control ? "+" : "") + c.to(), (a, b) -> a + " " + b);
        }
        boolean open =
            analyse(ModelPatch.apply(document, changes))
                .finding(finding.id())
                .map(Finding::open)
                .orElse(false);
        assertThat(open).as(finding.id() + " after " + changes).isFalse();
      }
    }
  }

  private static Analysis analyse(Node.Mapping document) {
    return Analyst.analyse(
        new AnalysisInput(
            SystemModelFile.readLocated("small.yaml", document),
            "00",
            Small.catalogue(Small.RULES),
            Decisions.NONE,
            List.of(),
            Small.DAY,
            Limits.DEFAULT));
  }

  @Test
  void aControlThatBlocksCountersAndLowersTheFrequencyByTwo() {
    Finding before = Small.finding(analysis, READ);
    assertThat(before.open()).isTrue();
    assertThat(guideline(before.values().current())).isEqualTo("9");
    String listed =
        Small.MODEL.replace(
            "    encryption: none\n",
            "    encryption: none\n    controls: [transport-encryption]\n");
    Finding after = Small.finding(Small.analyse(listed), READ);
    assertThat(after.open()).isFalse();
    assertThat(guideline(after.values().inherent())).isEqualTo("9");
    assertThat(guideline(after.values().current())).isEqualTo("3");
    assertThat(guideline(after.values().residual())).isEqualTo("9");
    assertThat(after.values().residual().countered()).isFalse();
  }

  @Test
  void controlsThatReduceAndLimitLowerByOneEach() {
    String listed =
        Small.MODEL.replace(
            "controls: [secure-boot]", "controls: [gateway-tunnel, data-minimisation]");
    Finding finding = Small.finding(Small.analyse(listed), READ);
    assertThat(finding.open()).isTrue();
    assertThat(guideline(finding.values().current())).isEqualTo("4");
    assertThat(finding.controls())
        .extracting(ControlState::control, ControlState::state)
        .containsExactly(
            tuple("transport-encryption", ControlState.State.MISSING),
            tuple("gateway-tunnel", ControlState.State.CLAIMED),
            tuple("data-minimisation", ControlState.State.CLAIMED));
  }

  @Test
  @Verifies("CVSS-11")
  void onlyEvidenceChangesModifiedMetrics() {
    String listed =
        Small.MODEL.replace(
            "    encryption: none\n",
            "    encryption: none\n    controls: [transport-encryption]\n");
    var evidence =
        EvidenceFile.read(
            "evidence.yaml",
            """
            format: sekisho-evidence/1
            id: e-1
            control: transport-encryption
            on: ["link:gw-head"]
            result: passed
            tool: openssl
            test: verify-transport-encryption
            made: 2026-10-30T10:00:00Z
            expires: 2027-10-30T10:00:00Z
            """);
    Finding finding =
        Small.finding(
            Small.analyse(listed, Small.catalogue(Small.RULES), Decisions.NONE, evidence), READ);
    assertThat(finding.controls().getFirst().state()).isEqualTo(ControlState.State.VERIFIED);
    assertThat(finding.values().residual().countered()).isTrue();
    assertThat(guideline(finding.values().residual())).isEqualTo("3");
    assertThat(cvss(finding.values().current(), "cvss-3.1"))
        .isEqualTo("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/CR:H/IR:M/AR:L");
    assertThat(cvss(finding.values().residual(), "cvss-3.1")).contains("/MAC:H/MPR:H");
  }

  @Test
  @Verifies("RISK-22")
  void whatTouchesLifeComesFirstAndCvss4SaysSo() {
    Finding first = analysis.findings().getFirst();
    assertThat(first.id()).isEqualTo("link-taken-over@heater-gw");
    assertThat(first.reach()).contains(Reach.LIFE);
    assertThat(first.priority()).isEqualTo(1);
  }

  @Test
  void theOrderIsThatOfRiskOrderThenId() {
    List<Finding> shuffled = new ArrayList<>(analysis.findings());
    Collections.shuffle(shuffled, new Random(1));
    Method method =
        analysis.findings().getFirst().values().current().scores().scores().stream()
            .filter(GuidelineValue.class::isInstance)
            .map(Score::method)
            .findFirst()
            .orElseThrow();
    List<String> placed =
        RiskOrder.place(
                shuffled.stream()
                    .sorted(Comparator.comparing(Finding::id))
                    .map(
                        f ->
                            new RatedRisk(
                                f.id(), f.title(), f.reach(), f.values().current().scores()))
                    .toList(),
                method)
            .stream()
            .map(p -> p.risk().id())
            .toList();
    assertThat(analysis.findings()).extracting(Finding::id).containsExactlyElementsOf(placed);
  }

  @Test
  @Verifies("CVSS-12")
  void theScopeChangesWhereTheEffectReachesAnotherOwner() {
    String vectors =
        Small.RULES.replace(
            "    frequency: 2\n",
            "    frequency: 2\n    cvss31: \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N\"\n");
    Analysis scored =
        Small.analyse(Small.MODEL, Small.catalogue(vectors), Decisions.NONE, List.of());
    assertThat(
            cvss(Small.finding(scored, "link-taken-over@gw-head").values().inherent(), "cvss-3.1"))
        .contains("/MS:C");
    assertThat(
            cvss(
                Small.finding(scored, "link-taken-over@heater-gw").values().inherent(), "cvss-3.1"))
        .doesNotContain("/MS:C");
  }

  @Test
  @Verifies("GUIDE-09")
  void whatIsOutOfScopeIsFoundButNotOpen() {
    String out =
        Small.MODEL.replace(
            "name: {ja: ゲートウェイ, en: Gateway}", "name: {ja: G, en: G}\n    scope: out");
    Finding finding = Small.finding(Small.analyse(out), "link-taken-over@heater-gw");
    assertThat(finding.inScope()).isFalse();
    assertThat(finding.open()).isFalse();
  }

  @Test
  void decisionsAndRatingsReplaceWhatTheRuleSays() {
    Decisions decisions =
        DecisionsFile.read(
            "decisions.yaml",
            """
            format: sekisho-decisions/1
            treatments:
              - {finding: "link-read-*", kind: accept, owner: me, reason: small house, decided: 2026-10-01, expires: 2027-04-01, risk: 3, target: 2}
            ratings:
              - {finding: link-read-on-the-way@gw-head, frequency: 1, priority: 4, reason: rare, owner: me}
            """);
    Finding finding =
        Small.finding(
            Small.analyse(Small.MODEL, Small.catalogue(Small.RULES), decisions, List.of()), READ);
    assertThat(guideline(finding.values().current())).isEqualTo("3");
    assertThat(finding.priority()).isEqualTo(4);
    assertThat(finding.treatment().kind()).isEqualTo(Treatment.Kind.ACCEPT);
    assertThat(finding.values().target()).contains(2);
    assertThat(finding.open()).isFalse();
  }

  @Test
  @Verifies("GUIDE-10")
  void aThreatOfTheAnalystStandsBesideThoseOfRules() {
    String with =
        Small.MODEL
            + """
            threats:
              - id: page-guessed
                name: {ja: 画面への総当たり, en: Password guessed}
                on: gw
                entry-point: gw-web
                category: una
                measures: [srvauth]
                affects: [integrity]
                cvss: "CVSS:3.0/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N"
            """;
    Finding finding = Small.finding(Small.analyse(with), "threat@page-guessed");
    assertThat(finding.rule()).isEmpty();
    assertThat(finding.surface()).contains("AS1");
    assertThat(finding.assets()).containsExactly("readings");
    assertThat(finding.measures()).containsExactly("srvauth");
    assertThat(finding.controls())
        .singleElement()
        .extracting(ControlState::control)
        .isEqualTo("secure-boot");
    assertThat(guideline(finding.values().inherent())).isEqualTo("2–8");
    assertThat(cvss(finding.values().inherent(), "cvss-3.0")).startsWith("CVSS:3.0/AV:A");
  }

  @Test
  @Verifies("RISK-16")
  void incidentsOfTable56ComeToTheirValues() {
    String home =
        Small.MODEL.substring(0, Small.MODEL.indexOf("assets:"))
            + """
            assets:
              - {id: readings, kind: readings, name: {ja: 計測値, en: Readings}, confidentiality: 0, integrity: 0, availability: 0}
              - {id: a1, kind: personal, name: {ja: a, en: a}, confidentiality: 3, integrity: 3, availability: 2}
              - {id: a2, kind: money-data, name: {ja: a, en: a}, confidentiality: 3, integrity: 3, availability: 2}
              - {id: a3, kind: settings, name: {ja: a, en: a}, confidentiality: 3, integrity: 3, availability: 2}
              - {id: a4, kind: log, name: {ja: a, en: a}, confidentiality: 2, integrity: 2, availability: 1}
              - {id: a5, kind: security, name: {ja: a, en: a}, confidentiality: 3, integrity: 2, availability: 2}
              - {id: a6, kind: device, name: {ja: a, en: a}, confidentiality: 3, integrity: 3, availability: 3}
            incidents:
              - {id: stop, name: {ja: n, en: n}, loss: {ja: l, en: l}, assets: [a2, a6], affects: [availability], frequency: 2}
              - {id: leak, name: {ja: n, en: n}, loss: {ja: l, en: l}, assets: [a1, a2, a3, a4, a5, a6], affects: [confidentiality], frequency: 4}
              - {id: fault, name: {ja: n, en: n}, loss: {ja: l, en: l}, assets: [a1, a2, a3, a4, a5, a6], affects: [integrity, availability], frequency: 3}
              - {id: open, name: {ja: n, en: n}, loss: {ja: l, en: l}, assets: [a1], affects: [integrity]}
            """;
    List<IncidentRisk> incidents = Small.analyse(home).incidents();
    assertThat(incidents.subList(0, 3))
        .extracting(i -> i.scores().scores().getFirst().high().toPlainString())
        .containsExactly("6", "12", "27");
    assertThat(incidents.get(3).scores().scores()).isEmpty();
  }

  @Test
  @Verifies("GUIDE-04")
  void entryPointsBecomeNumberedSurfaces() {
    String given = Small.MODEL.replace("reach: field,", "reach: field, surface: AS2,");
    assertThat(analysis.surfaces()).extracting(Surface::number).containsExactly("AS1", "AS2");
    assertThat(Small.analyse(given).surfaces())
        .extracting(s -> s.number() + " " + s.entryPoints())
        .containsExactly("AS1 [gw-debug]", "AS2 [gw-web]");
  }

  @Test
  void theSameInputGivesAnEqualAnalysis() {
    assertThat(Small.analyse(Small.MODEL)).isEqualTo(analysis);
  }

  @Test
  void anAnswerOnBothEndsIsThereOnlyWhenBothHaveIt() {
    Finding finding = Small.finding(analysis, "link-taken-over@gw-head");
    assertThat(finding.controls().getFirst().state()).isEqualTo(ControlState.State.MISSING);
    var both =
        ModelPatch.apply(
            Document.read("small.yaml", Small.MODEL).mapping(),
            Map.of("components/head/controls", "+secure-boot"));
    Analysis changed = analyse(both);
    ControlState state = Small.finding(changed, "link-taken-over@gw-head").controls().getFirst();
    assertThat(state.state()).isEqualTo(ControlState.State.CLAIMED);
    assertThat(state.strength()).isEqualTo(Rule.Strength.REDUCES);
  }

  private static String guideline(Assessment assessment) {
    return assessment.scores().scores().stream()
        .filter(GuidelineValue.class::isInstance)
        .map(s -> Score.range(s.low(), s.high()))
        .findFirst()
        .orElse("");
  }

  private static String cvss(Assessment assessment, String method) {
    return assessment.scores().scores().stream()
        .filter(s -> s.method().id().equals(method))
        .map(s -> ((CvssMethod) s).draft().text())
        .findFirst()
        .orElse("");
  }
}
