package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * An arithmetic expression over named factors: data, never code.
 *
 * <p>There are sums, products, maxima and minima of numbers that are not negative, and nothing
 * else. Each of them grows with its parts, so that the lowest and the highest levels of the factors
 * give the lowest and the highest value.
 */
public sealed interface Formula {
  /** Longest text of a formula, in characters. */
  int MAX_LENGTH = 500;

  /** Deepest nesting of parentheses. */
  int MAX_DEPTH = 20;

  /** A number that is not negative. */
  record Constant(BigDecimal value) implements Formula {}

  /** The level of a factor. */
  record Factor(String key) implements Formula {}

  /** Several parts joined; at least one. */
  record Joined(Operation operation, List<Formula> parts) implements Formula {}

  /** How parts are joined. */
  enum Operation {
    /** Sum. */
    SUM,
    /** Product. */
    PRODUCT,
    /** The highest part. */
    MAX,
    /** The lowest part. */
    MIN;

    BigDecimal join(BigDecimal a, BigDecimal b) {
      return switch (this) {
        case SUM -> a.add(b);
        case PRODUCT -> a.multiply(b);
        case MAX -> a.max(b);
        case MIN -> a.min(b);
      };
    }
  }

  /** What a text says when it is read as a formula. Any text gives one of the two. */
  sealed interface Parse {
    /** A formula. */
    record Parsed(Formula formula) implements Parse {}

    /**
     * No formula.
     *
     * @param offset where in the text, in characters from 0
     * @param allowed what may stand there
     */
    record Refused(int offset, String allowed) implements Parse {}
  }

  /** The value for a level of each factor. */
  default BigDecimal value(Map<String, Integer> levels) {
    return switch (this) {
      case Constant constant -> constant.value();
      case Factor factor -> BigDecimal.valueOf(levels.getOrDefault(factor.key(), 0));
      case Joined joined ->
          joined.parts().stream()
              .map(part -> part.value(levels))
              .reduce(joined.operation()::join)
              .orElse(BigDecimal.ZERO);
    };
  }
}
