package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.SourceMap;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.fact.Fact;
import org.sekisho.risk.fact.FactNames;
import org.sekisho.risk.fact.FactType;
import org.sekisho.risk.treatment.ControlStates;

/**
 * Proves findings: which facts decided, where they stand in the file, and what smallest change
 * would remove the finding. A missing control that blocks is one change; so is another value of one
 * fact that a designer may choose; failing that two such facts; failing that one fact of any kind.
 */
final class Proofs {
  private static final int MAX_WAYS = 5;
  private static final int MAX_FACTS = 12;
  private static final int YEARS_OF_SUPPORT = 5;

  private final SourceMap source;
  private final Situation situation;
  private final Surroundings surroundings;
  private final ControlStates states;

  Proofs(SourceMap source, Situation situation, Surroundings surroundings, ControlStates states) {
    this.source = source;
    this.situation = situation;
    this.surroundings = surroundings;
    this.states = states;
  }

  /**
   * The proof of a finding.
   *
   * @param check the rule's condition, which holds there
   * @param answers the rule's answers
   * @param controls their states, in the same order
   * @param countered whether the threat is countered already
   */
  Proof of(
      Check check,
      Entity entity,
      List<Rule.Answer> answers,
      List<ControlState> controls,
      boolean countered) {
    List<Decider> deciders = new ArrayList<>();
    check.explain(entity, situation, true, deciders);
    Set<Proof.Matched> facts = new LinkedHashSet<>();
    for (Decider d : deciders) {
      if (facts.size() < MAX_FACTS) {
        facts.add(matched(d));
      }
    }
    return new Proof(
        List.copyOf(facts),
        ways(check, entity, deciders, missing(entity, answers, controls), countered));
  }

  private Proof.Matched matched(Decider d) {
    EntityRef ref = d.entity().ref();
    String item = ref.kind() == EntityKind.SYSTEM ? "" : ref.kind().list() + "/" + ref.id();
    boolean written =
        d.name().equals(FactNames.CONTROLS)
            || (d.fact() != null && d.fact().source() != Fact.Source.DERIVED);
    String place = written ? (item.isEmpty() ? d.name() : item + "/" + d.name()) : item;
    OptionalInt line = place.isEmpty() ? OptionalInt.empty() : source.line(place);
    return new Proof.Matched(
        ref,
        d.name(),
        d.value(),
        d.wanted(),
        line.isPresent() ? source.file() : "",
        line.orElse(0));
  }

  private List<List<Proof.Change>> ways(
      Check check,
      Entity entity,
      List<Decider> deciders,
      List<Missing> missing,
      boolean countered) {
    List<List<Proof.Change>> ways = blocking(missing, countered);
    addSingles(check, entity, deciders, true, ways);
    if (ways.isEmpty()) {
      addPairs(check, entity, options(deciders), ways);
    }
    if (ways.isEmpty()) {
      addReducing(missing, countered, ways);
    }
    if (ways.isEmpty()) {
      addSingles(check, entity, deciders, false, ways);
    }
    return ways.size() <= MAX_WAYS ? List.copyOf(ways) : List.copyOf(ways.subList(0, MAX_WAYS));
  }

  /** The proof of a threat that an analyst wrote down: no fact, but what would counter it. */
  Proof ofThreat(List<ControlState> controls, boolean countered) {
    List<Missing> missing = new ArrayList<>();
    for (ControlState control : controls) {
      boolean can = canBePut(control) && !control.wanted().isEmpty();
      missing.add(
          new Missing(
              control,
              can ? List.of(put(control.wanted().getFirst(), control.control())) : List.of()));
    }
    List<List<Proof.Change>> ways = blocking(missing, countered);
    if (ways.isEmpty()) {
      addReducing(missing, countered, ways);
    }
    return new Proof(List.of(), List.copyOf(ways));
  }

  /** An answer with the changes that put it in place; none when it is there or cannot be. */
  private record Missing(ControlState control, List<Proof.Change> changes) {}

  private List<Missing> missing(
      Entity entity, List<Rule.Answer> answers, List<ControlState> controls) {
    List<Missing> missing = new ArrayList<>(answers.size());
    for (int i = 0; i < answers.size(); i++) {
      ControlState control = controls.get(i);
      missing.add(
          new Missing(control, canBePut(control) ? changes(entity, answers.get(i)) : List.of()));
    }
    return missing;
  }

  /** At each place where it must be and is not, or at the first where it may be. */
  private List<Proof.Change> changes(Entity entity, Rule.Answer answer) {
    boolean each = answer.at() == Rule.At.BOTH_ENDS || answer.at() == Rule.At.GATEWAY;
    List<Proof.Change> changes = new ArrayList<>();
    for (Surroundings.Chain chain : surroundings.chains(entity, answer.at())) {
      boolean there =
          chain.places().stream()
              .anyMatch(p -> situation.controls().on(p).contains(answer.control()));
      if (each ? !there : changes.isEmpty()) {
        changes.add(put(chain.refs().getFirst(), answer.control()));
      }
    }
    return changes;
  }

  private static List<List<Proof.Change>> blocking(List<Missing> missing, boolean countered) {
    List<List<Proof.Change>> ways = new ArrayList<>();
    for (Missing one : missing) {
      if (!countered
          && one.control().strength() == Rule.Strength.BLOCKS
          && !one.changes().isEmpty()) {
        ways.add(List.copyOf(one.changes()));
      }
    }
    return ways;
  }

  private static boolean canBePut(ControlState control) {
    return !control.state().counts() && control.state() != ControlState.State.NOT_APPLICABLE;
  }

  /** A control is listed where nothing is said of it; where it is planned, its entry changes. */
  private Proof.Change put(EntityRef at, String control) {
    return new Proof.Change(
        at,
        states.plannedAt(control, at) ? Proof.Change.COUNTERMEASURES : FactNames.CONTROLS,
        control);
  }

  /** Two controls that reduce counter a threat; one is enough where another is there already. */
  private static void addReducing(
      List<Missing> missing, boolean countered, List<List<Proof.Change>> ways) {
    if (countered) {
      return;
    }
    List<Missing> reducing =
        missing.stream().filter(m -> m.control().strength() == Rule.Strength.REDUCES).toList();
    long there = reducing.stream().filter(m -> m.control().state().counts()).count();
    List<Missing> left = reducing.stream().filter(m -> !m.changes().isEmpty()).toList();
    if (there == 1) {
      left.forEach(m -> ways.add(List.copyOf(m.changes())));
    } else if (left.size() >= 2) {
      List<Proof.Change> both = new ArrayList<>(left.get(0).changes());
      both.addAll(left.get(1).changes());
      ways.add(List.copyOf(both));
    }
  }

  /** Another value of a fact that decided. */
  private record Option(Situation.Assumed assumed, Proof.Change change) {}

  /** The first other value of each fact that turns the condition. */
  private void addSingles(
      Check check,
      Entity entity,
      List<Decider> deciders,
      boolean chosen,
      List<List<Proof.Change>> ways) {
    for (int d = 0; d < deciders.size() && ways.size() < MAX_WAYS; d++) {
      if (isFirst(deciders, d)) {
        for (Option option : options(deciders.get(d), chosen)) {
          if (!check.holds(entity, situation.with(List.of(option.assumed())))) {
            ways.add(List.of(option.change()));
            break;
          }
        }
      }
    }
  }

  private static boolean isFirst(List<Decider> deciders, int place) {
    Decider decider = deciders.get(place);
    for (int i = 0; i < place; i++) {
      if (deciders.get(i).entity() == decider.entity()
          && deciders.get(i).name().equals(decider.name())) {
        return false;
      }
    }
    return true;
  }

  private void addPairs(
      Check check, Entity entity, List<Option> options, List<List<Proof.Change>> ways) {
    for (int i = 0; i < options.size(); i++) {
      for (int j = i + 1; j < options.size(); j++) {
        Option one = options.get(i);
        Option other = options.get(j);
        if (!sameFact(one, other)
            && !check.holds(entity, situation.with(List.of(one.assumed(), other.assumed())))) {
          ways.add(List.of(one.change(), other.change()));
          return;
        }
      }
    }
  }

  private static boolean sameFact(Option one, Option other) {
    return one.assumed().entity() == other.assumed().entity()
        && one.assumed().fact() == other.assumed().fact();
  }

  private List<Option> options(List<Decider> deciders) {
    List<Option> options = new ArrayList<>();
    for (int d = 0; d < deciders.size(); d++) {
      if (isFirst(deciders, d)) {
        options.addAll(options(deciders.get(d), true));
      }
    }
    return options;
  }

  private List<Option> options(Decider d, boolean chosen) {
    Fact fact = d.fact();
    String missing = d.missingControl();
    if (fact != null && (fact.source() == Fact.Source.CHOSEN) == chosen) {
      List<Option> options = new ArrayList<>();
      addOptions(d.entity(), fact, options);
      return options;
    }
    return missing != null && chosen
        ? List.of(
            new Option(
                new Situation.Assumed(d.entity(), null, 0, missing),
                put(d.entity().ref(), missing)))
        : List.of();
  }

  private void addOptions(Entity entity, Fact fact, List<Option> options) {
    int now = fact.number(entity);
    switch (fact.type()) {
      case FactType.Word word -> {
        for (int i = 0; i < word.values().size(); i++) {
          String value = word.values().get(i);
          if (i != now && !value.equals(FactType.UNKNOWN)) {
            options.add(option(entity, fact, i, null, value));
          }
        }
      }
      case FactType.Flag() ->
          options.add(option(entity, fact, 1 - now, null, now == 1 ? "false" : "true"));
      case FactType.Whole() -> {
        for (int value = now - 1; value >= 0 && value >= now - 10; value--) {
          options.add(option(entity, fact, value, null, String.valueOf(value)));
        }
        options.add(option(entity, fact, now + 1, null, String.valueOf(now + 1)));
      }
      case FactType.Date() -> {
        LocalDate later = situation.on().plusYears(YEARS_OF_SUPPORT);
        options.add(option(entity, fact, Fact.NOT_KNOWN, later, later.toString()));
      }
      case FactType.Text() -> {}
      case FactType.Words ignored -> {}
    }
  }

  private static Option option(
      Entity entity, Fact fact, int number, @Nullable Object object, String written) {
    return new Option(
        new Situation.Assumed(entity, fact, number, object),
        new Proof.Change(entity.ref(), fact.name(), written));
  }
}
