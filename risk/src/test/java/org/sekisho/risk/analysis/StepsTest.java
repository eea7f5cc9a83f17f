package org.sekisho.risk.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.lint.Check;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.treatment.Treatment;

@Verifies({"GUIDE-01", "RISK-03", "GUIDE-25", "SYS-25"})
class StepsTest {
  private static final List<SampleFinding> WHOLE =
      List.of(
          SampleFinding.of("link-read", "gw-he")
              .surface("AS1")
              .control("tls", ControlState.State.VERIFIED, "e1")
              .countered(),
          SampleFinding.of("iot-opened", "gw")
              .control("iot-lock", ControlState.State.CLAIMED)
              .countered());

  private final List<ModelNote> notes = new ArrayList<>();
  private String model = SampleAnalysis.MODEL;

  @Test
  void areAllCompleteWhenNothingIsMissing() {
    List<StepState> steps = steps(WHOLE);
    assertThat(steps).extracting(StepState::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(steps).allMatch(StepState::complete);
    assertThat(steps.getFirst().name().ja()).isEqualTo("システム構成図");
    assertThat(steps.getLast().name().ja()).isEqualTo("リスク評価");
  }

  @Test
  void cannotBeFinishedBeforeTheOneThatFeedsThem() {
    note(Check.NO_ACTORS);
    assertThat(checks(WHOLE, 1)).containsExactly("no-actors");
    assertThat(checks(WHOLE, 2)).containsExactly("earlier-step");
    assertThat(checks(WHOLE, 8)).containsExactly("earlier-step");
    assertThat(steps(WHOLE).get(1).missing().getFirst().text())
        .isEqualTo(
            new LocalText("手順1「システム構成図」を先に終えてください。", "Finish step 1, System diagram, first."));
  }

  @Test
  void takeTheNotesOfTheModelUp() {
    note(Check.UNUSED_ASSET_CLASS);
    assertThat(checks(WHOLE, 1)).isEmpty();
    assertThat(checks(WHOLE, 2)).containsExactly("unused-asset-class");
    notes.clear();
    note(Check.CONTROL_ON_WRONG_KIND);
    assertThat(checks(WHOLE, 1)).containsExactly("grave-notes");
  }

  @Test
  void listAFewOfManyAlike() {
    IntStream.range(0, 10).forEach(_ -> note(Check.ASSET_WITHOUT_ROLES));
    List<StepState.Missing> missing = steps(WHOLE).get(1).missing();
    assertThat(missing).hasSize(4);
    assertThat(missing.getLast().text().en()).isEqualTo("7 more of this kind.");
  }

  @Test
  @Verifies("AST-05")
  void askForAssetsFromThreeViewpoints() {
    model = model.replaceFirst("(?m)^.*id: body.*\n", "");
    assertThat(checks(WHOLE, 2)).containsExactly("asset-viewpoint");
    model += "assumptions:\n  - {id: no-device-assets, text: {ja: 標準品, en: Standard}}\n";
    assertThat(checks(WHOLE, 2)).isEmpty();
  }

  @Test
  void askForThreatsAtEachSurfaceInScope() {
    assertThat(checks(List.of(WHOLE.get(1)), 4)).contains("surface-without-threat");
  }

  @Test
  void askForBothOriginsOfThreatsAndCountermeasures() {
    assertThat(checks(List.of(WHOLE.get(0)), 5)).containsExactly("no-iot-specific-threats");
    assertThat(checks(List.of(WHOLE.get(0)), 6)).contains("no-iot-specific-countermeasures");
    List<SampleFinding> iot =
        List.of(
            SampleFinding.of("iot-opened", "gw")
                .surface("AS1")
                .control("iot-lock", ControlState.State.CLAIMED)
                .countered());
    assertThat(checks(iot, 5)).containsExactly("no-it-common-threats");
    assertThat(checks(iot, 6)).contains("no-it-common-countermeasures");
  }

  @Test
  @Verifies("GUIDE-15")
  void askHowUnknownWeaknessesAreHandled() {
    SampleFinding unknown =
        SampleFinding.of("iot-unknown", "gw").threatClass(ThreatClass.UNK).measures().countered();
    assertThat(checks(with(unknown), 5)).containsExactly("unknown-weakness-without-note");
    unknown.treated(Treatment.Kind.OPERATION, Treatment.State.HOLDS);
    assertThat(checks(with(unknown), 5)).isEmpty();
    assertThat(checks(with(unknown), 6)).isEmpty();
  }

  @Test
  @Verifies("GUIDE-16")
  void askForAMeasureOrAReason() {
    SampleFinding bare = SampleFinding.of("iot-x", "gw").measures().countered();
    assertThat(checks(with(bare), 6)).containsExactly("threat-without-measure");
    bare.treated(Treatment.Kind.ACCEPT, Treatment.State.HOLDS);
    assertThat(checks(with(bare), 6)).isEmpty();
  }

  @Test
  @Verifies("GUIDE-20")
  void askForIndividualHandling() {
    model +=
        "threats:\n"
            + "  - {id: t1, name: {ja: 漏洩, en: Leak}, on: gw, category: inf-dev, individual: true}"
            + "\n";
    SampleFinding threat = SampleFinding.of("threat", "t1").countered();
    assertThat(checks(with(threat), 6)).containsExactly("individual-handling");
  }

  @Test
  @Verifies("GUIDE-21")
  void askForNumbersOfFrameworks() {
    SampleFinding other = SampleFinding.of("iot-x", "gw").measures("reset").countered();
    assertThat(checks(with(other), 7)).containsExactly("measure-without-numbers");
  }

  @Test
  @Verifies({"GUIDE-24", "EVAL-17"})
  void askForScoresDecisionsAndVerification() {
    SampleFinding open = SampleFinding.of("iot-x", "gw").unscored();
    assertThat(checks(with(open), 8))
        .containsExactly(
            "risk-without-cvss", "risk-without-value", "undecided", "threat-without-verification");
    note(Check.INCIDENT_WITHOUT_FREQUENCY);
    assertThat(checks(WHOLE, 8)).containsExactly("incident-without-frequency");
  }

  @Test
  void judgeOnlyWhatIsInScope() {
    assertThat(checks(with(SampleFinding.of("iot-x", "gw").unscored().outOfScope()), 8)).isEmpty();
  }

  @Test
  @Verifies("AST-07")
  void showWhoHasToDoWithWhichAsset() {
    RoleMatrix matrix = RoleMatrix.of(SystemModelFile.read("s.yaml", model));
    assertThat(matrix.actors()).containsExactly("user");
    assertThat(matrix.rows()).hasSize(3);
    assertThat(matrix.without()).containsExactly("key", "body");
  }

  private static List<SampleFinding> with(SampleFinding more) {
    List<SampleFinding> all = new ArrayList<>(WHOLE);
    all.add(more);
    return all;
  }

  private void note(Check check) {
    notes.add(
        new ModelNote(
            check.id(),
            new EntityRef(EntityKind.SYSTEM, "s"),
            new LocalText("直す。", "Mend it."),
            check.grave(),
            "s.yaml",
            1));
  }

  private List<String> checks(List<SampleFinding> findings, int step) {
    return steps(findings).get(step - 1).missing().stream().map(StepState.Missing::check).toList();
  }

  private List<StepState> steps(List<SampleFinding> samples) {
    Analysis analysis = SampleAnalysis.of(samples.toArray(SampleFinding[]::new)).build();
    SystemModel system = SystemModelFile.read("s.yaml", model);
    var surface =
        new Surface("AS1", new LocalText("口", "API"), "he", List.of("api"), List.of("state"), true);
    var out = new Surface("AS2", new LocalText("他", "Other"), "x", List.of(), List.of(), false);
    return Steps.of(
        new StepInputs(
            system,
            analysis.catalogue(),
            notes,
            List.of(surface, out),
            analysis.findings(),
            Plan.of(analysis.findings(), analysis.catalogue())));
  }
}
