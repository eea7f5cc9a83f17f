package org.sekisho.risk.fact;

import java.util.List;

/** What values a fact can have. */
public sealed interface FactType {
  /** The word that stands for a value that nobody gave. */
  String UNKNOWN = "unknown";

  /**
   * One of the words of a list.
   *
   * @param values the words; when ordered, from the lowest to the highest, after {@code unknown}
   * @param ordered whether they can be compared
   */
  record Word(List<String> values, boolean ordered) implements FactType {}

  /** Any text, such as an id. */
  record Text() implements FactType {}

  /** A whole number, 0 or more. */
  record Whole() implements FactType {}

  /** A day. */
  record Date() implements FactType {}

  /** True or false. */
  record Flag() implements FactType {}

  /**
   * A set of words.
   *
   * @param values the words that there are; empty when any text may be in the set
   */
  record Words(List<String> values) implements FactType {}
}
