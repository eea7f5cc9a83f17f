package org.sekisho.risk.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest set of places whose defence parts a set of components from every entry point: a
 * greatest flow (Dinic 1970) over places, each with the least effort of a control as its capacity,
 * none where nothing can defend it. The flow is sought backward from the components, so that a cut
 * near them is found without looking at the rest of a large system; of several cheapest cuts it is
 * the one nearest to them. Used again for the next set. One thread.
 */
final class CutSearch {
  /** A capacity that no cut pays. */
  private static final int ENDLESS = 1 << 28;

  private final AttackGraph graph;
  private final Cut.Place[] places;

  // Nodes: component c enters at 2c and leaves at 2c + 1; links follow in the same way; the last
  // node is where attackers come from. Arc a and arc a ^ 1 are each other's way back.
  private final int outside;
  private final int[] first;
  private final int[] arcs;
  private final int[] head;
  private final int[] capacity;
  private final int[] fresh;

  private final int[] level;
  private final int[] mark;
  private final int[] turn;
  private final int[] open;
  private int search;
  private int openCount;

  private int[] touched = new int[64];
  private int touchedCount;

  CutSearch(AttackGraph graph, Barriers barriers, Defences defences) {
    this.graph = graph;
    int inner = 2 * (graph.components + graph.links);
    outside = inner;
    var build = new Build(graph, barriers, defences);
    head = Arrays.copyOf(build.head, build.count);
    fresh = Arrays.copyOf(build.capacity, build.count);
    capacity = fresh.clone();
    places = build.places;
    first = new int[inner + 2];
    for (int a = 0; a < build.count; a++) {
      first[head[a ^ 1] + 1]++;
    }
    Arrays.parallelPrefix(first, Integer::sum);
    arcs = new int[build.count];
    int[] fill = first.clone();
    for (int a = 0; a < build.count; a++) {
      arcs[fill[head[a ^ 1]]++] = a;
    }
    level = new int[inner + 1];
    mark = new int[inner + 1];
    turn = new int[inner + 1];
    open = new int[inner + 1];
  }

  /** The places of the cheapest cut, in their order; empty when no set of places is enough. */
  Optional<List<Cut.Place>> around(int[] goals) {
    boolean possible = true;
    while (possible && levels(goals)) {
      for (int goal : goals) {
        possible &= push(2 * goal + 1);
      }
    }
    Optional<List<Cut.Place>> cut = possible ? Optional.of(saturated()) : Optional.empty();
    for (int i = 0; i < touchedCount; i++) {
      capacity[touched[i]] = fresh[touched[i]];
      capacity[touched[i] ^ 1] = fresh[touched[i] ^ 1];
    }
    touchedCount = 0;
    return cut;
  }

  /** Counts steps backward from the goals until attackers come in; false when they cannot. */
  private boolean levels(int[] goals) {
    search++;
    openCount = 0;
    for (int goal : goals) {
      enter(2 * goal + 1, 0);
    }
    for (int next = 0; next < openCount; next++) {
      int at = open[next];
      if (mark[outside] == search && level[at] >= level[outside]) {
        return true;
      }
      for (int i = first[at]; i < first[at + 1]; i++) {
        if (capacity[arcs[i] ^ 1] > 0 && mark[head[arcs[i]]] != search) {
          enter(head[arcs[i]], level[at] + 1);
        }
      }
    }
    return mark[outside] == search;
  }

  private void enter(int node, int itsLevel) {
    mark[node] = search;
    level[node] = itsLevel;
    turn[node] = first[node];
    if (node != outside) {
      open[openCount++] = node;
    }
  }

  /** Sends from outside to a goal what fits along the levels; false when it has no end. */
  private boolean push(int goal) {
    int[] way = new int[64];
    int length = 0;
    int at = goal;
    while (true) {
      if (at == outside) {
        int most = ENDLESS;
        for (int i = 0; i < length; i++) {
          most = Math.min(most, capacity[way[i] ^ 1]);
        }
        if (most >= ENDLESS / 2) {
          return false;
        }
        length = send(way, length, most);
        at = length == 0 ? goal : head[way[length - 1]];
      } else if (turn[at] == first[at + 1]) {
        if (length == 0) {
          return true;
        }
        at = head[way[--length] ^ 1];
        turn[at]++;
      } else {
        int arc = arcs[turn[at]];
        int to = head[arc];
        if (capacity[arc ^ 1] > 0 && mark[to] == search && level[to] == level[at] + 1) {
          if (length == way.length) {
            way = Arrays.copyOf(way, length * 2);
          }
          way[length++] = arc;
          at = to;
        } else {
          turn[at]++;
        }
      }
    }
  }

  /** Takes the amount along a way; gives how much of the way is left before the first full arc. */
  private int send(int[] way, int length, int amount) {
    int left = length;
    for (int i = length - 1; i >= 0; i--) {
      capacity[way[i] ^ 1] -= amount;
      capacity[way[i]] += amount;
      if (touchedCount == touched.length) {
        touched = Arrays.copyOf(touched, touchedCount * 2);
      }
      touched[touchedCount++] = way[i];
      if (capacity[way[i] ^ 1] == 0) {
        left = i;
      }
    }
    return left;
  }

  /** The arcs into what the last search saw from the rest; there attackers are stopped. */
  private List<Cut.Place> saturated() {
    List<Cut.Place> cut = new ArrayList<>();
    int inner = 2 * (graph.components + graph.links);
    for (int i = 0; i < openCount; i++) {
      int node = open[i];
      if ((node & 1) == 1 && mark[node - 1] != search) {
        cut.add(places[node / 2]);
      } else if ((node & 1) == 0 && node < 2 * graph.components) {
        for (int e = graph.firstEntry[node / 2]; e < graph.firstEntry[node / 2 + 1]; e++) {
          cut.add(places[inner / 2 + graph.entry[e]]);
        }
      }
    }
    cut.sort(
        java.util.Comparator.comparing((Cut.Place p) -> p.at().kind())
            .thenComparing(p -> p.at().id()));
    return cut;
  }

  /** The arcs with their capacities. */
  private static final class Build {
    private final int[] head;
    private final int[] capacity;
    private final Cut.Place[] places;
    private final AttackGraph graph;
    private int count;

    Build(AttackGraph graph, Barriers barriers, Defences defences) {
      this.graph = graph;
      int most = 2 * (graph.components + graph.links + graph.entries) + 4 * graph.other.length;
      head = new int[most];
      capacity = new int[most];
      places = new Cut.Place[graph.components + graph.links + graph.entries];
      int place = 0;
      for (int c = 0; c < graph.components; c++) {
        place(place++, 2 * c, 2 * c + 1, barriers.cheapest(graph.component(c), defences));
      }
      for (int l = 0; l < graph.links; l++) {
        int node = 2 * (graph.components + l);
        place(place++, node, node + 1, barriers.cheapest(graph.link(l), defences));
      }
      int outside = 2 * (graph.components + graph.links);
      for (int e = 0; e < graph.entries; e++) {
        place(place++, outside, 2 * graph.entryOn[e], barriers.cheapest(graph.entry(e), defences));
      }
      for (int h = 0; h < graph.other.length; h++) {
        int linkIn = 2 * (graph.components + graph.link[h]);
        arc(2 * graph.from[h] + 1, linkIn, ENDLESS);
        arc(linkIn + 1, 2 * graph.other[h], ENDLESS);
      }
    }

    private void place(int number, int from, int to, Optional<Cut.Place> defended) {
      defended.ifPresent(d -> places[number] = d);
      arc(from, to, defended.map(Cut.Place::effort).orElse(ENDLESS));
    }

    private void arc(int from, int to, int most) {
      head[count] = to;
      capacity[count++] = most;
      head[count] = from;
      capacity[count++] = 0;
    }
  }
}
