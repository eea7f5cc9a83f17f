package org.sekisho.risk.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.analysis.Trace;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.gate.Baseline;
import org.sekisho.risk.gate.Breach;
import org.sekisho.risk.gate.Gate;
import org.sekisho.risk.gate.PolicyFile;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.treatment.Decisions;
import org.sekisho.risk.treatment.DecisionsFile;

/** The parts together, on a shipped example. */
class ExampleTest {
  private static final Path HOME = Path.of("../examples/home-gateway.yaml");

  private static final String LINK = "gateway-head-end";

  private final Catalogue catalogue = CatalogueFiles.shipped();
  private final LocatedModel home = SystemModelFile.readLocated(HOME);

  @Test
  void changesNothingWhenOnlyTheOrderOfTheModelChanges() {
    AnalysisDiff diff =
        AnalysisDiff.of(
            analysis(home.model(), Decisions.NONE), analysis(turned(home.model()), Decisions.NONE));
    assertThat(diff.findings()).isEmpty();
    assertThat(diff.model()).isEmpty();
  }

  @Test
  @Verifies({"GUIDE-29", "TRACE-01", "TRACE-02"})
  void explainsWhatALinkWithoutEncryptionBrings() {
    Analysis before = analysis(home.model(), Decisions.NONE);
    assertThat(before.notes()).noneMatch(ModelNote::grave);
    assertThat(before.steps()).hasSize(8);

    Link plain = Objects.requireNonNull(home.model().links().get(LINK));
    Analysis after =
        analysis(
            with(
                home.model(),
                new Link(
                    plain.id(),
                    plain.from(),
                    plain.to(),
                    plain.protocol(),
                    plain.direction(),
                    plain.authentication(),
                    Link.Encryption.NONE,
                    plain.strength(),
                    plain.data(),
                    plain.through(),
                    plain.controls())),
            Decisions.NONE);
    AnalysisDiff diff = AnalysisDiff.of(before, after);
    assertThat(diff.model())
        .extracting(ModelChange::place)
        .containsExactly("links/" + LINK + "/encryption");
    assertThat(diff.opened()).isNotEmpty();
    assertThat(diff.findings())
        .allSatisfy(
            change ->
                assertThat(change.why())
                    .as(change.finding().id())
                    .anySatisfy(cause -> assertThat(cause.what()).contains(LINK)));
    assertThat(Gate.check(after, Optional.of(Baseline.of(before)), PolicyFile.shipped()))
        .filteredOn(b -> b.demand().equals("new-open-findings"))
        .flatExtracting(Breach::findings)
        .containsExactlyInAnyOrderElementsOf(diff.opened());

    Trace trace = Trace.of(after);
    assertThat(trace.through(diff.opened().getFirst())).isNotEmpty();
  }

  @Test
  void closesWhatIsAccepted() {
    Analysis open = analysis(home.model(), Decisions.NONE);
    String id = Baseline.of(open).open().keySet().iterator().next();
    Decisions decisions =
        DecisionsFile.read(
            "d.yaml",
            "format: sekisho-decisions/1\ntreatments:\n  - {finding: "
                + id
                + ", kind: accept, owner: a, reason: b, decided: 2026-10-01, expires: 2027-10-01,"
                + " risk: 1000}\n");
    AnalysisDiff diff = AnalysisDiff.of(open, analysis(home.model(), decisions));
    assertThat(diff.closed()).containsExactly(id);
    assertThat(diff.findings())
        .singleElement()
        .satisfies(
            change ->
                assertThat(change.why())
                    .extracting(Cause::kind)
                    .containsExactly(Cause.Kind.DECISION));
  }

  private Analysis analysis(SystemModel model, Decisions decisions) {
    return Analyst.analyse(
        new AnalysisInput(
            new LocatedModel(model, home.source()),
            "0".repeat(64),
            catalogue,
            decisions,
            List.of(),
            LocalDate.of(2026, 11, 1),
            Limits.DEFAULT));
  }

  private static SystemModel with(SystemModel m, Link link) {
    Map<String, Link> links = new LinkedHashMap<>(m.links());
    links.put(link.id(), link);
    return model(m, links, false);
  }

  private static SystemModel turned(SystemModel m) {
    return model(m, m.links(), true);
  }

  private static SystemModel model(SystemModel m, Map<String, Link> links, boolean turn) {
    return new SystemModel(
        m.id(),
        m.name(),
        order(m.zones(), turn),
        order(m.places(), turn),
        order(m.components(), turn),
        order(links, turn),
        order(m.profiles(), turn),
        order(m.assets(), turn),
        order(m.grants(), turn),
        m.useCases(),
        order(m.organisations(), turn),
        order(m.actors(), turn),
        order(m.entryPoints(), turn),
        turn ? m.countermeasures().reversed() : m.countermeasures(),
        order(m.threats(), turn),
        order(m.incidents(), turn),
        order(m.interactions(), turn),
        order(m.assumptions(), turn),
        m.systemControls());
  }

  private static <T> Map<String, T> order(Map<String, T> map, boolean turn) {
    if (!turn) {
      return map;
    }
    Map<String, T> turned = new LinkedHashMap<>();
    List.copyOf(map.entrySet())
        .reversed()
        .forEach(entry -> turned.put(entry.getKey(), entry.getValue()));
    return turned;
  }
}
