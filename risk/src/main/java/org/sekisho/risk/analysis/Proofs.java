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

  Proofs(SourceMap source, Situation situation) {
    this.source = source;
    this.situation = situation;
  }

  /**
   * The proof of a finding.
   *
   * @param check the rule's condition, which holds there
   * @param controls the answers with their state
   * @param countered whether the threat is countered already
   */
  Proof of(Check check, Entity entity, List<ControlState> controls, boolean countered) {
    List<Decider> deciders = new ArrayList<>();
    check.explain(entity, situation, true, deciders);
    Set<Proof.Matched> facts = new LinkedHashSet<>();
    for (Decider d : deciders) {
      if (facts.size() < MAX_FACTS) {
        facts.add(matched(d));
      }
    }
    return new Proof(List.copyOf(facts), ways(check, entity, deciders, controls, countered));
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
      List<ControlState> controls,
      boolean countered) {
    List<List<Proof.Change>> ways = new ArrayList<>();
    if (!countered) {
      for (ControlState control : controls) {
        if (control.strength() == Rule.Strength.BLOCKS
            && !control.state().counts()
            && !control.wanted().isEmpty()) {
          ways.add(List.of(put(control)));
        }
      }
    }
    addSingles(check, entity, deciders, true, ways);
    if (ways.isEmpty()) {
      addPairs(check, entity, options(deciders), ways);
    }
    if (ways.isEmpty()) {
      addReducing(controls, countered, ways);
    }
    if (ways.isEmpty()) {
      addSingles(check, entity, deciders, false, ways);
    }
    return ways.size() <= MAX_WAYS ? List.copyOf(ways) : List.copyOf(ways.subList(0, MAX_WAYS));
  }

  private static Proof.Change put(ControlState control) {
    return new Proof.Change(control.wanted().getFirst(), FactNames.CONTROLS, control.control());
  }

  /** Two controls that reduce counter a threat; one is enough where another is there already. */
  private static void addReducing(
      List<ControlState> controls, boolean countered, List<List<Proof.Change>> ways) {
    if (countered) {
      return;
    }
    long there =
        controls.stream()
            .filter(c -> c.strength() == Rule.Strength.REDUCES && c.state().counts())
            .count();
    List<Proof.Change> missing =
        controls.stream()
            .filter(
                c ->
                    c.strength() == Rule.Strength.REDUCES
                        && !c.state().counts()
                        && !c.wanted().isEmpty())
            .map(Proofs::put)
            .toList();
    if (there == 1) {
      missing.forEach(change -> ways.add(List.of(change)));
    } else if (missing.size() >= 2) {
      ways.add(missing.subList(0, 2));
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
                new Proof.Change(d.entity().ref(), FactNames.CONTROLS, missing)))
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
