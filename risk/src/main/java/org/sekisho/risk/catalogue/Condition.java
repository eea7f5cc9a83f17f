package org.sekisho.risk.catalogue;

import java.util.List;

/**
 * A condition on an entity, as data. Nothing in it is code: a rule file can only ask.
 *
 * <p>Facts are named by a path from the entity, such as {@code encryption}, {@code to.kind} or
 * {@code from.zone.safety}; their values are texts, numbers, dates, flags or sets of texts. A fact
 * that is not known is no value: only {@code known: false} holds for it.
 */
public sealed interface Condition {
  /** Always holds. */
  record Always() implements Condition {}

  /** All hold. */
  record All(List<Condition> of) implements Condition {}

  /** At least one holds. */
  record Any(List<Condition> of) implements Condition {}

  /** It does not hold. */
  record Not(Condition of) implements Condition {}

  /**
   * A fact compares so with values.
   *
   * @param path path of the fact
   * @param test comparison
   * @param values the values; one for all comparisons but IN and NOT_IN
   */
  record Fact(String path, Test test, List<String> values) implements Condition {}

  /**
   * As many related entities as said meet a condition.
   *
   * @param relation name of the relation, such as {@code links-in}
   * @param where condition on the related entity
   * @param min at least so many
   * @param max at most so many
   */
  record Count(String relation, Condition where, int min, int max) implements Condition {}

  /**
   * All related entities meet a condition; holds when there is none.
   *
   * @param relation name of the relation
   * @param where condition on the related entity
   */
  record Every(String relation, Condition where) implements Condition {}

  /**
   * A control is in place at the entity.
   *
   * @param control id of the control
   * @param at where it must be
   */
  record HasControl(String control, Rule.At at) implements Condition {}

  /** Comparison of a fact. */
  enum Test {
    /** Equal to the value; a set contains it. */
    IS,
    /** Equal to one of the values; a set contains one of them. */
    IN,
    /** Known and not equal to any value; a set contains none of them. */
    NOT_IN,
    /** A number, or an ordered level, at or above the value. */
    AT_LEAST,
    /** A number, or an ordered level, at or below the value. */
    AT_MOST,
    /** A date before the day of the analysis plus the value in days. */
    WITHIN_DAYS,
    /** Whether it is known. */
    KNOWN
  }
}
