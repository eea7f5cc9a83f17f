package org.sekisho.risk.method;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;

/**
 * The tables of one version of ETSI TS 102 165-1 as data, so that the owner of a copy corrects them
 * without a change of code.
 *
 * @param id names the tables in every score made with them
 * @param version version of the document
 * @param source where the figures come from and whether they were checked
 * @param steps the choices of each factor, in the order of the document
 * @param ratings attack potential to likelihood, ascending
 * @param likelihoods names of the likelihoods
 * @param impactCap highest impact
 * @param classes classes of risk, ascending
 */
public record EtsiTables(
    String id,
    String version,
    Source source,
    Map<EtsiFactor, List<Step>> steps,
    List<Rating> ratings,
    Map<Integer, LocalText> likelihoods,
    int impactCap,
    List<RiskClass> classes) {
  private static final EtsiTables V4 = shipped("etsi-ts-102-165-1-v4.yaml");
  private static final EtsiTables V5 = shipped("etsi-ts-102-165-1-v5.yaml");
  private static final int MAX = 1000;

  /**
   * A choice of a factor.
   *
   * @param id its name in documents
   * @param text the name that people read
   * @param weight what it adds; empty when it puts the attack out of reach
   */
  public record Step(String id, LocalText text, OptionalInt weight) {}

  /**
   * A band of attack potential.
   *
   * @param id its name in documents
   * @param text the name that people read
   * @param from lowest sum of weights in this band
   * @param likelihood likelihood of the attack, 1 to 3
   */
  public record Rating(String id, LocalText text, int from, int likelihood) {}

  /**
   * A band of risk.
   *
   * @param id its name in documents
   * @param text the name that people read
   * @param from lowest risk in this band
   */
  public record RiskClass(String id, LocalText text, int from) {}

  /** The tables of V4.2.3, the version that the guideline cites; unchecked. */
  public static EtsiTables v4() {
    return V4;
  }

  /** The tables of V5.2.3; unchecked. */
  public static EtsiTables v5() {
    return V5;
  }

  /** The choices of a factor. */
  public List<Step> steps(EtsiFactor factor) {
    return steps.getOrDefault(factor, List.of());
  }

  /** A choice by its name in documents. */
  public Optional<Step> step(EtsiFactor factor, String id) {
    return steps(factor).stream().filter(step -> step.id().equals(id)).findFirst();
  }

  /** The rating of a sum of weights; the last one for an attack that is out of reach. */
  public Rating rating(OptionalInt potential) {
    Rating found = ratings.getFirst();
    for (Rating rating : ratings) {
      if (potential.isEmpty() || potential.getAsInt() >= rating.from()) {
        found = rating;
      }
    }
    return found;
  }

  /** The class of a risk. */
  public RiskClass riskClass(int risk) {
    RiskClass found = classes.getFirst();
    for (RiskClass next : classes) {
      if (risk >= next.from()) {
        found = next;
      }
    }
    return found;
  }

  /**
   * Reads tables of the form of the files that are shipped.
   *
   * @throws org.sekisho.model.document.DocumentException naming every problem
   */
  public static EtsiTables read(String file, String text) {
    Fields root = Document.read(file, text);
    Fields potential = root.section("attack-potential");
    Map<EtsiFactor, List<Step>> steps = new EnumMap<>(EtsiFactor.class);
    for (EtsiFactor factor : EtsiFactor.values()) {
      Fields parent = EtsiFactor.ofLikelihood().contains(factor) ? potential : root;
      steps.put(factor, steps(parent, factor.key()));
    }
    List<Rating> ratings = ratings(root);
    Map<Integer, LocalText> likelihoods = new TreeMap<>();
    for (Fields row : root.sections("likelihoods")) {
      likelihoods.put(row.integer("level", 0, 1, MAX), name(row));
    }
    for (Rating rating : ratings) {
      if (!likelihoods.containsKey(rating.likelihood())) {
        root.problem("likelihoods", "no name for likelihood " + rating.likelihood());
      }
    }
    List<RiskClass> classes = new ArrayList<>();
    for (Fields row : root.sections("classes")) {
      classes.add(new RiskClass(row.text("id"), name(row), row.integer("from", 0, 0, MAX)));
    }
    if (classes.isEmpty()) {
      root.problem("classes", "at least one class");
    }
    var tables =
        new EtsiTables(
            root.text("id"),
            root.text("version"),
            Source.read(root.section("source")),
            Collections.unmodifiableMap(steps),
            List.copyOf(ratings),
            Collections.unmodifiableMap(likelihoods),
            root.integer("impact-cap", 3, 1, MAX),
            List.copyOf(classes));
    root.finish();
    return tables;
  }

  private static EtsiTables shipped(String file) {
    return read(file, Tables.text(file));
  }

  private static List<Step> steps(Fields parent, String key) {
    List<Step> steps = new ArrayList<>();
    for (Fields row : parent.sections(key)) {
      boolean beyond = row.flag("beyond", false);
      if (beyond == row.has("weight")) {
        row.problem("either weight or beyond: true");
      }
      int weight = row.integer("weight", 0, 0, MAX);
      steps.add(
          new Step(
              row.text("id"), name(row), beyond ? OptionalInt.empty() : OptionalInt.of(weight)));
    }
    if (steps.stream().allMatch(step -> step.weight().isEmpty())) {
      parent.problem(key, "at least one choice with a weight");
    }
    return List.copyOf(steps);
  }

  private static List<Rating> ratings(Fields root) {
    List<Rating> ratings = new ArrayList<>();
    for (Fields row : root.sections("ratings")) {
      var rating =
          new Rating(
              row.text("id"),
              name(row),
              row.integer("from", 0, 0, MAX),
              row.integer("likelihood", 1, 1, MAX));
      // A range of risks is worked out from its ends, which holds only while harder is rarer.
      if (!ratings.isEmpty()
          && (rating.from() <= ratings.getLast().from()
              || rating.likelihood() > ratings.getLast().likelihood())) {
        row.problem("ratings must rise in 'from' and never in 'likelihood'");
      }
      ratings.add(rating);
    }
    if (ratings.isEmpty()) {
      root.problem("ratings", "at least one rating");
    }
    return ratings;
  }

  private static LocalText name(Fields row) {
    return new LocalText(row.text("ja"), row.text("en"));
  }
}
