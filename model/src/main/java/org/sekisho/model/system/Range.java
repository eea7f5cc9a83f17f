package org.sekisho.model.system;

/**
 * A closed range of numbers.
 *
 * @param min least value, finite
 * @param max greatest value, finite, not below {@code min}
 */
public record Range(double min, double max) {
  /** Whether the number lies in the range. */
  public boolean contains(double number) {
    return number >= min && number <= max;
  }
}
