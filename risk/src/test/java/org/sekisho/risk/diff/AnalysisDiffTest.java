package org.sekisho.risk.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.SampleAnalysis;
import org.sekisho.risk.analysis.SampleFinding;
import org.sekisho.risk.cvss.Severity;
import org.sekisho.risk.treatment.Treatment;

@Verifies("TRACE-01")
class AnalysisDiffTest {
  private static final String PLAIN =
      SampleAnalysis.MODEL.replace("encryption: tls", "encryption: none");

  @Test
  void isEmptyForTheSameThings() {
    SampleAnalysis sample = SampleAnalysis.of(finding(), SampleFinding.of("other", "x"));
    SampleAnalysis turned = SampleAnalysis.of(SampleFinding.of("other", "x"), finding());
    assertThat(AnalysisDiff.of(sample.build(), sample.build()).isEmpty()).isTrue();
    assertThat(AnalysisDiff.of(sample.build(), turned.build()).isEmpty()).isTrue();
  }

  @Test
  void seesNoChangeInTheOrderOfAModel() {
    String turned =
        SampleAnalysis.MODEL
            .replaceFirst("(?m)^( +- \\{id: gw, .*\n)( +- \\{id: he, .*\n)", "$2$1")
            .replace("in: [gw], roles", "in: [he, gw], roles");
    String asWas = SampleAnalysis.MODEL.replace("in: [gw], roles", "in: [gw, he], roles");
    assertThat(turned.indexOf("id: he,")).isLessThan(turned.indexOf("id: gw,"));
    assertThat(model(asWas, turned)).isEmpty();
  }

  @Test
  void namesChangesOfTheModelByPlace() {
    String changed =
        PLAIN.replaceFirst("(?m)^.*id: key,.*\n", "").replace("id: s\n", "id: s\ncontrols: [a]\n")
            + "countermeasures:\n  - {control: tls, on: [gw-he], state: planned}\n";
    assertThat(model(SampleAnalysis.MODEL, changed))
        .extracting(ModelChange::toString)
        .containsExactly(
            "assets/key: present → –",
            "controls: – → a",
            "countermeasures/tls@gw-he: – → present",
            "links/gw-he/encryption: tls → none");
  }

  @Test
  void tellsWhichFactBroughtAFinding() {
    AnalysisDiff diff =
        AnalysisDiff.of(
            SampleAnalysis.of().build(), SampleAnalysis.of(finding()).model(PLAIN).build());
    assertThat(diff.findings()).hasSize(1);
    FindingChange change = diff.findings().getFirst();
    assertThat(change.kind()).isEqualTo(FindingChange.Kind.ADDED);
    assertThat(change.why())
        .containsExactly(
            new Cause(Cause.Kind.FACT, "link:gw-he encryption", "tls", "none"),
            new Cause(Cause.Kind.MODEL, "links/gw-he/encryption", "tls", "none"));
    assertThat(diff.opened()).containsExactly("link-read@gw-he");
  }

  @Test
  void tellsWhichFactTookAFindingAway() {
    AnalysisDiff diff =
        AnalysisDiff.of(
            SampleAnalysis.of(finding()).model(PLAIN).build(), SampleAnalysis.of().build());
    FindingChange change = diff.findings().getFirst();
    assertThat(change.kind()).isEqualTo(FindingChange.Kind.REMOVED);
    assertThat(change.why().getFirst())
        .isEqualTo(new Cause(Cause.Kind.FACT, "link:gw-he encryption", "none", "tls"));
    assertThat(diff.closed()).containsExactly("link-read@gw-he");
  }

  @Test
  void tellsThatARuleIsNewOrChanged() {
    var none = SampleAnalysis.catalogue(List.of());
    var other = SampleAnalysis.catalogue(List.of(SampleFinding.rule("link-read", 2)));
    assertThat(why(SampleAnalysis.of().catalogue(none), SampleAnalysis.of(finding())))
        .contains(new Cause(Cause.Kind.RULE, "link-read", "", "present"));
    assertThat(
            why(
                SampleAnalysis.of(finding().frequency(2)).catalogue(other),
                SampleAnalysis.of(finding())))
        .containsExactly(new Cause(Cause.Kind.RULE, "link-read", "present", "changed"));
  }

  @Test
  void tellsWhichControlOrEvidenceChangedARisk() {
    SampleAnalysis missing =
        SampleAnalysis.of(finding().control("tls", ControlState.State.MISSING));
    SampleAnalysis claimed =
        SampleAnalysis.of(finding().control("tls", ControlState.State.CLAIMED).countered());
    SampleAnalysis verified =
        SampleAnalysis.of(finding().control("tls", ControlState.State.VERIFIED, "e1").countered());
    assertThat(why(missing, claimed))
        .containsExactly(
            new Cause(Cause.Kind.CONTROL, "tls@gw-he", "missing", "claimed at link:gw-he"));
    assertThat(why(claimed, verified))
        .containsExactly(
            new Cause(
                Cause.Kind.EVIDENCE,
                "tls@gw-he",
                "claimed at link:gw-he",
                "verified at link:gw-he by e1"));
    assertThat(AnalysisDiff.of(missing.build(), claimed.build()).findings().getFirst().what())
        .extracting(FindingChange.Aspect::name)
        .containsExactly("control tls", "countered", "countered-verified", "open");
  }

  @Test
  void tellsThatEvidenceHasGrownOld() {
    SampleAnalysis fresh =
        SampleAnalysis.of(finding().control("tls", ControlState.State.VERIFIED, "e1"));
    SampleAnalysis stale =
        SampleAnalysis.of(finding().control("tls", ControlState.State.CLAIMED, "e1"))
            .on(LocalDate.of(2027, 11, 1));
    assertThat(why(fresh, stale))
        .extracting(Cause::kind)
        .containsExactly(Cause.Kind.EVIDENCE, Cause.Kind.DAY);
  }

  @Test
  void tellsDecisionsFromTheDayOnWhichTheyEnd() {
    SampleAnalysis holding =
        SampleAnalysis.of(finding().treated(Treatment.Kind.ACCEPT, Treatment.State.HOLDS));
    SampleAnalysis expired =
        SampleAnalysis.of(finding().treated(Treatment.Kind.ACCEPT, Treatment.State.EXPIRED))
            .on(LocalDate.of(2027, 11, 1));
    assertThat(why(SampleAnalysis.of(finding()), holding))
        .extracting(Cause::kind)
        .containsExactly(Cause.Kind.DECISION);
    assertThat(why(holding, expired))
        .containsExactly(new Cause(Cause.Kind.DAY, "day", "2026-11-01", "2027-11-01"));
  }

  @Test
  void tellsAJudgementFromARule() {
    assertThat(
            why(
                SampleAnalysis.of(finding()),
                SampleAnalysis.of(finding().frequency(2).severity(Severity.LOW))))
        .extracting(Cause::kind)
        .containsExactly(Cause.Kind.RATING);
  }

  @Test
  void ordersChangesByWhatHappenedAndPriority() {
    AnalysisDiff diff =
        AnalysisDiff.of(
            SampleAnalysis.of(finding(), SampleFinding.of("gone", "x")).build(),
            SampleAnalysis.of(finding().outOfScope(), SampleFinding.of("new", "x")).build());
    assertThat(diff.findings())
        .extracting(c -> c.kind() + " " + c.finding().id())
        .containsExactly("ADDED new@x", "CHANGED link-read@gw-he", "REMOVED gone@x");
  }

  private static SampleFinding finding() {
    return SampleFinding.of("link-read", "gw-he").fact("encryption", "none", 12);
  }

  private static List<Cause> why(SampleAnalysis before, SampleAnalysis after) {
    AnalysisDiff diff = AnalysisDiff.of(before.build(), after.build());
    assertThat(diff.findings()).hasSize(1);
    return diff.findings().getFirst().why();
  }

  private static List<ModelChange> model(String before, String after) {
    return ModelDiff.of(
        SystemModelFile.read("a.yaml", before), SystemModelFile.read("b.yaml", after));
  }
}
