package org.sekisho.risk.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.SampleAnalysis;
import org.sekisho.risk.analysis.SampleFinding;
import org.sekisho.risk.analysis.StepState;
import org.sekisho.risk.cvss.Severity;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.treatment.Treatment;

class GateTest {
  @Test
  void passesWhatMeetsThePolicy() {
    SampleAnalysis sample =
        SampleAnalysis.of(
            SampleFinding.of("a", "x").countered(),
            SampleFinding.of("b", "x").treated(Treatment.Kind.ACCEPT, Treatment.State.HOLDS),
            SampleFinding.of("c", "x").outOfScope());
    assertThat(demands(sample, "max-open: {high: 0}\nlife: closed")).isEmpty();
  }

  @Test
  void limitsOpenFindingsBySeverityAndValue() {
    SampleAnalysis sample =
        SampleAnalysis.of(
            SampleFinding.of("a", "x"),
            SampleFinding.of("b", "x"),
            SampleFinding.of("c", "x").severity(Severity.LOW).frequency(1));
    assertThat(demands(sample, "max-open: {critical: 0, high: 2, low: 1}")).isEmpty();
    Breach breach = only(sample, "max-open: {high: 1}");
    assertThat(breach)
        .isEqualTo(
            new Breach(
                "max-open-high",
                new LocalText(
                    "重要の未対策リスクが 2 件あります（許容 1 件）。", "High: 2 findings are open, 1 may be."),
                List.of("a@x", "b@x")));
    assertThat(demands(sample, "max-open-by-value: [{at-least: 12, max: 1, reason: r}]"))
        .containsExactly("max-open-value-12");
    assertThat(demands(sample, "max-open-by-value: [{at-least: 12.5, max: 0, reason: r}]"))
        .isEmpty();
  }

  @Test
  void asksThatRisksToLifeAreTreated() {
    SampleAnalysis open = SampleAnalysis.of(SampleFinding.of("a", "x").life());
    assertThat(demands(open, "life: any")).isEmpty();
    assertThat(demands(open, "")).containsExactly("life");
    SampleFinding designed =
        SampleFinding.of("a", "x").life().treated(Treatment.Kind.DESIGN, Treatment.State.HOLDS);
    assertThat(demands(SampleAnalysis.of(designed), "life: decided")).isEmpty();
    assertThat(demands(SampleAnalysis.of(designed), "life: closed")).containsExactly("life");
    designed.treated(Treatment.Kind.ACCEPT, Treatment.State.EXPIRED);
    assertThat(demands(SampleAnalysis.of(designed), "life: decided")).containsExactly("life");
  }

  @Test
  void forbidsDecisionsThatNoLongerHold() {
    SampleAnalysis sample =
        SampleAnalysis.of(
            SampleFinding.of("a", "x").treated(Treatment.Kind.ACCEPT, Treatment.State.EXPIRED),
            SampleFinding.of("b", "x").treated(Treatment.Kind.ACCEPT, Treatment.State.OUTGROWN),
            SampleFinding.of("c", "x")
                .countered()
                .treated(Treatment.Kind.ACCEPT, Treatment.State.EXPIRED));
    assertThat(only(sample, "forbid: [expired-decisions]").findings()).containsExactly("a@x");
    assertThat(only(sample, "forbid: [outgrown-decisions]").findings()).containsExactly("b@x");
  }

  @Test
  void forbidsStaleEvidenceAndRefutedControls() {
    SampleAnalysis sample =
        SampleAnalysis.of(
            SampleFinding.of("a", "x").control("tls", ControlState.State.CLAIMED, "old"),
            SampleFinding.of("b", "x").control("tls", ControlState.State.CLAIMED),
            SampleFinding.of("c", "x").control("tls", ControlState.State.REFUTED, "bad"),
            SampleFinding.of("d", "x").control("tls", ControlState.State.REFUTED).outOfScope());
    assertThat(only(sample, "forbid: [stale-evidence]").findings()).containsExactly("a@x");
    Breach refuted = only(sample, "forbid: [refuted-controls]");
    assertThat(refuted.findings()).containsExactly("c@x");
    assertThat(refuted.text().en()).isEqualTo("Tests refute controls: tls@x.");
  }

  @Test
  void forbidsGraveNotesAndUncoveredFindings() {
    var note =
        new ModelNote(
            "unknown-control",
            new EntityRef(EntityKind.LINK, "x"),
            new LocalText("直す。", "Mend it."),
            true,
            "s.yaml",
            3);
    SampleAnalysis sample = SampleAnalysis.of(SampleFinding.of("a", "x")).note(note);
    assertThat(only(sample, "forbid: [grave-notes]").text().en())
        .isEqualTo("The model has grave mistakes: unknown-control (s.yaml:3).");
    assertThat(only(sample, "forbid: [uncovered-findings]").findings()).containsExactly("a@x");
  }

  @Test
  void comparesWithABaseline() {
    Analysis before =
        SampleAnalysis.of(SampleFinding.of("a", "x").frequency(2), SampleFinding.of("c", "x"))
            .build();
    SampleAnalysis now =
        SampleAnalysis.of(SampleFinding.of("a", "x").frequency(3), SampleFinding.of("b", "x"));
    Baseline baseline = Baseline.read("b.yaml", Baseline.of(before).write());
    assertThat(baseline).isEqualTo(Baseline.of(before));
    Policy policy = policy("forbid: [new-open-findings, grown-findings]");
    assertThat(Gate.check(now.build(), Optional.of(baseline), policy))
        .extracting(Breach::demand, Breach::findings)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("new-open-findings", List.of("b@x")),
            org.assertj.core.groups.Tuple.tuple("grown-findings", List.of("a@x")));
    assertThat(Gate.check(now.build(), Optional.empty(), policy)).isEmpty();
  }

  @Test
  void asksForStepsToBeComplete() {
    var name = new LocalText("システム構成図", "System diagram");
    var missing = new StepState.Missing("no-actors", name);
    SampleAnalysis sample =
        SampleAnalysis.of()
            .steps(
                List.of(
                    new StepState(1, name, List.of(missing)), new StepState(2, name, List.of())));
    assertThat(only(sample, "steps: [1, 2]").text().en())
        .isEqualTo("Step 1, System diagram, is not complete: no-actors.");
    var waiting = new StepState.Missing(StepState.EARLIER, name);
    sample.steps(
        List.of(
            new StepState(1, name, List.of(missing)), new StepState(2, name, List.of(waiting))));
    assertThat(demands(sample, "steps: [1, 2]")).containsExactly("step-1");
    assertThat(demands(sample, "steps: [2]")).containsExactly("step-2");
    assertThat(demands(sample, "steps: [8]")).containsExactly("step-8");
  }

  @Test
  void asksThatInvariantsHoldBesideExemptPlaces() {
    String invariant =
        """
        invariants:
          - id: mutual
            name: {ja: 相互認証, en: Both ends authenticate}
            over: link
            where: {fact: protocol, is: mqtt}
            must: {fact: authentication, is: shared-key}
        """;
    SampleAnalysis sample = SampleAnalysis.of(SampleFinding.of("a", "gw-he"));
    assertThat(only(sample, invariant))
        .isEqualTo(
            new Breach(
                "invariant:mutual",
                new LocalText(
                    "「相互認証」が次で成り立ちません: gw-he。", "'Both ends authenticate' does not hold at gw-he."),
                List.of("a@gw-he")));
    assertThat(demands(sample, invariant.replace("is: shared-key", "is: certificate"))).isEmpty();
    assertThat(demands(sample, invariant.replace("is: mqtt", "is: coap"))).isEmpty();
    String exempt =
        invariant
            + "    exempt: [{at: gw-he, owner: A. Owner, reason: old, expires: 2027-01-01}]\n";
    assertThat(demands(sample, exempt)).isEmpty();
    assertThat(demands(sample.on(LocalDate.of(2027, 1, 1)), exempt))
        .containsExactly("invariant:mutual");
  }

  @Test
  void shipsAPolicy() {
    Policy shipped = PolicyFile.shipped();
    assertThat(shipped.maxOpen()).containsEntry(Severity.CRITICAL, 0);
    assertThat(shipped.life()).isEqualTo(Policy.Life.DECIDED);
    assertThat(shipped.invariants()).hasSize(3);
    assertThat(Gate.check(SampleAnalysis.of().build(), Optional.empty(), shipped))
        .extracting(Breach::demand)
        .containsExactly("step-1", "step-2", "step-3", "step-4", "step-5", "step-6");
  }

  @Test
  void namesWhatIsWrongWithAPolicy() {
    assertThatThrownBy(
            () ->
                policy(
                    """
                    max-open: {grave: 1}
                    max-open-by-value: [{at-least: 3, max: 0}]
                    forbid: [sleep]
                    steps: [9]
                    invariants:
                      - {id: a, name: {ja: 名, en: n}, over: path, must: always}
                      - {id: b, name: {ja: 名, en: n}, over: link, must: {fact: colour, is: red}}
                      - {id: b, name: {ja: 名, en: n}, over: link}
                      - {id: c, name: {ja: 名, en: n}, over: link, must: always, exempt: [{at: x, owner: o, reason: r}]}
                    """))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("p.yaml:2:12: unknown key 'grave'")
        .hasMessageContaining("p.yaml:3:21: 'reason' is missing")
        .hasMessageContaining("p.yaml:4:9: 'forbid': 'sleep' is not allowed")
        .hasMessageContaining("p.yaml:5:8: 'steps'")
        .hasMessageContaining("a policy cannot ask of a path")
        .hasMessageContaining("'colour' is no fact of a link")
        .hasMessageContaining("'must' is missing")
        .hasMessageContaining("'b' stands twice")
        .hasMessageContaining("'expires' is missing");
  }

  private static Breach only(SampleAnalysis sample, String policy) {
    List<Breach> breaches = Gate.check(sample.build(), Optional.empty(), policy(policy));
    assertThat(breaches).hasSize(1);
    return breaches.getFirst();
  }

  private static List<String> demands(SampleAnalysis sample, String policy) {
    return Gate.check(sample.build(), Optional.empty(), policy(policy)).stream()
        .map(Breach::demand)
        .toList();
  }

  private static Policy policy(String text) {
    return PolicyFile.read("p.yaml", "format: sekisho-policy/1\n" + text);
  }
}
