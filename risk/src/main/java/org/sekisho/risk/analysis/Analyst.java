package org.sekisho.risk.analysis;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.model.system.Incident;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.cvss.Severity;
import org.sekisho.risk.fact.AssetEntity;
import org.sekisho.risk.fact.ComponentEntity;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.fact.EntryPointEntity;
import org.sekisho.risk.fact.PathEntity;
import org.sekisho.risk.fact.SystemFacts;
import org.sekisho.risk.lint.Lint;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.method.Axis;
import org.sekisho.risk.method.CvssMethod;
import org.sekisho.risk.method.Disagreement;
import org.sekisho.risk.method.GuidelineValue;
import org.sekisho.risk.method.Importance;
import org.sekisho.risk.method.RatedRisk;
import org.sekisho.risk.method.Reach;
import org.sekisho.risk.method.Scales;
import org.sekisho.risk.method.Score;
import org.sekisho.risk.method.ScoreSheet;
import org.sekisho.risk.path.AttackPath;
import org.sekisho.risk.path.AttackPaths;
import org.sekisho.risk.path.Barriers;
import org.sekisho.risk.path.ListedDefences;
import org.sekisho.risk.treatment.ControlStates;
import org.sekisho.risk.treatment.Rating;
import org.sekisho.risk.treatment.Treatment;
import org.sekisho.risk.treatment.Treatments;

/**
 * Makes the analysis of a system: every rule at every entity, with proof, countermeasures and
 * values. Pure: the same input gives an equal analysis; no file, no clock, no thread.
 */
public final class Analyst {
  /** What the id of a finding begins with that an analyst wrote down. */
  public static final String THREAT = "threat@";

  private static final LocalText NOT_SCORED = new LocalText("未評価", "not scored");

  private final AnalysisInput input;
  private final Catalogue catalogue;
  private final SystemFacts facts;
  private final Surroundings surroundings;
  private final ControlsInPlace inPlace;
  private final Situation situation;
  private final ControlStates states;
  private final Treatments treatments;
  private final AttackSurfaces surfaces;
  private final Proofs proofs;
  private final @Nullable Touched[] touched;
  private final Map<Rating, Map<Basis, Basis>> rated = new HashMap<>();
  private final Map<Surroundings.Realm, Map<String, ControlStates.Found>> near = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private Analyst(AnalysisInput input) {
    this.input = input;
    this.catalogue = input.catalogue();
    this.facts = SystemFacts.of(input.model().model(), input.model().source(), CatalogueTraits::of);
    this.surroundings = new Surroundings(facts);
    this.inPlace = ControlsInPlace.of(facts, catalogue, surroundings, input.on());
    this.situation = new Situation(input.on(), inPlace);
    this.states =
        new ControlStates(
            facts.model(),
            input.digest(),
            catalogue,
            input.decisions(),
            input.evidence(),
            input.on());
    this.treatments = new Treatments(input.decisions(), input.on());
    this.surfaces = new AttackSurfaces(facts);
    this.proofs = new Proofs(facts.source(), situation, surroundings, states);
    this.touched = new Touched[facts.count()];
  }

  /** The analysis of the input. */
  public static Analysis analyse(AnalysisInput input) {
    return new Analyst(input).analysis();
  }

  private Analysis analysis() {
    for (Rule rule : catalogue.rules().values()) {
      if (rule.over() != EntityKind.PATH) {
        look(rule, facts.entities(rule.over()));
      }
    }
    // What was found says what closes a way, and ways are what further rules look at.
    AttackPaths paths = paths();
    List<PathEntity> pathEntities = pathEntities(paths.paths());
    for (Rule rule : catalogue.rules().values()) {
      if (rule.over() == EntityKind.PATH) {
        look(rule, pathEntities);
      }
    }
    for (ConcreteThreat threat : facts.model().threats().values()) {
      findings.add(finding(threat));
    }
    List<Finding> ordered = ordered();
    List<ModelNote> notes = notes(ordered);
    Plan plan = Plan.of(ordered, catalogue);
    return new Analysis(
        facts.model(),
        input.digest(),
        catalogue,
        input.on(),
        ordered,
        notes,
        surfaces.all(),
        paths.paths(),
        paths.cuts(),
        Steps.of(new StepInputs(facts.model(), catalogue, notes, surfaces.all(), ordered, plan)),
        incidents(),
        plan.items(),
        plan.uncovered(),
        disagreement(ordered));
  }

  private AttackPaths paths() {
    return AttackPaths.of(
        facts.model(),
        new FindingBarriers(findings, catalogue.controls(), Barriers.of(facts.model(), catalogue)),
        ListedDefences.of(facts.model(), catalogue.controls()),
        input.limits().paths());
  }

  private List<PathEntity> pathEntities(List<AttackPath> ways) {
    List<PathEntity> entities = new ArrayList<>();
    for (AttackPath path : ways) {
      EntryPointEntity entry = facts.entryPoints().get(path.entryPoint());
      AssetEntity asset = facts.assets().get(path.asset());
      if (path.rank() == 1 && entry != null && asset != null) {
        int hops =
            (int) path.steps().stream().filter(s -> s.at().kind() == EntityKind.LINK).count();
        List<ComponentEntity> way = components(path);
        entities.add(
            facts.path(
                entry,
                asset,
                hops,
                (int) path.crossings(),
                way.stream().anyMatch(ComponentEntity::isGateway),
                way,
                facts.count() + entities.size()));
      }
    }
    return entities;
  }

  private List<ComponentEntity> components(AttackPath path) {
    Set<ComponentEntity> way = new LinkedHashSet<>();
    for (AttackPath.Step step : path.steps()) {
      ComponentEntity component =
          step.at().kind() == EntityKind.COMPONENT ? facts.components().get(step.at().id()) : null;
      if (component != null) {
        way.add(component);
      }
    }
    return List.copyOf(way);
  }

  private void look(Rule rule, List<? extends Entity> entities) {
    Check check = Conditions.compile(rule.when(), rule.over());
    Wording explanation = Wording.of(rule.explanation(), rule.over(), facts.model());
    Basis basis = Basis.of(rule);
    List<String> measures = measures(rule);
    for (Entity entity : entities) {
      if (check.holds(entity, situation)) {
        findings.add(finding(rule, check, explanation, basis, measures, entity));
      }
    }
  }

  private List<String> measures(Rule rule) {
    Set<String> main = new LinkedHashSet<>();
    Set<String> further = new LinkedHashSet<>();
    for (Rule.Answer answer : rule.answers()) {
      Control control = catalogue.controls().get(answer.control());
      if (control != null) {
        main.add(control.measures().getFirst());
        further.addAll(control.measures());
      }
    }
    main.addAll(further);
    return List.copyOf(main);
  }

  private Finding finding(
      Rule rule,
      Check check,
      Wording explanation,
      Basis basis,
      List<String> measures,
      Entity entity) {
    String id = rule.id() + "@" + entity.id();
    Touched at = touched(entity);
    List<ControlState> controls = new ArrayList<>();
    for (Rule.Answer answer : rule.answers()) {
      controls.add(state(answer, entity));
    }
    Optional<Rating> rating = treatments.rating(id);
    Set<Reach> reach =
        at.reach(rule.threatClass(), rule.affects(), rule.beyondData(), rule.leadsOn());
    RiskValues values =
        values(
            id,
            rating.map(r -> rated(basis, r)).orElse(basis),
            at,
            reach,
            at.changesScope(rule.affects(), rule.beyondData()),
            controls);
    return finding(
        id,
        Optional.of(rule),
        entity.ref(),
        rule.name(),
        explanation.at(entity),
        rule.threatClass(),
        surfaces.of(entity),
        at.assets(),
        rule.affects(),
        reach,
        at.lifeHops(),
        measures,
        List.copyOf(controls),
        values,
        rating,
        proofs.of(check, entity, rule.answers(), controls, values.current().countered()),
        at.inScope());
  }

  private Finding finding(ConcreteThreat threat) {
    Entity component = entity(new EntityRef(EntityKind.COMPONENT, threat.on()));
    Entity entity =
        threat
            .entryPoint()
            .map(e -> entity(new EntityRef(EntityKind.ENTRY_POINT, e)))
            .orElse(component);
    String id = THREAT + threat.id();
    Set<Axis> affects = axes(threat.affects());
    Touched around = touched(entity);
    Touched at = threat.assets().isEmpty() ? around : around.with(assets(threat.assets()));
    List<ControlState> controls = controls(threat, entity);
    Optional<Rating> rating = treatments.rating(id);
    Basis basis = Basis.of(threat, affects);
    ThreatClass threatClass = ThreatClass.of(threat.category()).orElse(ThreatClass.UNK);
    Set<Reach> reach = at.reach(threatClass, affects, false, true);
    RiskValues values =
        values(
            id,
            rating.map(basis::with).orElse(basis),
            at,
            reach,
            at.changesScope(affects, false),
            controls);
    return finding(
        id,
        Optional.empty(),
        entity.ref(),
        threat.name(),
        threat.name(),
        threatClass,
        surfaces.of(entity),
        at.assets(),
        affects,
        reach,
        at.lifeHops(),
        threat.measures(),
        controls,
        values,
        rating,
        proofs.ofThreat(controls, values.current().countered()),
        at.inScope());
  }

  private Finding finding(
      String id,
      Optional<Rule> rule,
      EntityRef at,
      LocalText title,
      LocalText explanation,
      ThreatClass threatClass,
      Optional<String> surface,
      List<String> assets,
      Set<Axis> affects,
      Set<Reach> reach,
      int lifeHops,
      List<String> measures,
      List<ControlState> controls,
      RiskValues values,
      Optional<Rating> rating,
      Proof proof,
      boolean inScope) {
    Optional<Severity> severity = severity(values.current().scores());
    Treatment treatment = treatments.of(id, Treatments.guidelineValue(values.current().scores()));
    return new Finding(
        id,
        rule,
        at,
        title,
        explanation,
        threatClass,
        surface,
        assets,
        affects,
        reach,
        reach.contains(Reach.LIFE) ? OptionalInt.of(Math.max(0, lifeHops)) : OptionalInt.empty(),
        measures,
        controls,
        values,
        severity.map(Severity::text).orElse(NOT_SCORED),
        rating.flatMap(Rating::priority).orElse(priority(reach, lifeHops, severity)),
        treatment,
        proof,
        inScope);
  }

  /** By CVSS 3.1, or by another version where that is not known. */
  private static Optional<Severity> severity(ScoreSheet scores) {
    Optional<Severity> other = Optional.empty();
    for (Score score : scores.scores()) {
      if (score instanceof CvssMethod cvss) {
        if (cvss.method().id().equals("cvss-3.1")) {
          return Optional.of(cvss.severity());
        }
        other = Optional.of(cvss.severity());
      }
    }
    return other;
  }

  /** What touches human life comes first, and of it what is near; then by severity. */
  private static int priority(Set<Reach> reach, int lifeHops, Optional<Severity> severity) {
    if (reach.contains(Reach.LIFE)) {
      return lifeHops <= 1 ? 1 : 2;
    }
    return severity
        .map(
            s ->
                switch (s) {
                  case CRITICAL -> 3;
                  case HIGH -> 4;
                  case MEDIUM -> 5;
                  case LOW, NONE -> 6;
                })
        .orElse(5);
  }

  private RiskValues values(
      String id,
      Basis basis,
      Touched at,
      Set<Reach> reach,
      boolean changedScope,
      List<ControlState> controls) {
    boolean life = reach.contains(Reach.LIFE);
    Countering current = Countering.of(controls, ControlState.State::counts);
    Countering shown = Countering.of(controls, s -> s == ControlState.State.VERIFIED);
    return new RiskValues(
        assess(basis, at, life, changedScope, Countering.NONE, false),
        assess(basis, at, life, changedScope, current, false),
        assess(basis, at, life, changedScope, shown, true),
        treatments.target(id));
  }

  private static Assessment assess(
      Basis basis,
      Touched at,
      boolean life,
      boolean changedScope,
      Countering countering,
      boolean shown) {
    return Scoring.assess(
        basis, new Scoring.Key(at.importance(), life, changedScope, countering, shown));
  }

  private Basis rated(Basis basis, Rating rating) {
    return rated
        .computeIfAbsent(rating, _ -> new HashMap<>())
        .computeIfAbsent(basis, b -> b.with(rating));
  }

  private ControlState state(Rule.Answer answer, Entity entity) {
    if (answer.at() == Rule.At.SYSTEM) {
      return near(answer, entity);
    }
    List<Surroundings.Chain> chains = surroundings.chains(entity, answer.at());
    List<List<EntityRef>> places = new ArrayList<>(chains.size());
    for (Surroundings.Chain chain : chains) {
      places.add(chain.refs());
    }
    return states.of(answer, places, inPlace::implies);
  }

  /** The strongest on the system, under the same authority, in the same zone, or one link away. */
  private ControlState near(Rule.Answer answer, Entity entity) {
    String control = answer.control();
    Surroundings.Realm realm = surroundings.realm(entity);
    ControlStates.Found found =
        near.computeIfAbsent(realm, _ -> new HashMap<>())
            .computeIfAbsent(
                control,
                c ->
                    states.anywhere(
                        c,
                        inPlace.impliedAt(c),
                        place -> facts.entity(place).filter(realm::holds).isPresent()));
    List<List<EntityRef>> around = surroundings.neighbours(entity);
    if (!found.state().counts() && !around.isEmpty()) {
      ControlStates.Found next = states.any(control, around, inPlace::implies);
      found = next.state().counts() ? next : found;
    }
    return new ControlState(
        answer.control(),
        answer.strength(),
        List.of(facts.system().ref()),
        found.at(),
        found.state(),
        found.evidence());
  }

  /** For each measure of the guide the best control there that carries it out. */
  private List<ControlState> controls(ConcreteThreat threat, Entity entity) {
    Rule.Strength strength =
        threat.measures().size() == 1 ? Rule.Strength.BLOCKS : Rule.Strength.REDUCES;
    List<ControlState> found = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (String measure : threat.measures()) {
      ControlState best = null;
      for (Control control : catalogue.controls().values()) {
        if (control.measures().contains(measure) && !taken.contains(control.id())) {
          ControlState state = state(new Rule.Answer(control.id(), Rule.At.SELF, strength), entity);
          boolean mainOne = control.measures().getFirst().equals(measure);
          if (best == null
              || rank(state) > rank(best)
              || (rank(state) == rank(best)
                  && rank(state) == 0
                  && mainOne
                  && !mainOf(best, measure))) {
            best = state;
          }
        }
      }
      if (best != null) {
        taken.add(best.control());
        found.add(best);
      }
    }
    return List.copyOf(found);
  }

  private boolean mainOf(ControlState state, String measure) {
    Control control = catalogue.controls().get(state.control());
    return control != null && control.measures().getFirst().equals(measure);
  }

  private static int rank(ControlState state) {
    return switch (state.state()) {
      case MISSING -> 0;
      case NOT_APPLICABLE -> 1;
      case PLANNED -> 2;
      case REFUTED -> 3;
      case CLAIMED -> 4;
      case VERIFIED -> 5;
    };
  }

  private Touched touched(Entity entity) {
    if (entity.number() >= touched.length) {
      return Touched.of(entity);
    }
    Touched found = touched[entity.number()];
    if (found == null) {
      found = Touched.of(entity);
      touched[entity.number()] = found;
    }
    return found;
  }

  private Entity entity(EntityRef ref) {
    return facts
        .entity(ref)
        .orElseThrow(() -> new IllegalStateException(ref + " is not in the model"));
  }

  private List<AssetEntity> assets(List<String> ids) {
    List<AssetEntity> assets = new ArrayList<>();
    for (String id : ids) {
      AssetEntity asset = facts.assets().get(id);
      if (asset != null) {
        assets.add(asset);
      }
    }
    return assets;
  }

  private static Set<Axis> axes(Set<Incident.Property> properties) {
    Set<Axis> axes = EnumSet.noneOf(Axis.class);
    for (Incident.Property property : properties) {
      axes.add(
          switch (property) {
            case CONFIDENTIALITY -> Axis.CONFIDENTIALITY;
            case INTEGRITY -> Axis.INTEGRITY;
            case AVAILABILITY -> Axis.AVAILABILITY;
          });
    }
    return axes;
  }

  private List<IncidentRisk> incidents() {
    List<IncidentRisk> risks = new ArrayList<>();
    for (Incident incident : facts.model().incidents().values()) {
      List<Importance> ratings = new ArrayList<>();
      for (AssetEntity asset : assets(incident.assets())) {
        ratings.add(
            new Importance(
                Math.max(1, asset.asset().confidentiality()),
                Math.max(1, asset.asset().integrity()),
                Math.max(1, asset.asset().availability())));
      }
      boolean known =
          incident.frequency().isPresent() && !ratings.isEmpty() && !incident.affects().isEmpty();
      List<Score> scores =
          known
              ? List.of(
                  GuidelineValue.ofIncident(
                      Scales.guideline(),
                      axes(incident.affects()),
                      ratings,
                      incident.frequency().orElse(1)))
              : List.of();
      risks.add(new IncidentRisk(incident, new ScoreSheet(scores)));
    }
    return List.copyOf(risks);
  }

  /**
   * Life first and of it what is near, then the guideline's value as {@link
   * org.sekisho.risk.method.RiskOrder} says.
   */
  private List<Finding> ordered() {
    List<Placed> placed = new ArrayList<>(findings.size());
    for (Finding finding : findings) {
      placed.add(Placed.of(finding));
    }
    placed.sort(Placed.ORDER);
    return placed.stream().map(Placed::finding).toList();
  }

  private record Placed(Finding finding, int life, BigDecimal high, BigDecimal low) {
    private static final BigDecimal NOT_SCORED = BigDecimal.valueOf(-1);
    private static final Comparator<Placed> ORDER =
        Comparator.comparingInt(Placed::life)
            .thenComparing(Placed::high, Comparator.reverseOrder())
            .thenComparing(Placed::low, Comparator.reverseOrder())
            .thenComparing(p -> p.finding.id());

    static Placed of(Finding finding) {
      for (Score score : finding.values().current().scores().scores()) {
        if (score instanceof GuidelineValue value) {
          return new Placed(finding, nearness(finding), value.high(), value.low());
        }
      }
      return new Placed(finding, nearness(finding), NOT_SCORED, NOT_SCORED);
    }

    private static int nearness(Finding finding) {
      return finding.touchesLifeDirectly() ? 0 : finding.touchesLife() ? 1 : 2;
    }
  }

  private List<ModelNote> notes(List<Finding> ordered) {
    Set<String> ids = new HashSet<>();
    ordered.forEach(f -> ids.add(f.id()));
    List<ModelNote> notes = new ArrayList<>(Lint.notes(input.model(), catalogue));
    notes.addAll(treatments.notes(facts.model(), ids));
    notes.addAll(states.notes());
    return List.copyOf(notes);
  }

  private Disagreement disagreement(List<Finding> ordered) {
    List<RatedRisk> risks =
        ordered.stream()
            .filter(Finding::inScope)
            .limit(input.limits().comparedRisks())
            .map(f -> new RatedRisk(f.id(), f.title(), f.reach(), f.values().current().scores()))
            .toList();
    return Disagreement.of(risks, input.limits().listedInversions());
  }
}
