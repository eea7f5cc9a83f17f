package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.catalogue.Condition;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.cvss.CvssParse;
import org.sekisho.risk.cvss.CvssParser;
import org.sekisho.risk.cvss.Severity;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.method.Axis;
import org.sekisho.risk.method.CvssMethod;
import org.sekisho.risk.method.GuidelineValue;
import org.sekisho.risk.method.Level;
import org.sekisho.risk.method.Reach;
import org.sekisho.risk.method.Scales;
import org.sekisho.risk.method.Score;
import org.sekisho.risk.method.ScoreSheet;
import org.sekisho.risk.treatment.Treatment;

/** A finding made by hand: a link that can be read, by rule {@code link-read}, until changed. */
public final class SampleFinding {
  private static final LocalText TEXT = new LocalText("盗聴", "Eavesdropping");

  private final String id;
  private final EntityRef at;
  private Optional<Rule> rule;
  private ThreatClass threatClass = ThreatClass.INF_NET;
  private Optional<String> surface = Optional.empty();
  private List<String> assets = List.of("state");
  private Set<Reach> reach = Set.of(Reach.SYSTEM);
  private List<String> measures = List.of("comenc");
  private final List<ControlState> controls = new ArrayList<>();
  private Severity severity = Severity.HIGH;
  private int frequency = 4;
  private boolean scored = true;
  private boolean countered;
  private Treatment treatment = Treatment.NONE;
  private Proof proof = new Proof(List.of(), List.of());
  private boolean inScope = true;

  private SampleFinding(String rule, EntityRef at) {
    this.id = rule + "@" + at.id();
    this.at = at;
    this.rule = rule.equals("threat") ? Optional.empty() : Optional.of(rule(rule, 4));
  }

  /** A finding of a rule at a link. */
  public static SampleFinding of(String rule, String link) {
    return new SampleFinding(rule, new EntityRef(EntityKind.LINK, link));
  }

  /** With another rule of the same id. */
  public SampleFinding rule(Rule other) {
    rule = Optional.of(other);
    return this;
  }

  /** Of a class. */
  public SampleFinding threatClass(ThreatClass other) {
    threatClass = other;
    return this;
  }

  /** At an attack surface. */
  public SampleFinding surface(String number) {
    surface = Optional.of(number);
    return this;
  }

  /** Touching assets. */
  public SampleFinding assets(String... ids) {
    assets = List.of(ids);
    return this;
  }

  /** Touching human life. */
  public SampleFinding life() {
    reach = Set.of(Reach.SYSTEM, Reach.LIFE);
    return this;
  }

  /** Answered by measures of the guide. */
  public SampleFinding measures(String... ids) {
    measures = List.of(ids);
    return this;
  }

  /** Answered by a control in a state, found at the finding's place unless it is missing. */
  public SampleFinding control(String control, ControlState.State state, String... evidence) {
    controls.add(
        new ControlState(
            control,
            Rule.Strength.BLOCKS,
            List.of(at),
            state == ControlState.State.MISSING ? Optional.empty() : Optional.of(at),
            state,
            evidence.length == 0 ? Optional.empty() : Optional.of(evidence[0])));
    return this;
  }

  /** Of a severity. */
  public SampleFinding severity(Severity other) {
    severity = other;
    return this;
  }

  /** Coming so often; the guideline value is three times that. */
  public SampleFinding frequency(int level) {
    frequency = level;
    return this;
  }

  /** Without any score. */
  public SampleFinding unscored() {
    scored = false;
    return this;
  }

  /** Countered in the current view. */
  public SampleFinding countered() {
    countered = true;
    return this;
  }

  /** Decided. */
  public SampleFinding treated(Treatment other) {
    treatment = other;
    return this;
  }

  /** Decided, as it stands today. */
  public SampleFinding treated(Treatment.Kind kind, Treatment.State state) {
    return treated(
        new Treatment(
            kind,
            Optional.of("A. Owner"),
            Optional.of(new LocalText("small", "small")),
            Optional.empty(),
            Optional.empty(),
            Optional.of("12"),
            state));
  }

  /** Proved by a fact of its entity. */
  public SampleFinding fact(String fact, String value, int line) {
    List<Proof.Matched> facts = new ArrayList<>(proof.facts());
    facts.add(new Proof.Matched(at, fact, value, "is " + value, "s.yaml", line));
    proof = new Proof(facts, List.of());
    return this;
  }

  /** Out of scope. */
  public SampleFinding outOfScope() {
    inScope = false;
    return this;
  }

  /** The finding. */
  public Finding build() {
    var assessment = new Assessment(countered, sheet());
    return new Finding(
        id,
        rule,
        at,
        TEXT,
        TEXT,
        threatClass,
        surface,
        assets,
        Set.of(Axis.CONFIDENTIALITY),
        reach,
        reach.contains(Reach.LIFE) ? OptionalInt.of(0) : OptionalInt.empty(),
        measures,
        List.copyOf(controls),
        new RiskValues(new Assessment(false, sheet()), assessment, assessment, Optional.empty()),
        severity.text(),
        1,
        treatment,
        proof,
        inScope);
  }

  private ScoreSheet sheet() {
    if (!scored) {
      return new ScoreSheet(List.of());
    }
    Map<Axis, Level> importance = new EnumMap<>(Axis.class);
    importance.put(Axis.CONFIDENTIALITY, Level.of(3));
    List<Score> scores = new ArrayList<>();
    scores.add(new GuidelineValue(Scales.guideline(), importance, Level.of(frequency)));
    if (CvssParser.parse("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N")
        instanceof CvssParse.Parsed(var vector)) {
      scores.add(CvssMethod.of(vector));
    }
    return new ScoreSheet(scores);
  }

  /** A rule over links. */
  public static Rule rule(String id, int frequency) {
    return new Rule(
        id,
        TEXT,
        EntityKind.LINK,
        new Condition.Always(),
        TEXT,
        ThreatClass.INF_NET,
        Set.of(8),
        Set.of(),
        Set.of(),
        List.of("cwe:319"),
        Set.of(Axis.CONFIDENTIALITY),
        false,
        true,
        frequency,
        Map.of(),
        Optional.of("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"),
        Optional.empty(),
        List.of(new Rule.Answer("tls", Rule.At.SELF, Rule.Strength.BLOCKS)),
        TEXT,
        id.startsWith("iot") ? Control.Origin.IOT_SPECIFIC : Control.Origin.IT_COMMON,
        Optional.empty(),
        Optional.empty(),
        "rules.yaml",
        7);
  }
}
