package org.sekisho.risk.path;

import java.util.Arrays;

/**
 * The easiest ways from everywhere to one set of components: one search backward from them
 * (Dijkstra 1959), shared by all entry points, that stops when the easiest entry points are known.
 * Used again for the next set. One thread.
 */
final class EasiestWays {
  /** A cost that no way has. */
  static final int NEVER = Integer.MAX_VALUE / 4;

  private final AttackGraph graph;
  private final BucketQueue queue;

  /** By component, valid where its mark is that of this search. */
  private final int[] cost;

  private final int[] seen;
  private final int[] settled;
  private final int[] next;
  private final int[] nextKnown;
  private int search;

  /** What lies beyond is dearer than this; {@link #NEVER} when the search saw everything. */
  private int radius;

  private final int[] found;
  private int foundCount;

  EasiestWays(AttackGraph graph) {
    this.graph = graph;
    queue = new BucketQueue(graph.greatestStep);
    cost = new int[graph.components];
    seen = new int[graph.components];
    settled = new int[graph.components];
    next = new int[graph.components];
    nextKnown = new int[graph.components];
    found = new int[graph.entries];
  }

  /**
   * Searches from these components until so many entry points are found, and all others that are as
   * easy as the last of them.
   *
   * @return the entry points, the easiest first, ties by number
   */
  int[] search(int[] goals, int entriesWanted) {
    search++;
    queue.clear(0);
    foundCount = 0;
    radius = NEVER;
    for (int goal : goals) {
      reach(goal, 0);
    }
    int last = 0;
    while (!queue.isEmpty()) {
      int key = queue.leastKey();
      if (foundCount >= entriesWanted && key > last) {
        radius = last;
        break;
      }
      last = key;
      int item = queue.take();
      if (item >= graph.components) {
        found[foundCount++] = item - graph.components;
      } else if (settled[item] != search) {
        settle(item, key);
      }
    }
    return inOrder(entriesWanted);
  }

  private void settle(int at, int itsCost) {
    settled[at] = search;
    for (int i = graph.firstEntry[at]; i < graph.firstEntry[at + 1]; i++) {
      int e = graph.entry[i];
      queue.add(itsCost + graph.startCost(e), graph.components + e);
    }
    for (int h = graph.first[at]; h < graph.first[at + 1]; h++) {
      reach(graph.other[h], itsCost + graph.in[h]);
    }
  }

  private void reach(int component, int itsCost) {
    if (seen[component] != search || itsCost < cost[component]) {
      seen[component] = search;
      cost[component] = itsCost;
      queue.add(itsCost, component);
    }
  }

  private int[] inOrder(int wanted) {
    long[] order = new long[foundCount];
    for (int i = 0; i < foundCount; i++) {
      order[i] = ((long) total(found[i]) << 32) | found[i];
    }
    Arrays.sort(order);
    return Arrays.stream(order).limit(wanted).mapToInt(o -> (int) o).toArray();
  }

  /** Cost of the easiest way from an entry point that was found. */
  int total(int entry) {
    return graph.startCost(entry) + cost[graph.entryOn[entry]];
  }

  /** Cost from a component to the goal, exact when the search came there; else a lower bound. */
  int atLeast(int component) {
    if (settled[component] == search) {
      return cost[component];
    }
    return radius == NEVER ? NEVER : radius + 1;
  }

  boolean isGoal(int component) {
    return settled[component] == search && cost[component] == 0;
  }

  /** The half-link by which the easiest way goes on from a settled component that is no goal. */
  int onward(int component) {
    if (nextKnown[component] != search) {
      nextKnown[component] = search;
      next[component] = findOnward(component);
    }
    return next[component];
  }

  private int findOnward(int component) {
    for (int h = graph.first[component]; h < graph.first[component + 1]; h++) {
      int to = graph.other[h];
      if (settled[to] == search && graph.out[h] + cost[to] == cost[component]) {
        return h;
      }
    }
    throw new IllegalStateException("the search did not come to component " + component);
  }
}
