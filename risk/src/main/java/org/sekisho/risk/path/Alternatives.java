package org.sekisho.risk.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The easiest loopless ways from one component to the goal of an {@link EasiestWays} search: the
 * method of Yen (1971) with Lawler's partition, where a deviation is searched for only when its
 * lower bound comes up, and the search is led by the costs already known. A way ends at the first
 * component that is a goal. One thread.
 */
final class Alternatives {
  private final AttackGraph graph;
  private final EasiestWays easiest;
  private final BucketQueue queue;
  private final int[] cost;
  private final int[] seen;
  private final int[] done;
  private final int[] by;
  private final int[] onRoot;
  private int search;
  private long stepsLeft;

  Alternatives(AttackGraph graph, EasiestWays easiest) {
    this.graph = graph;
    this.easiest = easiest;
    // The bound on what is left may fall or rise by a step when a step is made.
    queue = new BucketQueue(2 * graph.greatestStep + 1);
    cost = new int[graph.components];
    seen = new int[graph.components];
    done = new int[graph.components];
    by = new int[graph.components];
    onRoot = new int[graph.components];
  }

  /** A way from a component to a goal: half-links in order, and the sum of their costs. */
  static final class Way {
    final int[] halves;
    final int cost;

    Way(int[] halves, int cost) {
      this.halves = halves;
      this.cost = cost;
    }
  }

  /** Sets how many half-links may be looked at from now on for ways beyond the easiest. */
  void allow(long steps) {
    stepsLeft = steps;
  }

  /** Whether ways may be missing, because the steps allowed were used up. */
  boolean stopped() {
    return stepsLeft < 0;
  }

  /** The ways from a settled component, the easiest first, at most so many. */
  List<Way> from(int start, int most) {
    List<Way> ways = new ArrayList<>();
    PriorityQueue<Candidate> open =
        new PriorityQueue<>(
            Comparator.<Candidate>comparingInt(c -> c.way.cost)
                .thenComparingInt(c -> c.known ? 0 : 1)
                .thenComparingInt(c -> c.number));
    int[] count = {0};
    open.add(new Candidate(easiestFrom(start), 0, new int[0], true, 0));
    while (!open.isEmpty() && ways.size() < most) {
      Candidate best = open.remove();
      if (!best.known) {
        deviate(start, best, ++count[0], open);
      } else {
        ways.add(best.way);
        if (ways.size() < most && !stopped()) {
          partition(start, best, count, open);
        }
      }
      if (stopped()) {
        break;
      }
    }
    return ways;
  }

  /**
   * A way, or the ways yet unknown that share a root and do not go on from it by the banned
   * half-links.
   */
  private static final class Candidate {
    /** The whole way when known, else the root; its cost is exact when known, else a bound. */
    private final Way way;

    /** How many half-links make the root. */
    private final int deviation;

    private final int[] banned;
    private final boolean known;
    private final int number;

    Candidate(Way way, int deviation, int[] banned, boolean known, int number) {
      this.way = way;
      this.deviation = deviation;
      this.banned = banned;
      this.known = known;
      this.number = number;
    }
  }

  private Way easiestFrom(int start) {
    int[] halves = new int[8];
    int length = 0;
    int at = start;
    int sum = 0;
    while (!easiest.isGoal(at)) {
      int h = easiest.onward(at);
      if (length == halves.length) {
        halves = Arrays.copyOf(halves, length * 2);
      }
      halves[length++] = h;
      sum += graph.out[h];
      at = graph.other[h];
    }
    return new Way(Arrays.copyOf(halves, length), sum);
  }

  /** Splits the ways that share the deviation of a known way and are not that way itself. */
  private void partition(int start, Candidate known, int[] count, PriorityQueue<Candidate> open) {
    int[] halves = known.way.halves;
    mark(start, halves, known.deviation);
    int at = known.deviation == 0 ? start : graph.other[halves[known.deviation - 1]];
    int rootCost = 0;
    for (int i = 0; i < known.deviation; i++) {
      rootCost += graph.out[halves[i]];
    }
    for (int j = known.deviation; j < halves.length; j++) {
      int[] banned = {halves[j]};
      if (j == known.deviation) {
        banned = Arrays.copyOf(known.banned, known.banned.length + 1);
        banned[known.banned.length] = halves[j];
      }
      int bound = bound(at, banned);
      if (bound < EasiestWays.NEVER) {
        Way root = new Way(Arrays.copyOf(halves, j), rootCost + bound);
        open.add(new Candidate(root, j, banned, false, ++count[0]));
      }
      rootCost += graph.out[halves[j]];
      at = graph.other[halves[j]];
      onRoot[at] = search;
    }
  }

  private void mark(int start, int[] halves, int length) {
    search++;
    onRoot[start] = search;
    for (int i = 0; i < length; i++) {
      onRoot[graph.other[halves[i]]] = search;
    }
  }

  private int bound(int at, int[] banned) {
    stepsLeft -= graph.first[at + 1] - graph.first[at];
    int least = EasiestWays.NEVER;
    for (int h = graph.first[at]; h < graph.first[at + 1]; h++) {
      if (onRoot[graph.other[h]] != search && !contains(banned, h)) {
        least = Math.min(least, graph.out[h] + easiest.atLeast(graph.other[h]));
      }
    }
    return least;
  }

  /** Finds the easiest way of a candidate, led by the known costs (A*: Hart and others 1968). */
  private void deviate(int start, Candidate from, int number, PriorityQueue<Candidate> open) {
    int[] root = from.way.halves;
    mark(start, root, root.length);
    int rootCost = 0;
    for (int h : root) {
      rootCost += graph.out[h];
    }
    int spur = root.length == 0 ? start : graph.other[root[root.length - 1]];
    queue.clear(easiest.atLeast(spur));
    expand(spur, 0, from.banned);
    while (!queue.isEmpty()) {
      int at = queue.take();
      if (done[at] == search) {
        continue;
      }
      done[at] = search;
      if (easiest.isGoal(at)) {
        Way way = new Way(join(root, at, spur), rootCost + cost[at]);
        open.add(new Candidate(way, from.deviation, from.banned, true, number));
        return;
      }
      if (stopped()) {
        return;
      }
      expand(at, cost[at], new int[0]);
    }
  }

  private void expand(int at, int itsCost, int[] banned) {
    stepsLeft -= graph.first[at + 1] - graph.first[at];
    for (int h = graph.first[at]; h < graph.first[at + 1]; h++) {
      int to = graph.other[h];
      if (onRoot[to] == search || contains(banned, h)) {
        continue;
      }
      int total = itsCost + graph.out[h];
      int rest = easiest.atLeast(to);
      if (rest < EasiestWays.NEVER && (seen[to] != search || total < cost[to])) {
        seen[to] = search;
        cost[to] = total;
        by[to] = h;
        queue.add(total + rest, to);
      }
    }
  }

  private int[] join(int[] root, int goal, int spur) {
    int length = 0;
    for (int at = goal; at != spur; at = graph.from[by[at]]) {
      length++;
    }
    int[] halves = Arrays.copyOf(root, root.length + length);
    int i = halves.length;
    for (int at = goal; at != spur; at = graph.from[by[at]]) {
      halves[--i] = by[at];
    }
    return halves;
  }

  private static boolean contains(int[] few, int wanted) {
    for (int each : few) {
      if (each == wanted) {
        return true;
      }
    }
    return false;
  }
}
