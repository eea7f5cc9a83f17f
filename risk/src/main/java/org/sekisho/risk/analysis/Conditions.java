package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sekisho.risk.catalogue.Condition;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.Fact;
import org.sekisho.risk.fact.FactNames;
import org.sekisho.risk.fact.FactPath;
import org.sekisho.risk.fact.FactType;
import org.sekisho.risk.fact.Vocabulary;

/**
 * Makes conditions ready: names of facts become accessors and words become places in their list
 * once for each rule, so that nothing is looked up by name when entities are asked.
 */
final class Conditions {
  private static final int MAX_EXPLAINED = 3;

  private Conditions() {}

  /** The condition ready for entities of a kind; it must be askable of that kind. */
  static Check compile(Condition condition, EntityKind kind) {
    return switch (condition) {
      case Condition.Always ignored -> new All(List.of());
      case Condition.All all -> new All(all.of().stream().map(c -> compile(c, kind)).toList());
      case Condition.Any any -> new Any(any.of().stream().map(c -> compile(c, kind)).toList());
      case Condition.Not not -> new Not(compile(not.of(), kind));
      case Condition.Fact fact -> leaf(fact, kind);
      case Condition.Count count -> {
        Vocabulary.Relation relation = relation(kind, count.relation());
        yield new Count(relation, compile(count.where(), relation.to()), count.min(), count.max());
      }
      case Condition.Every every -> {
        Vocabulary.Relation relation = relation(kind, every.relation());
        yield new Every(relation, compile(every.where(), relation.to()));
      }
      case Condition.HasControl control -> new Control(control.control(), control.at());
    };
  }

  /** Whether every fact and relation that the condition names is there for the kind. */
  static boolean askable(Condition condition, EntityKind kind) {
    return switch (condition) {
      case Condition.Always ignored -> true;
      case Condition.All all -> all.of().stream().allMatch(c -> askable(c, kind));
      case Condition.Any any -> any.of().stream().allMatch(c -> askable(c, kind));
      case Condition.Not not -> askable(not.of(), kind);
      case Condition.Fact fact -> FactNames.path(kind, fact.path()).isPresent();
      case Condition.Count count ->
          FactNames.of(kind)
              .relation(count.relation())
              .map(r -> askable(count.where(), r.to()))
              .orElse(false);
      case Condition.Every every ->
          FactNames.of(kind)
              .relation(every.relation())
              .map(r -> askable(every.where(), r.to()))
              .orElse(false);
      case Condition.HasControl ignored -> true;
    };
  }

  private static Vocabulary.Relation relation(EntityKind kind, String name) {
    return FactNames.of(kind)
        .relation(name)
        .orElseThrow(() -> new IllegalArgumentException(kind.id() + " has no " + name));
  }

  private static Check leaf(Condition.Fact fact, EntityKind kind) {
    FactPath path =
        FactNames.path(kind, fact.path())
            .orElseThrow(() -> new IllegalArgumentException(kind.id() + ": " + fact.path()));
    String wanted = wanted(fact);
    return switch (path.fact().type()) {
      case FactType.Word word -> new NumberLeaf(path, words(fact, word), wanted);
      case FactType.Flag() -> new NumberLeaf(path, flags(fact), wanted);
      case FactType.Whole() -> new NumberLeaf(path, wholes(fact), wanted);
      case FactType.Date() -> new DateLeaf(path, fact, wanted);
      case FactType.Text() -> new TextLeaf(path, texts(fact), wanted);
      case FactType.Words ignored -> new WordsLeaf(path, sets(fact), wanted);
    };
  }

  private static String wanted(Condition.Fact fact) {
    String values = String.join(", ", fact.values());
    return switch (fact.test()) {
      case IS -> "is " + values;
      case IN -> "in " + values;
      case NOT_IN -> "not in " + values;
      case AT_LEAST -> "at least " + values;
      case AT_MOST -> "at most " + values;
      case WITHIN_DAYS -> "within " + values + " days";
      case KNOWN -> values.equals("true") ? "known" : "not known";
    };
  }

  /** Which places of the list of words pass; what is unknown passes only when named. */
  private static IntPredicate words(Condition.Fact fact, FactType.Word word) {
    boolean[] passes = new boolean[word.values().size()];
    for (int i = 0; i < passes.length; i++) {
      String value = word.values().get(i);
      boolean known = !value.equals(FactType.UNKNOWN);
      passes[i] =
          switch (fact.test()) {
            case IS, IN -> fact.values().contains(value);
            case NOT_IN -> known && !fact.values().contains(value);
            case AT_LEAST -> known && i >= word.values().indexOf(fact.values().getFirst());
            case AT_MOST -> known && i <= word.values().indexOf(fact.values().getFirst());
            case KNOWN -> known == Boolean.parseBoolean(fact.values().getFirst());
            case WITHIN_DAYS -> false;
          };
    }
    boolean unknownPasses =
        fact.test() == Condition.Test.KNOWN && fact.values().getFirst().equals("false");
    return place -> place < 0 ? unknownPasses : passes[place];
  }

  private static IntPredicate flags(Condition.Fact fact) {
    boolean[] passes = new boolean[2];
    for (int i = 0; i < 2; i++) {
      boolean named = fact.values().contains(i == 1 ? "true" : "false");
      passes[i] =
          switch (fact.test()) {
            case IS, IN -> named;
            case NOT_IN -> !named;
            case KNOWN -> fact.values().getFirst().equals("true");
            case AT_LEAST, AT_MOST, WITHIN_DAYS -> false;
          };
    }
    return flag -> flag >= 0 && passes[flag];
  }

  private static IntPredicate wholes(Condition.Fact fact) {
    if (fact.test() == Condition.Test.KNOWN) {
      boolean known = fact.values().getFirst().equals("true");
      return n -> (n != Fact.NOT_KNOWN) == known;
    }
    int[] values = fact.values().stream().mapToInt(Integer::parseInt).toArray();
    IntPredicate test =
        switch (fact.test()) {
          case IS, IN -> n -> IntStream.of(values).anyMatch(v -> v == n);
          case NOT_IN -> n -> IntStream.of(values).noneMatch(v -> v == n);
          case AT_LEAST -> n -> n >= values[0];
          case AT_MOST -> n -> n <= values[0];
          case WITHIN_DAYS, KNOWN -> _ -> false;
        };
    return n -> n != Fact.NOT_KNOWN && test.test(n);
  }

  private static Predicate<@Nullable String> texts(Condition.Fact fact) {
    return text ->
        switch (fact.test()) {
          case IS, IN -> text != null && fact.values().contains(text);
          case NOT_IN -> text != null && !fact.values().contains(text);
          case KNOWN -> (text != null) == fact.values().getFirst().equals("true");
          case AT_LEAST, AT_MOST, WITHIN_DAYS -> false;
        };
  }

  private static Predicate<Set<String>> sets(Condition.Fact fact) {
    return set ->
        switch (fact.test()) {
          case IS, IN -> fact.values().stream().anyMatch(set::contains);
          case NOT_IN -> fact.values().stream().noneMatch(set::contains);
          case KNOWN -> !set.isEmpty() == fact.values().getFirst().equals("true");
          case AT_LEAST, AT_MOST, WITHIN_DAYS -> false;
        };
  }

  private static boolean dateHolds(Condition.Fact fact, @Nullable LocalDate date, LocalDate on) {
    return switch (fact.test()) {
      case KNOWN -> (date != null) == fact.values().getFirst().equals("true");
      case WITHIN_DAYS ->
          date != null && date.isBefore(on.plusDays(Long.parseLong(fact.values().getFirst())));
      case IS, IN -> date != null && fact.values().contains(date.toString());
      case NOT_IN -> date != null && !fact.values().contains(date.toString());
      case AT_LEAST, AT_MOST -> false;
    };
  }

  private record All(List<Check> of) implements Check {
    @Override
    public boolean holds(Entity entity, Situation situation) {
      for (Check check : of) {
        if (!check.holds(entity, situation)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void explain(Entity entity, Situation s, boolean outcome, List<Decider> deciders) {
      for (Check check : of) {
        if (outcome) {
          check.explain(entity, s, true, deciders);
        } else if (!check.holds(entity, s)) {
          check.explain(entity, s, false, deciders);
          return;
        }
      }
    }
  }

  private record Any(List<Check> of) implements Check {
    @Override
    public boolean holds(Entity entity, Situation situation) {
      for (Check check : of) {
        if (check.holds(entity, situation)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void explain(Entity entity, Situation s, boolean outcome, List<Decider> deciders) {
      for (Check check : of) {
        if (check.holds(entity, s) == outcome) {
          check.explain(entity, s, outcome, deciders);
        }
      }
    }
  }

  private record Not(Check of) implements Check {
    @Override
    public boolean holds(Entity entity, Situation situation) {
      return !of.holds(entity, situation);
    }

    @Override
    public void explain(Entity entity, Situation s, boolean outcome, List<Decider> deciders) {
      of.explain(entity, s, !outcome, deciders);
    }
  }

  private record Count(Vocabulary.Relation relation, Check where, int min, int max)
      implements Check {
    @Override
    public boolean holds(Entity entity, Situation situation) {
      int found = 0;
      for (Entity other : relation.all().apply(entity)) {
        if (where.holds(other, situation)) {
          found++;
          if (found > max) {
            return false;
          }
        }
      }
      return found >= min;
    }

    @Override
    public void explain(Entity entity, Situation s, boolean outcome, List<Decider> deciders) {
      int found = 0;
      for (Entity other : relation.all().apply(entity)) {
        if (where.holds(other, s)) {
          found++;
          if (found <= MAX_EXPLAINED) {
            where.explain(other, s, true, deciders);
          }
        }
      }
      String wanted =
          max >= 1_000_000 ? "at least " + min : min == 0 ? "at most " + max : min + " to " + max;
      deciders.add(
          new Decider(
              entity,
              null,
              relation.name(),
              String.valueOf(found),
              outcome ? wanted : "not " + wanted,
              null));
    }
  }

  private record Every(Vocabulary.Relation relation, Check where) implements Check {
    @Override
    public boolean holds(Entity entity, Situation situation) {
      for (Entity other : relation.all().apply(entity)) {
        if (!where.holds(other, situation)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void explain(Entity entity, Situation s, boolean outcome, List<Decider> deciders) {
      int explained = 0;
      List<? extends Entity> others = relation.all().apply(entity);
      for (Entity other : others) {
        if (explained < MAX_EXPLAINED && where.holds(other, s) == outcome) {
          where.explain(other, s, outcome, deciders);
          explained++;
        }
      }
      deciders.add(
          new Decider(
              entity,
              null,
              relation.name(),
              String.valueOf(others.size()),
              outcome ? "every one so" : "not every one so",
              null));
    }
  }

  private record Control(String control, Rule.At at) implements Check {
    @Override
    public boolean holds(Entity entity, Situation situation) {
      return situation.hasControl(entity, control, at);
    }

    @Override
    public void explain(Entity entity, Situation s, boolean outcome, List<Decider> deciders) {
      String place = at.name().toLowerCase(Locale.ROOT).replace('_', '-');
      deciders.add(
          new Decider(
              entity,
              null,
              FactNames.CONTROLS,
              outcome ? control : "",
              (outcome ? "with " : "without ") + control + " at " + place,
              outcome ? null : control));
    }
  }

  /** A comparison of one fact. */
  private abstract static class Leaf implements Check {
    final FactPath path;
    final Fact fact;
    private final String wanted;

    Leaf(FactPath path, String wanted) {
      this.path = path;
      this.fact = path.fact();
      this.wanted = wanted;
    }

    @Override
    public final boolean holds(Entity entity, Situation situation) {
      Entity owner = path.hops().isEmpty() ? entity : path.owner(entity);
      return owner == null ? ofNobody() : test(owner, situation);
    }

    /** Whether it holds when there is no such neighbour. */
    abstract boolean ofNobody();

    abstract boolean test(Entity owner, Situation situation);

    String value(Entity owner, Situation situation) {
      return fact.written(owner);
    }

    @Override
    public final void explain(Entity entity, Situation s, boolean outcome, List<Decider> deciders) {
      Entity owner = path.owner(entity);
      deciders.add(
          new Decider(
              owner == null ? entity : owner,
              owner == null ? null : fact,
              fact.name(),
              owner == null ? "" : value(owner, s),
              outcome ? wanted : "not: " + wanted,
              null));
    }
  }

  private static final class NumberLeaf extends Leaf {
    private final IntPredicate passes;

    NumberLeaf(FactPath path, IntPredicate passes, String wanted) {
      super(path, wanted);
      this.passes = passes;
    }

    @Override
    boolean ofNobody() {
      return passes.test(Fact.NOT_KNOWN);
    }

    @Override
    boolean test(Entity owner, Situation situation) {
      Situation.Assumed assumed = situation.assumed(owner, fact);
      return passes.test(assumed == null ? fact.number(owner) : assumed.number());
    }
  }

  private static final class TextLeaf extends Leaf {
    private final Predicate<@Nullable String> passes;

    TextLeaf(FactPath path, Predicate<@Nullable String> passes, String wanted) {
      super(path, wanted);
      this.passes = passes;
    }

    @Override
    boolean ofNobody() {
      return passes.test(null);
    }

    @Override
    boolean test(Entity owner, Situation situation) {
      Situation.Assumed assumed = situation.assumed(owner, fact);
      return passes.test(assumed == null ? fact.text(owner) : (String) assumed.object());
    }
  }

  private static final class DateLeaf extends Leaf {
    private final Condition.Fact condition;

    DateLeaf(FactPath path, Condition.Fact condition, String wanted) {
      super(path, wanted);
      this.condition = condition;
    }

    @Override
    boolean ofNobody() {
      return dateHolds(condition, null, LocalDate.MIN);
    }

    @Override
    boolean test(Entity owner, Situation situation) {
      Situation.Assumed assumed = situation.assumed(owner, fact);
      LocalDate date = assumed == null ? fact.date(owner) : (LocalDate) assumed.object();
      return dateHolds(condition, date, situation.on());
    }
  }

  private static final class WordsLeaf extends Leaf {
    private final Predicate<Set<String>> passes;
    private final boolean ofControls;

    WordsLeaf(FactPath path, Predicate<Set<String>> passes, String wanted) {
      super(path, wanted);
      this.passes = passes;
      this.ofControls = path.fact().name().equals(FactNames.CONTROLS);
    }

    @Override
    boolean ofNobody() {
      return passes.test(Set.of());
    }

    @Override
    boolean test(Entity owner, Situation situation) {
      return passes.test(ofControls ? situation.controls().on(owner) : fact.words(owner));
    }

    @Override
    String value(Entity owner, Situation situation) {
      return ofControls
          ? String.join(", ", situation.controls().on(owner))
          : super.value(owner, situation);
    }
  }

  /** The value of a fact by its path as written; empty when there is no such fact. */
  static Optional<String> written(Entity entity, String path, Situation situation) {
    return FactNames.path(entity.ref().kind(), path)
        .map(
            p -> {
              Entity owner = p.owner(entity);
              return owner != null && p.fact().name().equals(FactNames.CONTROLS)
                  ? String.join(", ", situation.controls().on(owner))
                  : p.written(entity);
            });
  }
}
