package org.sekisho.risk.gate;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Query;
import org.sekisho.risk.analysis.StepState;
import org.sekisho.risk.catalogue.Condition;
import org.sekisho.risk.cvss.Severity;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.treatment.Treatment;
import org.sekisho.risk.treatment.Treatments;

/** Checks an analysis against a policy. Pure: no file, no clock. */
public final class Gate {
  private static final int LISTED = 8;

  private final Analysis analysis;
  private final Policy policy;
  private final List<Breach> breaches = new ArrayList<>();

  private Gate(Analysis analysis, Policy policy) {
    this.analysis = analysis;
    this.policy = policy;
  }

  /**
   * Where the analysis does not meet the policy, in the order of the policy; empty when it passes.
   * Without a baseline, demands that compare with one are not checked.
   */
  public static List<Breach> check(Analysis analysis, Optional<Baseline> baseline, Policy policy) {
    var gate = new Gate(analysis, policy);
    gate.open();
    gate.life();
    gate.forbidden();
    baseline.ifPresent(gate::compare);
    gate.steps();
    gate.invariants();
    return List.copyOf(gate.breaches);
  }

  private void open() {
    for (Severity severity : List.of(Severity.values()).reversed()) {
      Integer max = policy.maxOpen().get(severity);
      if (max != null) {
        limit(
            "max-open-" + severity.name().toLowerCase(Locale.ROOT),
            f -> f.severity().equals(severity.text()),
            max,
            severity.text());
      }
    }
    if (policy.maxOpenUnscored() >= 0) {
      limit(
          "max-open-not-scored",
          f -> !isScored(f),
          policy.maxOpenUnscored(),
          new LocalText("未評価", "Not scored"));
    }
    for (Policy.ValueLimit limit : policy.maxOpenByValue()) {
      String from = limit.atLeast().toPlainString();
      limit(
          "max-open-value-" + from,
          f -> value(f).filter(v -> v.compareTo(limit.atLeast()) >= 0).isPresent(),
          limit.max(),
          new LocalText("リスク値 " + from + " 以上", "Value " + from + " or more"));
    }
  }

  private void limit(String demand, Predicate<Finding> such, int max, LocalText of) {
    List<String> found = ids(f -> f.open() && such.test(f));
    if (found.size() > max) {
      breach(
          demand,
          of.ja() + "の未対策リスクが " + found.size() + " 件あります（許容 " + max + " 件）。",
          of.en() + ": " + found.size() + " findings are open, " + max + " may be.",
          found);
    }
  }

  private void life() {
    List<String> found =
        switch (policy.life()) {
          case ANY -> List.of();
          case DECIDED -> ids(f -> f.touchesLife() && f.open() && !decided(f));
          case CLOSED -> ids(f -> f.touchesLife() && f.open());
        };
    all(
        found,
        "life",
        "人命に関わるリスクが手当てされていません",
        policy.life() == Policy.Life.CLOSED
            ? "Risks to human life are open"
            : "Nothing that holds is decided about risks to human life");
  }

  private static boolean decided(Finding finding) {
    return finding.treatment().kind() != Treatment.Kind.UNDECIDED
        && finding.treatment().state() == Treatment.State.HOLDS;
  }

  private void forbidden() {
    for (Policy.Forbidden one : policy.forbidden()) {
      String demand = one.name().toLowerCase(Locale.ROOT).replace('_', '-');
      switch (one) {
        case EXPIRED_DECISIONS ->
            all(
                ids(f -> f.open() && f.treatment().state() == Treatment.State.EXPIRED),
                demand,
                "決定の期限が切れています",
                "Decisions have expired");
        case OUTGROWN_DECISIONS ->
            all(
                ids(f -> f.open() && f.treatment().state() == Treatment.State.OUTGROWN),
                demand,
                "決定時よりリスク値が上がっています",
                "Risks have grown beyond what was decided about");
        case STALE_EVIDENCE -> controls(demand, Gate::stale, "証跡が古くなっています", "Evidence is stale");
        case REFUTED_CONTROLS ->
            controls(
                demand,
                c -> c.state() == ControlState.State.REFUTED,
                "対策が試験で否定されています",
                "Tests refute controls");
        case GRAVE_NOTES -> notes(demand);
        case UNCOVERED_FINDINGS ->
            all(
                analysis.uncovered(),
                demand,
                "検証計画に入っていないリスクがあります",
                "The verification plan does not cover findings");
        case NEW_OPEN_FINDINGS, GROWN_FINDINGS -> {} // see compare
      }
    }
  }

  private static boolean stale(ControlState control) {
    return control.state() == ControlState.State.CLAIMED && control.evidence().isPresent();
  }

  private void controls(String demand, Predicate<ControlState> such, String ja, String en) {
    List<String> findings = new ArrayList<>();
    Set<String> places = new LinkedHashSet<>();
    for (Finding finding : analysis.findings()) {
      List<ControlState> found = finding.controls().stream().filter(such).toList();
      if (finding.inScope() && !found.isEmpty()) {
        findings.add(finding.id());
        found.forEach(
            c -> places.add(c.control() + c.foundAt().map(at -> "@" + at.id()).orElse("")));
      }
    }
    if (!findings.isEmpty()) {
      String list = list(List.copyOf(places));
      breach(demand, ja + ": " + list + "。", en + ": " + list + ".", findings);
    }
  }

  private void notes(String demand) {
    List<String> grave =
        analysis.notes().stream()
            .filter(ModelNote::grave)
            .map(n -> n.check() + " (" + n.file() + ":" + n.line() + ")")
            .toList();
    if (!grave.isEmpty()) {
      breach(
          demand,
          "モデルに重大な誤りがあります: " + list(grave) + "。",
          "The model has grave mistakes: " + list(grave) + ".",
          List.of());
    }
  }

  private void compare(Baseline baseline) {
    if (policy.forbidden().contains(Policy.Forbidden.NEW_OPEN_FINDINGS)) {
      all(
          ids(f -> f.open() && !baseline.open().containsKey(f.id())),
          "new-open-findings",
          "基準にない未対策リスクがあります",
          "Findings are open that were not");
    }
    if (policy.forbidden().contains(Policy.Forbidden.GROWN_FINDINGS)) {
      all(
          ids(f -> f.open() && grown(f, baseline)),
          "grown-findings",
          "基準よりリスク値が上がっています",
          "Open findings have grown");
    }
  }

  private static boolean grown(Finding finding, Baseline baseline) {
    Optional<BigDecimal> was = baseline.open().getOrDefault(finding.id(), Optional.empty());
    Optional<BigDecimal> is = value(finding);
    return was.isPresent() && is.isPresent() && is.get().compareTo(was.get()) > 0;
  }

  private void steps() {
    for (int number : policy.steps()) {
      Optional<StepState> step =
          analysis.steps().stream().filter(s -> s.number() == number).findFirst();
      if (step.isEmpty()) {
        breach(
            "step-" + number,
            "手順" + number + "が判定されていません。",
            "Step " + number + " was not judged.",
            List.of());
      } else if (!step.get().complete() && !waits(step.get())) {
        StepState state = step.get();
        String missing =
            list(state.missing().stream().map(StepState.Missing::check).distinct().toList());
        breach(
            "step-" + number,
            "手順" + number + "「" + state.name().ja() + "」が完了していません: " + missing + "。",
            "Step " + number + ", " + state.name().en() + ", is not complete: " + missing + ".",
            List.of());
      }
    }
  }

  /** Whether a step waits for nothing but the one before it, which is told of itself. */
  private boolean waits(StepState step) {
    return policy.steps().contains(step.number() - 1)
        && step.missing().stream().allMatch(m -> m.check().equals(StepState.EARLIER));
  }

  private void invariants() {
    if (policy.invariants().isEmpty()) {
      return;
    }
    var query = new Query(analysis.model(), analysis.catalogue(), analysis.on());
    for (Invariant invariant : policy.invariants()) {
      var broken =
          new Condition.All(List.of(invariant.where(), new Condition.Not(invariant.must())));
      Set<String> exempt = exempt(invariant, analysis.on());
      Set<String> at =
          query.where(invariant.over(), broken).stream()
              .map(EntityRef::id)
              .filter(id -> !exempt.contains(id))
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (!at.isEmpty()) {
        String list = list(List.copyOf(at));
        breach(
            "invariant:" + invariant.id(),
            "「" + invariant.name().ja() + "」が次で成り立ちません: " + list + "。",
            "'" + invariant.name().en() + "' does not hold at " + list + ".",
            findingsAt(invariant, at));
      }
    }
  }

  private static Set<String> exempt(Invariant invariant, LocalDate on) {
    return invariant.exempt().stream()
        .filter(e -> e.expires().isAfter(on))
        .map(Invariant.Exemption::at)
        .collect(Collectors.toSet());
  }

  private List<String> findingsAt(Invariant invariant, Set<String> places) {
    return ids(f -> f.at().kind() == invariant.over() && places.contains(f.at().id()) && f.open());
  }

  private void all(List<String> found, String demand, String ja, String en) {
    if (!found.isEmpty()) {
      breach(demand, ja + ": " + list(found) + "。", en + ": " + list(found) + ".", found);
    }
  }

  private void breach(String demand, String ja, String en, List<String> findings) {
    breaches.add(new Breach(demand, new LocalText(ja, en), List.copyOf(findings)));
  }

  private List<String> ids(Predicate<Finding> such) {
    return analysis.findings().stream()
        .filter(f -> f.inScope() && such.test(f))
        .map(Finding::id)
        .toList();
  }

  private static Optional<BigDecimal> value(Finding finding) {
    return Treatments.guidelineValue(finding.values().current().scores());
  }

  private static boolean isScored(Finding finding) {
    for (Severity severity : Severity.values()) {
      if (finding.severity().equals(severity.text())) {
        return true;
      }
    }
    return false;
  }

  private static String list(List<String> ids) {
    String first = String.join(", ", ids.subList(0, Math.min(LISTED, ids.size())));
    int more = ids.size() - LISTED;
    return more <= 0 ? first : first + ", +" + more;
  }
}
