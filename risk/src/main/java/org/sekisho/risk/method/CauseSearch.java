package org.sekisho.risk.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.risk.method.Disagreement.Cause;
import org.sekisho.risk.method.Disagreement.Difference;

/** Looks for the smallest sets of inputs by which a method puts one risk above another. */
final class CauseSearch {
  private CauseSearch() {}

  /** Single inputs if any decides, else pairs if any decides, else all that differ. */
  static List<Cause> causes(Method method, RatedRisk higher, RatedRisk lower) {
    Score up = higher.scores().by(method).orElseThrow();
    Score down = lower.scores().by(method).orElseThrow();
    List<Difference> differences = differences(up, down);
    List<Cause> single =
        differences.stream()
            .map(List::of)
            .filter(taken -> decides(up, down, taken))
            .map(taken -> new Cause(method, taken))
            .toList();
    if (!single.isEmpty()) {
      return single;
    }
    List<Cause> pairs = new ArrayList<>();
    for (int i = 0; i < differences.size(); i++) {
      for (int j = i + 1; j < differences.size(); j++) {
        List<Difference> pair = List.of(differences.get(i), differences.get(j));
        if (decides(up, down, pair)) {
          pairs.add(new Cause(method, pair));
        }
      }
    }
    return pairs.isEmpty() ? List.of(new Cause(method, differences)) : List.copyOf(pairs);
  }

  private static List<Difference> differences(Score up, Score down) {
    List<Difference> differences = new ArrayList<>();
    List<Input> ups = up.inputs();
    List<Input> downs = down.inputs();
    for (int i = 0; i < ups.size(); i++) {
      Input one = ups.get(i);
      Input other = downs.get(i);
      if (!one.value().equals(other.value())) {
        differences.add(new Difference(one.key(), one.name(), one.value(), other.value()));
      }
    }
    return List.copyOf(differences);
  }

  private static boolean decides(Score up, Score down, List<Difference> taken) {
    Optional<Score> changed = Optional.of(up);
    for (Difference difference : taken) {
      changed = changed.flatMap(score -> score.taking(difference.key(), down));
    }
    return changed.map(score -> !score.surelyAbove(down)).orElse(false);
  }
}
