package org.sekisho.gateway.journal;

/**
 * A closed range of reading numbers.
 *
 * @param first from 1
 * @param last not below {@code first}
 */
public record NumberRange(long first, long last) {
  /** How many numbers it has. */
  public long count() {
    return last - first + 1;
  }
}
