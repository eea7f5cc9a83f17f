package org.sekisho.risk.cvss;

import java.util.List;
import org.sekisho.model.system.LocalText;

/**
 * One metric of a vector.
 *
 * <p>A value is known by its first letter, which is unique within a metric in every version; only
 * version 4's provider urgency writes its values as words.
 */
public sealed interface CvssMetric permits Cvss3Metric, Cvss4Metric {
  /** The letter of "not defined", the value that an optional metric has when it is not written. */
  char NOT_DEFINED = 'X';

  /** The name in a vector, such as {@code AV}. */
  String code();

  /** What the metric speaks of. */
  MetricGroup group();

  /** The letters of the values in the order of the specification. */
  String letters();

  /** The place in the vector, from 0. */
  int place();

  /** The name that people read. */
  LocalText text();

  /** Whether a vector without this metric is incomplete. */
  default boolean mandatory() {
    return group() == MetricGroup.BASE;
  }

  /** How the value with this letter is written in a vector. */
  default String word(char letter) {
    return String.valueOf(letter);
  }

  /** The values as they are written in a vector, in the order of the specification. */
  default List<String> words() {
    return letters().chars().mapToObj(c -> word((char) c)).toList();
  }

  /** Whether the letter names a value of this metric. */
  default boolean allows(char letter) {
    return letters().indexOf(letter) >= 0;
  }
}
