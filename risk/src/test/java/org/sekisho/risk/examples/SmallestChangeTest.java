package org.sekisho.risk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Node;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.analysis.Proof;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.catalogue.ModelPatch;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.Fact;
import org.sekisho.risk.fact.FactNames;
import org.sekisho.risk.path.PathLimits;
import org.sekisho.risk.treatment.Decisions;

/** What the analysis calls the smallest change is made in the examples' files, every one of it. */
class SmallestChangeTest {
  private static final Catalogue CATALOGUE = CatalogueFiles.shipped();
  private static final Limits LIMITS = new Limits(new PathLimits(1, 50, 500, 100_000), 0, 0);

  static List<String> examples() {
    return Examples.ALL;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyWayOutOfAnOpenFindingIsOne(String example) {
    Node.Mapping document = Document.read(Examples.FOLDER.resolve(example + ".yaml")).mapping();
    int made = 0;
    List<String> wrong = new ArrayList<>();
    for (Finding finding : Examples.analysis(example).findings()) {
      if (!finding.open() || finding.at().kind() == EntityKind.PATH) {
        continue;
      }
      for (List<Proof.Change> way : finding.proof().smallestChange()) {
        if (way.stream().allMatch(SmallestChangeTest::canBeWritten)) {
          made++;
          if (stillOpen(finding, changed(document, way))) {
            wrong.add(finding.id() + " after " + way);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(made).isGreaterThan(100);
  }

  private static boolean canBeWritten(Proof.Change change) {
    return change.fact().equals(FactNames.CONTROLS)
        || change.fact().equals(Proof.Change.COUNTERMEASURES)
        || FactNames.of(change.entity().kind())
            .fact(change.fact())
            .map(fact -> fact.source() != Fact.Source.DERIVED)
            .orElse(false);
  }

  private static boolean stillOpen(Finding finding, Node.Mapping document) {
    Map<String, Rule> rules = new HashMap<>();
    finding.rule().ifPresent(rule -> rules.put(rule.id(), rule));
    Analysis analysis =
        Analyst.analyse(
            new AnalysisInput(
                SystemModelFile.readLocated("changed.yaml", document),
                "00",
                new Catalogue(
                    CATALOGUE.measures(), CATALOGUE.suggestions(), CATALOGUE.controls(), rules),
                Decisions.NONE,
                List.of(),
                Examples.DAY,
                LIMITS));
    return analysis.finding(finding.id()).map(Finding::open).orElse(false);
  }

  private static Node.Mapping changed(Node.Mapping document, List<Proof.Change> way) {
    Node.Mapping now = document;
    Map<String, String> changes = new LinkedHashMap<>();
    for (Proof.Change c : way) {
      if (c.fact().equals(Proof.Change.COUNTERMEASURES)) {
        now = withoutPlan(now, c.to(), c.entity().id());
      }
      boolean control =
          FactNames.of(c.entity().kind()).fact(c.fact()).isEmpty()
              || c.fact().equals(FactNames.CONTROLS);
      String item =
          c.entity().kind() == EntityKind.SYSTEM
              ? ""
              : (c.entity().kind() == EntityKind.CROSSING
                      ? EntityKind.LINK.list()
                      : c.entity().kind().list())
                  + "/"
                  + c.entity().id()
                  + "/";
      String place = item + (control ? FactNames.CONTROLS : c.fact());
      changes.merge(place, (control ? "+" : "") + c.to(), (a, b) -> a + " " + b);
    }
    return ModelPatch.apply(now, changes);
  }

  /** The document without what it says of a planned control at a place. */
  private static Node.Mapping withoutPlan(Node.Mapping document, String control, String place) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>(document.entries());
    Node.Entry list = entries.get("countermeasures");
    if (list == null || !(list.value() instanceof Node.Sequence all)) {
      return document;
    }
    List<Node> kept = new ArrayList<>();
    for (Node item : all.items()) {
      Node.Mapping one = (Node.Mapping) item;
      boolean same = text(one, "control").equals(control);
      Node.Entry on = one.entries().get("on");
      if (!same || on == null) {
        if (!same) {
          kept.add(one);
        }
        continue;
      }
      List<Node> places = new ArrayList<>(((Node.Sequence) on.value()).items());
      places.removeIf(p -> ((Node.Scalar) p).text().equals(place));
      if (!places.isEmpty()) {
        Map<String, Node.Entry> changed = new LinkedHashMap<>(one.entries());
        changed.put(
            "on",
            new Node.Entry(
                new Node.Sequence(places, on.line(), on.column()), on.line(), on.column()));
        kept.add(new Node.Mapping(changed, one.line(), one.column()));
      }
    }
    entries.put(
        "countermeasures",
        new Node.Entry(
            new Node.Sequence(kept, list.line(), list.column()), list.line(), list.column()));
    return new Node.Mapping(entries, document.line(), document.column());
  }

  private static String text(Node.Mapping map, String key) {
    Node.Entry entry = map.entries().get(key);
    return entry != null && entry.value() instanceof Node.Scalar scalar ? scalar.text() : "";
  }
}
