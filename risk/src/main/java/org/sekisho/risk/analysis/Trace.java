package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.fact.EntityRef;

/**
 * The chains asset – threat – risk – countermeasure – requirement – test – evidence (TRACE-01), and
 * where they break (TRACE-02). Immutable.
 */
public final class Trace {
  private final List<Chain> chains;
  private final List<Gap> gaps;
  private final Map<String, List<Chain>> byId = new LinkedHashMap<>();

  /**
   * One chain: a risk with one of its countermeasures. What is empty is where it ends.
   *
   * @param assets ids of the assets
   * @param threat id of the rule, or of the analyst's threat
   * @param risk id of the finding
   * @param measures ids of the guide's countermeasures
   * @param control id of the control that carries them out
   * @param at where the control is, or is wanted
   * @param state how far the control is
   * @param requirements ids of the requirements that ask for the control's function
   * @param test id of the test
   * @param evidence id of the evidence
   */
  public record Chain(
      List<String> assets,
      String threat,
      String risk,
      List<String> measures,
      Optional<String> control,
      Optional<EntityRef> at,
      ControlState.State state,
      List<String> requirements,
      Optional<String> test,
      Optional<String> evidence) {
    private Stream<String> ids() {
      return Stream.of(
              assets.stream(),
              Stream.of(threat, risk),
              measures.stream(),
              control.stream(),
              at.map(EntityRef::toString).stream(),
              requirements.stream(),
              test.stream(),
              evidence.stream())
          .flatMap(s -> s);
    }
  }

  /** Where a chain can break. */
  public enum Kind {
    /** A threat that no countermeasure answers, not even a planned one, and no decision closes. */
    THREAT_WITHOUT_MEASURE,
    /** A countermeasure that no requirement asks for. */
    MEASURE_WITHOUT_FUNCTION,
    /** A countermeasure that no test shows. */
    FUNCTION_WITHOUT_TEST,
    /** A test without a result that holds today. */
    TEST_WITHOUT_RESULT
  }

  /**
   * A place where chains break.
   *
   * @param kind the kind of break
   * @param id id of the finding or the control; for a missing result {@code control@place}
   * @param text what is missing
   * @param risks ids of the findings whose chains break there, the gravest first
   */
  public record Gap(Kind kind, String id, LocalText text, List<String> risks) {}

  private Trace(List<Chain> chains, List<Gap> gaps) {
    this.chains = List.copyOf(chains);
    this.gaps = List.copyOf(gaps);
    for (Chain chain : chains) {
      chain
          .ids()
          .distinct()
          .forEach(id -> byId.computeIfAbsent(id, _ -> new ArrayList<>()).add(chain));
    }
  }

  /** The chains of all findings in scope. */
  public static Trace of(Analysis analysis) {
    Map<String, Control> controls = analysis.catalogue().controls();
    List<Chain> chains = new ArrayList<>();
    for (Finding finding : analysis.findings()) {
      if (finding.inScope()) {
        chains.addAll(chains(finding, controls));
      }
    }
    return new Trace(chains, gaps(analysis, chains));
  }

  /** All chains, in the order of the findings. */
  public List<Chain> chains() {
    return chains;
  }

  /**
   * The chains on which something lies: an asset, a rule, a finding, a measure, a control, a place
   * such as {@code component:gw}, a requirement, a test or a piece of evidence, by its id.
   */
  public List<Chain> through(String id) {
    return List.copyOf(byId.getOrDefault(id, List.of()));
  }

  /** Where chains break, by kind. */
  public List<Gap> gaps() {
    return gaps;
  }

  private static List<Chain> chains(Finding finding, Map<String, Control> controls) {
    String threat =
        finding.rule().map(r -> r.id()).orElse(finding.id().replaceFirst("^threat@", ""));
    if (finding.controls().isEmpty()) {
      return List.of(
          new Chain(
              finding.assets(),
              threat,
              finding.id(),
              finding.measures(),
              Optional.empty(),
              Optional.empty(),
              ControlState.State.MISSING,
              List.of(),
              Optional.empty(),
              Optional.empty()));
    }
    return finding.controls().stream()
        .map(
            state -> {
              Optional<Control> control = Optional.ofNullable(controls.get(state.control()));
              return new Chain(
                  finding.assets(),
                  threat,
                  finding.id(),
                  control.map(Control::measures).orElse(finding.measures()),
                  Optional.of(state.control()),
                  state.foundAt().or(() -> state.wanted().stream().findFirst()),
                  state.state(),
                  control.map(Control::requirements).orElse(List.of()),
                  control.map(c -> c.verification().test()).filter(t -> !t.isBlank()),
                  state.evidence());
            })
        .toList();
  }

  private static List<Gap> gaps(Analysis analysis, List<Chain> chains) {
    List<Gap> gaps = new ArrayList<>();
    for (Finding finding : analysis.findings()) {
      if (finding.inScope()
          && finding.treatment().open()
          && finding.controls().stream().noneMatch(c -> used(c.state()))) {
        gaps.add(
            new Gap(
                Kind.THREAT_WITHOUT_MEASURE,
                finding.id(),
                new LocalText(
                    "「" + finding.title().ja() + "」に対策がありません。",
                    "Nothing answers '" + finding.title().en() + "'."),
                List.of(finding.id())));
      }
    }
    gaps.addAll(
        gaps(
            chains.stream().filter(c -> used(c.state()) && c.requirements().isEmpty()),
            Kind.MEASURE_WITHOUT_FUNCTION,
            "の機能を求める要件がありません。",
            " is asked for by no requirement.",
            false));
    gaps.addAll(
        gaps(
            chains.stream().filter(c -> used(c.state()) && c.test().isEmpty()),
            Kind.FUNCTION_WITHOUT_TEST,
            "を確かめる試験がありません。",
            " is shown by no test.",
            false));
    gaps.addAll(
        gaps(
            chains.stream()
                .filter(c -> c.state() == ControlState.State.CLAIMED && c.test().isPresent()),
            Kind.TEST_WITHOUT_RESULT,
            "の試験結果（今日有効なもの）がありません。",
            " has no test result that holds today.",
            true));
    return gaps;
  }

  private static List<Gap> gaps(
      Stream<Chain> broken, Kind kind, String ja, String en, boolean withPlace) {
    Map<String, Set<String>> risks = new LinkedHashMap<>();
    broken.forEach(
        c -> {
          String control = c.control().orElse("");
          String id = withPlace ? control + c.at().map(at -> "@" + at.id()).orElse("") : control;
          risks.computeIfAbsent(id, _ -> new LinkedHashSet<>()).add(c.risk());
        });
    return risks.entrySet().stream()
        .map(
            e ->
                new Gap(
                    kind,
                    e.getKey(),
                    new LocalText("「" + e.getKey() + "」" + ja, "'" + e.getKey() + "'" + en),
                    List.copyOf(e.getValue())))
        .toList();
  }

  /** Whether somebody says or plans that it is there. */
  private static boolean used(ControlState.State state) {
    return state.counts() || state == ControlState.State.PLANNED;
  }
}
