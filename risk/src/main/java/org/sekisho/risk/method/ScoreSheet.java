package org.sekisho.risk.method;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What several methods say of one risk, side by side.
 *
 * @param scores at most one for each method, kept in the order of the methods' ids
 */
public record ScoreSheet(List<Score> scores) {
  /** Refuses two scores by one method. */
  public ScoreSheet {
    Set<Method> methods = new HashSet<>();
    for (Score score : scores) {
      if (!methods.add(score.method())) {
        throw new IllegalArgumentException("two scores by " + score.method().id());
      }
    }
    scores = scores.stream().sorted(Comparator.comparing(Score::method)).toList();
  }

  /** The score by a method, if the risk was scored by it. */
  public Optional<Score> by(Method method) {
    return scores.stream().filter(score -> score.method().equals(method)).findFirst();
  }
}
