package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The scores of one method over a list of risks, as positions among the method's own distinct
 * values: that is all of a score that may be set against another method.
 */
final class MethodColumn {
  private static final int NOT_SCORED = -1;

  private final Method method;
  private final int[] low;
  private final int[] high;

  MethodColumn(Method method, List<RatedRisk> risks) {
    this.method = method;
    List<Optional<Score>> scores = risks.stream().map(risk -> risk.scores().by(method)).toList();
    var values = new TreeSet<BigDecimal>();
    for (Optional<Score> score : scores) {
      score.ifPresent(s -> values.addAll(List.of(s.low(), s.high())));
    }
    List<BigDecimal> sorted = List.copyOf(values);
    this.low = new int[risks.size()];
    this.high = new int[risks.size()];
    for (int i = 0; i < low.length; i++) {
      Optional<Score> score = scores.get(i);
      low[i] = score.map(s -> Collections.binarySearch(sorted, s.low())).orElse(NOT_SCORED);
      high[i] = score.map(s -> Collections.binarySearch(sorted, s.high())).orElse(NOT_SCORED);
    }
  }

  Method method() {
    return method;
  }

  int size() {
    return low.length;
  }

  boolean scored(int a, int b) {
    return low[a] != NOT_SCORED && low[b] != NOT_SCORED;
  }

  /** Positions by which a surely stands above b; negative when below, 0 when undecided. */
  int distance(int a, int b) {
    if (low[a] > high[b]) {
      return low[a] - high[b];
    }
    return low[b] > high[a] ? high[a] - low[b] : 0;
  }
}
