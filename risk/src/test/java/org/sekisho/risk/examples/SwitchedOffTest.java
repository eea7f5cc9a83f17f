package org.sekisho.risk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Node;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.ModelPatch;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.path.PathLimits;
import org.sekisho.risk.treatment.Decisions;

/**
 * One protection after the other is taken out of the hardened model, in which nothing is open: what
 * comes back is what the answers of the rules say, no finding more and none less. Controls that
 * conditions ask for or that follow from facts are left out: with them conditions change, too.
 */
class SwitchedOffTest {
  private static final String FILE = "hardened.yaml";
  private static final Catalogue CATALOGUE = CatalogueFiles.shipped();
  private static final Node.Mapping HARDENED =
      Document.read(FILE, CatalogueFiles.hardenedModel()).mapping();
  private static final Limits LIMITS = new Limits(new PathLimits(1, 50, 500, 100_000), 0, 0);

  @Test
  void bringsBackExactlyWhatTheAnswersSay() {
    LocatedModel model = SystemModelFile.readLocated(FILE, HARDENED);
    List<Finding> before = analyse(model).findings();
    int opened = 0;
    int switchedOff = 0;
    List<String> wrong = new ArrayList<>();
    for (Control control : CATALOGUE.controls().values()) {
      Map<String, String> changes = without(model.model(), control.id());
      if (changes.isEmpty() || control.impliedBy().isPresent() || asked(control.id())) {
        continue;
      }
      switchedOff++;
      Set<String> expected =
          before.stream()
              .filter(f -> f.at().kind() != EntityKind.PATH && f.inScope())
              .filter(f -> !counters(f, control.id()))
              .map(Finding::id)
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> open =
          analyse(SystemModelFile.readLocated(FILE, ModelPatch.apply(HARDENED, changes)))
              .findings()
              .stream()
              .filter(f -> f.at().kind() != EntityKind.PATH && f.open())
              .map(Finding::id)
              .collect(Collectors.toCollection(TreeSet::new));
      if (!open.equals(expected)) {
        wrong.add(control.id() + ": open " + open + ", expected " + expected);
      }
      opened += open.size();
    }
    assertThat(wrong).isEmpty();
    assertThat(switchedOff).isGreaterThan(120);
    assertThat(opened).isGreaterThan(50);
  }

  /**
   * Whether a finding is countered by the answers that are left: one that blocks, or two others.
   */
  private static boolean counters(Finding finding, String without) {
    int reduces = 0;
    for (ControlState answer : finding.controls()) {
      if (answer.state() == ControlState.State.CLAIMED && !answer.control().equals(without)) {
        if (answer.strength() == Rule.Strength.BLOCKS) {
          return true;
        }
        reduces += answer.strength() == Rule.Strength.REDUCES ? 1 : 0;
      }
    }
    return reduces >= 2;
  }

  /** The changes that take a control away wherever the model lists it. */
  private static Map<String, String> without(SystemModel model, String control) {
    Map<String, String> changes = new LinkedHashMap<>();
    if (model.systemControls().contains(control)) {
      changes.put("controls", "-" + control);
    }
    model.zones().forEach((id, z) -> drop(changes, "zones", id, z.controls(), control));
    model.components().forEach((id, c) -> drop(changes, "components", id, c.controls(), control));
    model.links().forEach((id, l) -> drop(changes, "links", id, l.controls(), control));
    model
        .entryPoints()
        .forEach((id, e) -> drop(changes, "entry-points", id, e.controls(), control));
    return changes;
  }

  private static void drop(
      Map<String, String> changes, String list, String id, Set<String> there, String control) {
    if (there.contains(control)) {
      changes.put(list + "/" + id + "/controls", "-" + control);
    }
  }

  private static boolean asked(String control) {
    return CATALOGUE.rules().values().stream()
        .anyMatch(rule -> rule.when().toString().contains("control=" + control));
  }

  private static Analysis analyse(LocatedModel model) {
    return Analyst.analyse(
        new AnalysisInput(model, "00", CATALOGUE, Decisions.NONE, List.of(), Examples.DAY, LIMITS));
  }
}
