package org.sekisho.risk.method;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.sekisho.risk.method.Disagreement.Cause;
import org.sekisho.risk.method.Disagreement.Inversion;

/**
 * Keeps the inversions that lie furthest apart, up to a limit; of equal ones those that were
 * offered first. Not thread-safe.
 */
final class FurthestApart {
  private static final Comparator<Found> FURTHEST_FIRST =
      Comparator.comparingInt(Found::distance).reversed().thenComparingLong(Found::number);

  private final int limit;
  private final PriorityQueue<Found> kept = new PriorityQueue<>(FURTHEST_FIRST.reversed());
  private long offered;

  FurthestApart(int limit) {
    this.limit = limit;
  }

  /** Offers an inversion; risks by their number in the list. */
  void offer(Method first, Method second, int above, int below, int distance) {
    long number = offered++;
    if (kept.size() >= limit) {
      Found nearest = kept.peek();
      if (nearest == null || distance <= nearest.distance) {
        return;
      }
      kept.remove();
    }
    kept.add(new Found(first, second, above, below, distance, number));
  }

  /** The inversions that were kept, the furthest apart first, each with its causes. */
  List<Inversion> explained(List<RatedRisk> risks) {
    return kept.stream().sorted(FURTHEST_FIRST).map(found -> found.explained(risks)).toList();
  }

  private record Found(
      Method first, Method second, int above, int below, int distance, long number) {
    Inversion explained(List<RatedRisk> risks) {
      RatedRisk a = risks.get(above);
      RatedRisk b = risks.get(below);
      List<Cause> causes = new ArrayList<>(CauseSearch.causes(first, a, b));
      causes.addAll(CauseSearch.causes(second, b, a));
      return new Inversion(first, second, a, b, List.copyOf(causes));
    }
  }
}
