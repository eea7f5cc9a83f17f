package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/**
 * What one method says of one risk. Each method has a type and a unit of its own; there is no way
 * from one to another, because no document gives one.
 *
 * <p>A score of which inputs are unknown is a range; both ends can be reached.
 */
public sealed interface Score
    permits GuidelineValue, FourFactorValue, Iso13335Matrix, EtsiRisk, CvssMethod, OwnValue {
  /** The method, with its scales or tables. */
  Method method();

  /** Where its figures come from and whether they were checked. */
  Source source();

  /** The lowest score that the inputs leave open, in the unit of the method. */
  BigDecimal low();

  /** The highest score that the inputs leave open, in the unit of the method. */
  BigDecimal high();

  /** The score as a report prints it. */
  LocalText text();

  /** The judgements that went in, in the order of the method. */
  List<Input> inputs();

  /**
   * This score with one input taken from another score of the same method; empty when nothing that
   * can be scored is left.
   */
  Optional<Score> taking(String key, Score donor);

  /** Whether no unknown input can change the score. */
  default boolean settled() {
    return low().compareTo(high()) == 0;
  }

  /** Whether this is surely the higher risk of the two by their common method. */
  default boolean surelyAbove(Score other) {
    if (!method().equals(other.method())) {
      throw new IllegalArgumentException(method().id() + " against " + other.method().id());
    }
    return low().compareTo(other.high()) > 0;
  }

  /** The score, or its two ends. */
  static String range(BigDecimal low, BigDecimal high) {
    return low.compareTo(high) == 0
        ? low.toPlainString()
        : low.toPlainString() + "–" + high.toPlainString();
  }
}
