package org.sekisho.home.statistics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * What a span's readings come to. Sum and total are exact, so the order in which the readings came
 * changes nothing. Immutable.
 *
 * @param count readings, 1 or more
 * @param sum of their values as decimal numbers, exact
 * @param min smallest value
 * @param max largest value
 * @param last value with the latest time, the larger one of two at the same time
 * @param lastUs that time
 * @param total what the meter went on by within the span; empty when the point is no meter
 */
public record Statistic(
    long count,
    BigDecimal sum,
    double min,
    double max,
    double last,
    long lastUs,
    Optional<BigDecimal> total) {
  /** The statistic of one reading; {@code meter} says that the point counts upwards. */
  static Statistic of(double value, long timeUs, boolean meter) {
    return new Statistic(
        1,
        BigDecimal.valueOf(value),
        value,
        value,
        value,
        timeUs,
        meter ? Optional.of(BigDecimal.ZERO) : Optional.empty());
  }

  /** With one more reading. */
  Statistic plus(double value, long timeUs) {
    boolean newer = timeUs > lastUs || (timeUs == lastUs && value > last);
    return new Statistic(
        count + 1,
        sum.add(BigDecimal.valueOf(value)),
        Math.min(min, value),
        Math.max(max, value),
        newer ? value : last,
        newer ? timeUs : lastUs,
        total);
  }

  /** With so much more (or less) counted by the meter. */
  Statistic withTotal(BigDecimal more) {
    return new Statistic(
        count, sum, min, max, last, lastUs, Optional.of(total.orElse(BigDecimal.ZERO).add(more)));
  }

  /** The arithmetic mean, rounded once from the exact sum. */
  public double mean() {
    return sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL64).doubleValue();
  }
}
