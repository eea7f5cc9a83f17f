package org.sekisho.risk.catalogue;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.document.Fields;
import org.sekisho.model.document.Node;
import org.sekisho.model.system.Ids;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.FactNames;
import org.sekisho.risk.fact.FactPath;
import org.sekisho.risk.fact.FactType;
import org.sekisho.risk.fact.Vocabulary;

/**
 * Reads conditions and checks them against the facts that there are. A condition for several kinds
 * of entity must be askable of each of them that has the fact, and of at least one.
 */
public final class ConditionReader {
  private static final int MAX_DEPTH = 12;
  private static final int MAX_COUNT = 1_000_000;
  private static final String SHAPES =
      "one of fact, control, all, any, not, some, every, count, such as {fact: encryption, is:"
          + " none}";

  private ConditionReader() {}

  /**
   * The condition under a key: a mapping, or a list of which all must hold. What is wrong is noted
   * as problems of the document.
   *
   * @param over the kinds of entity that it is asked of; at least one
   */
  public static Condition read(Fields parent, String key, Set<EntityKind> over) {
    return read(parent, key, over, 0);
  }

  private static Condition read(Fields parent, String key, Set<EntityKind> over, int depth) {
    if (!parent.has(key)) {
      parent.problem("'" + key + "' is missing: " + SHAPES);
      return new Condition.Always();
    }
    if (depth > MAX_DEPTH) {
      parent.problem(key, "nested deeper than " + MAX_DEPTH + " levels");
      return new Condition.Always();
    }
    Node.Entry entry = parent.mapping().entries().get(key);
    if (entry != null && entry.value() instanceof Node.Sequence) {
      return new Condition.All(list(parent, key, over, depth));
    }
    if (entry != null && entry.value() instanceof Node.Scalar s && s.text().equals("always")) {
      return new Condition.Always();
    }
    return one(parent.section(key), over, depth);
  }

  private static List<Condition> list(Fields parent, String key, Set<EntityKind> over, int depth) {
    List<Condition> all = new ArrayList<>();
    for (Fields item : parent.sections(key)) {
      all.add(one(item, over, depth + 1));
    }
    if (all.isEmpty()) {
      parent.problem(key, "at least one condition");
    }
    return List.copyOf(all);
  }

  private static Condition one(Fields f, Set<EntityKind> over, int depth) {
    if (f.has("fact")) {
      return fact(f, over);
    }
    if (f.has("control")) {
      return new Condition.HasControl(
          f.text("control", Ids.FORM, "the id of a control of the catalogue"),
          f.choice("at", Rule.At.SELF));
    }
    if (f.has("all")) {
      return new Condition.All(list(f, "all", over, depth));
    }
    if (f.has("any")) {
      return new Condition.Any(list(f, "any", over, depth));
    }
    if (f.has("not")) {
      return new Condition.Not(read(f, "not", over, depth + 1));
    }
    if (f.has("some")) {
      return some(f, over, depth);
    }
    if (f.has("every")) {
      Fields every = f.section("every");
      Optional<Related> related = related(every, over, depth);
      return related.isEmpty()
          ? new Condition.Always()
          : new Condition.Every(related.get().relation, related.get().where);
    }
    if (f.has("count")) {
      return count(f, over, depth);
    }
    f.problem("no condition: " + SHAPES);
    return new Condition.Always();
  }

  private static Condition some(Fields f, Set<EntityKind> over, int depth) {
    Optional<Related> related = related(f.section("some"), over, depth);
    return related.isEmpty()
        ? new Condition.Always()
        : new Condition.Count(related.get().relation, related.get().where, 1, MAX_COUNT);
  }

  private static Condition count(Fields f, Set<EntityKind> over, int depth) {
    Fields count = f.section("count");
    if (!count.has("min") && !count.has("max")) {
      count.problem("'min' or 'max' is missing: how many there must be");
    }
    int min = count.integer("min", 0, 0, MAX_COUNT);
    int max = count.integer("max", MAX_COUNT, 0, MAX_COUNT);
    if (min > max) {
      count.problem("min", "is greater than max");
    }
    Optional<Related> related = related(count, over, depth);
    return related.isEmpty()
        ? new Condition.Always()
        : new Condition.Count(related.get().relation, related.get().where, min, max);
  }

  private record Related(String relation, Condition where) {}

  private static Optional<Related> related(Fields f, Set<EntityKind> over, int depth) {
    String name = f.text("of");
    EntityKind only = over.iterator().next();
    Vocabulary vocabulary = FactNames.of(only);
    Optional<Vocabulary.Relation> relation = vocabulary.relation(name);
    if (over.size() != 1 || relation.isEmpty()) {
      f.problem(
          "of",
          "'"
              + name
              + "' is nothing that a "
              + only.id()
              + " is related to; there is "
              + (vocabulary.relations().isEmpty()
                  ? "none"
                  : String.join(", ", vocabulary.relations().keySet())));
      f.keys();
      return Optional.empty();
    }
    Condition where =
        f.has("where")
            ? read(f, "where", Set.of(relation.get().to()), depth + 1)
            : new Condition.Always();
    return Optional.of(new Related(name, where));
  }

  private static Condition fact(Fields f, Set<EntityKind> over) {
    String name = f.text("fact");
    Optional<FactPath> path =
        over.stream().map(kind -> FactNames.path(kind, name)).flatMap(Optional::stream).findFirst();
    List<Condition.Fact> tests = new ArrayList<>();
    if (f.has("is")) {
      tests.add(new Condition.Fact(name, Condition.Test.IS, List.of(f.text("is"))));
    }
    if (f.has("in")) {
      tests.add(new Condition.Fact(name, Condition.Test.IN, List.copyOf(f.texts("in"))));
    }
    if (f.has("not-in")) {
      tests.add(new Condition.Fact(name, Condition.Test.NOT_IN, List.copyOf(f.texts("not-in"))));
    }
    if (f.has("at-least")) {
      tests.add(new Condition.Fact(name, Condition.Test.AT_LEAST, List.of(f.text("at-least"))));
    }
    if (f.has("at-most")) {
      tests.add(new Condition.Fact(name, Condition.Test.AT_MOST, List.of(f.text("at-most"))));
    }
    if (f.has("within-days")) {
      int days = f.integer("within-days", 0, 0, 36_500);
      tests.add(
          new Condition.Fact(name, Condition.Test.WITHIN_DAYS, List.of(String.valueOf(days))));
    }
    if (f.has("known")) {
      String known = String.valueOf(f.flag("known", true));
      tests.add(new Condition.Fact(name, Condition.Test.KNOWN, List.of(known)));
    }
    if (path.isEmpty()) {
      f.problem("fact", unknownFact(name, over));
      return new Condition.Always();
    }
    if (tests.isEmpty()) {
      f.problem("no comparison: is, in, not-in, at-least, at-most, within-days or known");
      return new Condition.Always();
    }
    for (Condition.Fact test : tests) {
      check(f, test, path.get().fact().type());
    }
    return tests.size() == 1 ? tests.getFirst() : new Condition.All(List.copyOf(tests));
  }

  private static String unknownFact(String name, Set<EntityKind> over) {
    int dot = name.lastIndexOf('.');
    for (EntityKind kind : over) {
      if (dot < 0) {
        return "'" + name + "' is no fact of a " + kind.id() + "; there is " + names(kind);
      }
      var hops = FactNames.neighbour(kind, name.substring(0, dot));
      if (hops.isPresent()) {
        EntityKind end = hops.get().getLast().to();
        return "'" + name + "' is no fact: a " + end.id() + " has " + names(end);
      }
    }
    EntityKind kind = over.iterator().next();
    return "'"
        + name
        + "' is no fact of a "
        + kind.id()
        + "; before the dot may stand "
        + (FactNames.of(kind).hops().isEmpty()
            ? "nothing"
            : String.join(", ", FactNames.of(kind).hops().keySet()));
  }

  private static String names(EntityKind kind) {
    return String.join(", ", FactNames.of(kind).facts().keySet());
  }

  private static void check(Fields f, Condition.Fact test, FactType type) {
    String key = Entries.dashed(test.test());
    switch (test.test()) {
      case KNOWN -> {}
      case WITHIN_DAYS -> {
        if (!(type instanceof FactType.Date)) {
          f.problem(key, "only a day can be compared so");
        }
      }
      case AT_LEAST, AT_MOST -> {
        boolean ordered = type instanceof FactType.Word word && word.ordered();
        if (!ordered && !(type instanceof FactType.Whole)) {
          f.problem(key, "only a number or an ordered level can be compared so");
        } else {
          checkValues(f, key, test.values(), type);
        }
      }
      case IS, IN, NOT_IN -> {
        if (test.values().isEmpty()) {
          f.problem(key, "at least one value");
        }
        checkValues(f, key, test.values(), type);
      }
    }
  }

  private static void checkValues(Fields f, String key, List<String> values, FactType type) {
    for (String value : values) {
      String wrong = wrong(value, type);
      if (!wrong.isEmpty()) {
        f.problem(key, "'" + value + "' is not allowed: " + wrong);
      }
    }
  }

  /** What is allowed, when the value is not; empty when it is. */
  private static String wrong(String value, FactType type) {
    return switch (type) {
      case FactType.Word word ->
          word.values().contains(value) ? "" : "one of " + String.join(", ", word.values());
      case FactType.Words words ->
          words.values().isEmpty() || words.values().contains(value)
              ? ""
              : "one of " + String.join(", ", words.values());
      case FactType.Flag() -> value.equals("true") || value.equals("false") ? "" : "true or false";
      case FactType.Whole() -> isWhole(value) ? "" : "a whole number, 0 or more";
      case FactType.Date() -> isDate(value) ? "" : "a day such as 2031-03-31";
      case FactType.Text() -> "";
    };
  }

  private static boolean isWhole(String value) {
    return !value.isEmpty()
        && value.length() <= 9
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isDate(String value) {
    try {
      LocalDate.parse(value);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
