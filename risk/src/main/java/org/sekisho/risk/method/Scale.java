package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;

/**
 * Levels of one judgement with what each means.
 *
 * @param steps the levels, ascending, at least one
 */
public record Scale(List<Step> steps) {
  /** Highest level that a scale may have. */
  public static final int MAX_LEVEL = 100;

  /**
   * One level.
   *
   * @param level its number
   * @param text what it means
   * @param onceInYears for frequencies: incidents come at least once in so many years
   */
  public record Step(int level, LocalText text, Optional<BigDecimal> onceInYears) {}

  /**
   * A level that observation proposes.
   *
   * @param level the proposed level
   * @param belowScale whether incidents are rarer than the scale's lowest level says
   */
  public record Proposal(int level, boolean belowScale) {}

  /** Keeps the levels in ascending order. */
  public Scale {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a scale needs a level");
    }
    steps = steps.stream().sorted(Comparator.comparingInt(Step::level)).toList();
  }

  /** The lowest level. */
  public int min() {
    return steps.getFirst().level();
  }

  /** The highest level. */
  public int max() {
    return steps.getLast().level();
  }

  /** A judgement of which nothing is known. */
  public Level unknown() {
    return new Level(min(), max());
  }

  /** Whether both ends of the judgement are on this scale. */
  public boolean holds(Level level) {
    return level.low() >= min() && level.high() <= max();
  }

  /**
   * The highest level whose frequency the observation reaches; the lowest level when it reaches
   * none.
   *
   * @param incidents number of incidents seen
   * @param years time in which they were seen, above zero
   */
  public Proposal observed(long incidents, BigDecimal years) {
    for (Step step : steps.reversed()) {
      boolean reached =
          step.onceInYears()
              .map(once -> once.multiply(BigDecimal.valueOf(incidents)).compareTo(years) >= 0)
              .orElse(false);
      if (reached) {
        return new Proposal(step.level(), false);
      }
    }
    return new Proposal(min(), true);
  }

  static Scale read(Fields parent, String key) {
    List<Step> steps = new ArrayList<>();
    for (Fields step : parent.sections(key)) {
      steps.add(
          new Step(
              step.integer("level", 0, 0, MAX_LEVEL),
              new LocalText(step.text("ja"), step.text("en")),
              step.parsed("once-in-years", "a number of years", BigDecimal::new)));
    }
    if (steps.isEmpty()) {
      parent.problem(key, "a list of levels with level, ja and en");
      steps.add(new Step(0, Source.NO_NOTE, Optional.empty()));
    }
    return new Scale(steps);
  }
}
