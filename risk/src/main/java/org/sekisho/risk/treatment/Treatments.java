package org.sekisho.risk.treatment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.method.GuidelineValue;
import org.sekisho.risk.method.Score;
import org.sekisho.risk.method.ScoreSheet;

/**
 * The decisions as they stand on one day. The decision closest to a finding counts: one about its
 * id before one about a longer beginning before one about a shorter; of those the latest that was
 * made by the day. Immutable.
 */
public final class Treatments {
  private final Decisions decisions;
  private final LocalDate on;
  private final ByFinding<Decision> treatments;
  private final ByFinding<Rating> ratings;

  /** The decisions on a day. */
  public Treatments(Decisions decisions, LocalDate on) {
    this.decisions = decisions;
    this.on = on;
    this.treatments = new ByFinding<>(decisions.treatments());
    this.ratings = new ByFinding<>(decisions.ratings());
  }

  /**
   * What was decided about a finding.
   *
   * @param finding id of the finding
   * @param value its guideline value today, the higher end of a range; empty when it has none
   */
  public Treatment of(String finding, Optional<BigDecimal> value) {
    return decision(finding)
        .map(
            d ->
                new Treatment(
                    d.kind(),
                    Optional.of(d.owner()),
                    Optional.of(d.reason()),
                    Optional.of(d.decided()),
                    d.expires(),
                    d.risk().map(BigDecimal::toPlainString),
                    state(d, value)))
        .orElse(Treatment.NONE);
  }

  /** The value that was decided to be reached for a finding. */
  public Optional<Integer> target(String finding) {
    return decision(finding).flatMap(Decision::target);
  }

  /** The judgement that replaces the rule's for a finding: the closest one. */
  public Optional<Rating> rating(String finding) {
    return ratings.of(finding).stream().findFirst();
  }

  /** The value by the guideline's simple method on a sheet, the higher end of a range. */
  public static Optional<BigDecimal> guidelineValue(ScoreSheet scores) {
    return scores.scores().stream()
        .filter(GuidelineValue.class::isInstance)
        .map(Score::high)
        .findFirst();
  }

  /**
   * What is wrong with the decisions.
   *
   * @param model the system
   * @param findings ids of all its findings
   */
  public List<ModelNote> notes(SystemModel model, Set<String> findings) {
    List<ModelNote> notes = new ArrayList<>();
    Set<String> met = met(findings);
    for (Decision d : decisions.treatments()) {
      if (!met.contains(d.finding())) {
        notes.add(withoutFinding(model, "decision-without-finding", d));
      }
      if (d.decided().isAfter(on)) {
        notes.add(
            note(
                model,
                "decision-of-later",
                d,
                "「" + d.finding() + "」の決定日が分析日より後です。決定日を直すか、その日以降に分析してください。",
                "The decision about '"
                    + d.finding()
                    + "' is dated after the day of the analysis: mend 'decided', or analyse on a"
                    + " later day."));
      }
      if ((d.kind() == Treatment.Kind.ACCEPT || d.kind() == Treatment.Kind.TRANSFER)
          && d.risk().isEmpty()) {
        notes.add(
            note(
                model,
                "accepted-without-value",
                d,
                "「" + d.finding() + "」の決定にリスク値がなく、値が上がっても気づけません。risk: に決定時の値を書いてください。",
                "The decision about '"
                    + d.finding()
                    + "' names no value, so that a higher risk would pass unseen: write the value"
                    + " of that day as 'risk'."));
      }
    }
    for (Rating r : decisions.ratings()) {
      if (!met.contains(r.finding())) {
        notes.add(withoutFinding(model, "rating-without-finding", r));
      }
    }
    for (String component : decisions.artefacts().keySet()) {
      if (!model.components().containsKey(component)) {
        notes.add(
            new ModelNote(
                "artefact-without-component",
                system(model),
                new LocalText(
                    "artefacts: の「" + component + "」はモデルにありません。コンポーネントの id を書いてください。",
                    "'"
                        + component
                        + "' under 'artefacts' is no component: write a component's id."),
                false,
                decisions.file(),
                0));
      }
    }
    return notes;
  }

  /** What of all that is said meets a finding. */
  private Set<String> met(Set<String> findings) {
    Set<String> met = new HashSet<>();
    for (String finding : findings) {
      treatments.of(finding).forEach(d -> met.add(d.finding()));
      ratings.of(finding).forEach(r -> met.add(r.finding()));
    }
    return met;
  }

  private ModelNote withoutFinding(SystemModel model, String check, ForFindings said) {
    return note(
        model,
        check,
        said,
        "「" + said.finding() + "」に当たるリスクがありません。解消済みなら行を消し、そうでなければ id を直してください。",
        "No finding is '"
            + said.finding()
            + "': remove the line when it is gone for good, or mend the id.");
  }

  private ModelNote note(SystemModel model, String check, ForFindings said, String ja, String en) {
    return new ModelNote(
        check, system(model), new LocalText(ja, en), false, decisions.file(), said.line());
  }

  private static EntityRef system(SystemModel model) {
    return new EntityRef(EntityKind.SYSTEM, model.id());
  }

  private Optional<Decision> decision(String finding) {
    Decision best = null;
    for (Decision d : treatments.of(finding)) {
      if (d.decided().isAfter(on)) {
        continue;
      }
      if (best == null
          || (best.finding().equals(d.finding()) && d.decided().isAfter(best.decided()))) {
        best = d;
      }
    }
    return Optional.ofNullable(best);
  }

  private Treatment.State state(Decision decision, Optional<BigDecimal> value) {
    if (decision.expires().isPresent() && !decision.expires().get().isAfter(on)) {
      return Treatment.State.EXPIRED;
    }
    boolean grown =
        decision.risk().isPresent()
            && value.isPresent()
            && value.get().compareTo(decision.risk().get()) > 0;
    return grown ? Treatment.State.OUTGROWN : Treatment.State.HOLDS;
  }
}
