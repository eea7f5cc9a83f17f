package org.sekisho.risk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.risk.examples.Examples.the;

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
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.catalogue.ModelPatch;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.path.PathLimits;
import org.sekisho.risk.treatment.Decisions;

/**
 * Protections are taken out of the hardened model, in which nothing is open: each control wherever
 * it is listed, then all that is listed at each place. What is open then must be exactly what the
 * catalogue's answers say, no finding more and none less. {@link ListedAnswers} works that out from
 * the text of the model and the answers alone, without the analysis.
 *
 * <p>Left out: findings at assets, paths and actors; controls that the condition of a rule asks
 * for, since without them other rules hold; facts that imply controls, which stay as they are;
 * evidence, decisions, and controls that are planned. Which rules hold at which places is taken
 * from the analysis: the examples of the rules show that.
 */
class SwitchedOffTest {
  private static final String FILE = "hardened.yaml";
  private static final Catalogue CATALOGUE = CatalogueFiles.shipped();
  private static final Node.Mapping HARDENED =
      Document.read(FILE, CatalogueFiles.hardenedModel()).mapping();
  private static final Limits LIMITS = new Limits(new PathLimits(1, 50, 500, 100_000), 0, 0);
  private static final Set<EntityKind> LEFT_OUT =
      Set.of(EntityKind.ASSET, EntityKind.PATH, EntityKind.ACTOR);

  @Test
  void eachControlBringsBackExactlyWhatTheAnswersSay() {
    ListedAnswers hardened = new ListedAnswers(HARDENED);
    List<Map<String, String>> changes = new ArrayList<>();
    for (String control : CATALOGUE.controls().keySet()) {
      Map<String, String> change = new LinkedHashMap<>();
      hardened
          .listed()
          .forEach(
              (place, there) -> {
                if (there.contains(control) && !asked(control)) {
                  change.put(place + "controls", "-" + control);
                }
              });
      if (!change.isEmpty()) {
        changes.add(change);
      }
    }
    assertThat(changes).hasSizeGreaterThan(120);
    assertThat(openedByEach(changes)).isGreaterThan(50);
  }

  @Test
  void eachPlaceBringsBackExactlyWhatTheAnswersSay() {
    List<Map<String, String>> changes = new ArrayList<>();
    new ListedAnswers(HARDENED)
        .listed()
        .forEach(
            (place, there) -> {
              String gone =
                  there.stream()
                      .filter(control -> !asked(control))
                      .map(control -> "-" + control)
                      .collect(Collectors.joining(" "));
              if (!gone.isEmpty()) {
                changes.add(Map.of(place + "controls", gone));
              }
            });
    assertThat(changes).hasSizeGreaterThan(20);
    assertThat(openedByEach(changes)).isGreaterThan(300);
  }

  /** Makes each change on its own and compares; the number of findings that became open. */
  private static int openedByEach(List<Map<String, String>> changes) {
    List<Finding> before = looked(analyse(HARDENED));
    assertThat(before).hasSizeGreaterThan(500).noneMatch(Finding::open);
    assertThat(expected(before, HARDENED)).isEmpty();
    int opened = 0;
    List<String> wrong = new ArrayList<>();
    for (Map<String, String> change : changes) {
      Node.Mapping now = ModelPatch.apply(HARDENED, change);
      Set<String> expected = expected(before, now);
      Set<String> open =
          looked(analyse(now)).stream()
              .filter(Finding::open)
              .map(Finding::id)
              .collect(Collectors.toCollection(TreeSet::new));
      if (!open.equals(expected)) {
        Set<String> more = new TreeSet<>(open);
        more.removeAll(expected);
        Set<String> less = new TreeSet<>(expected);
        less.removeAll(open);
        wrong.add(change.keySet() + ": open too much " + more + ", missing " + less);
      }
      opened += open.size();
    }
    assertThat(wrong).isEmpty();
    return opened;
  }

  private static Set<String> expected(List<Finding> findings, Node.Mapping model) {
    ListedAnswers listed = new ListedAnswers(model);
    return findings.stream()
        .filter(Finding::inScope)
        .filter(f -> !listed.counter(f.rule().orElseThrow(), f.at().kind(), f.at().id()))
        .map(Finding::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Finding> looked(Analysis analysis) {
    return analysis.findings().stream()
        .filter(f -> f.rule().isPresent() && !LEFT_OUT.contains(f.at().kind()))
        .toList();
  }

  private static boolean asked(String control) {
    return CATALOGUE.rules().values().stream()
        .map(Rule::when)
        .anyMatch(when -> when.toString().contains("control=" + control + ","));
  }

  private static Analysis analyse(Node.Mapping model) {
    return Analyst.analyse(
        new AnalysisInput(
            SystemModelFile.readLocated(FILE, model),
            "00",
            CATALOGUE,
            Decisions.NONE,
            List.of(),
            Examples.DAY,
            LIMITS));
  }

  @Test
  void theExpectationSeesWhereAControlCounts() {
    ListedAnswers hardened = new ListedAnswers(HARDENED);
    assertThat(the(hardened.listed(), "components/thermometer/")).contains("fragment-guard");
    assertThat(hardened.listed()).containsKey("");
  }
}
