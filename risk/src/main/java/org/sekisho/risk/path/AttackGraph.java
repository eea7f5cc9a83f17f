package org.sekisho.risk.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

/**
 * A model as numbers, for searches: components, links and enabled entry points are numbered in the
 * order of their ids, so that the order of the file changes nothing. Each link is two half-links,
 * one at each end. Places that are taken out have no half-links and no entry points. Immutable.
 */
final class AttackGraph {
  /** Most that the controls at one place count. */
  private static final int MAX_EFFORT = 1_000;

  final int components;
  final int links;
  final int entries;

  /** Half-links of component c: from {@code first[c]} to before {@code first[c + 1]}. */
  final int[] first;

  /** By half-link: the component at which it begins. */
  final int[] from;

  /** By half-link: the component at its other end. Ordered by it, then by link. */
  final int[] other;

  /** By half-link: the link. */
  final int[] link;

  /** By half-link: cost of the link alone, towards the other end. */
  final int[] linkCost;

  /** By half-link: cost towards the other end, with its component. */
  final int[] out;

  /** By half-link: cost from the other end to here, with the component here. */
  final int[] in;

  /** By component: what the controls there cost. */
  final int[] componentCost;

  /** By entry point: its component. */
  final int[] entryOn;

  /** By entry point: cost of using it. */
  final int[] entryCost;

  /** Entry points of component c, the easiest first, like {@link #first}. */
  final int[] firstEntry;

  final int[] entry;

  /** By link: whether it crosses a boundary. */
  final boolean[] boundary;

  /** By component: number of the part of the graph that hangs together. */
  final int[] part;

  /** By part: how many entry points it has. */
  final int[] entriesOfPart;

  /** Greatest cost of a step from component to component, or into a first component. */
  final int greatestStep;

  private final EntityRef[] componentRefs;
  private final EntityRef[] linkRefs;
  private final EntityRef[] entryRefs;
  private final Map<String, Integer> componentNumbers = new HashMap<>();
  private final boolean[] gone;

  AttackGraph(SystemModel model, Defences defences, Set<EntityRef> without) {
    componentRefs = refs(EntityKind.COMPONENT, model.components().keySet(), Set.of());
    components = componentRefs.length;
    componentCost = new int[components];
    gone = new boolean[components];
    for (int c = 0; c < components; c++) {
      componentNumbers.put(componentRefs[c].id(), c);
      componentCost[c] = effort(defences, componentRefs[c]);
      gone[c] = without.contains(componentRefs[c]);
    }

    linkRefs = refs(EntityKind.LINK, model.links().keySet(), without);
    links = linkRefs.length;
    boundary = new boolean[links];
    var halves = new Halves(links);
    for (int l = 0; l < links; l++) {
      halves.add(model, l, model.links().get(linkRefs[l].id()), effort(defences, linkRefs[l]));
    }
    first = halves.firstByComponent();
    int[] order = halves.order();
    from = pick(halves.from, order);
    other = pick(halves.to, order);
    link = pick(halves.link, order);
    linkCost = pick(halves.forth, order);
    out = new int[order.length];
    in = new int[order.length];
    for (int h = 0; h < order.length; h++) {
      out[h] = linkCost[h] + componentCost[other[h]];
      in[h] = halves.back[order[h]] + componentCost[halves.from[order[h]]];
    }

    List<EntityRef> enabled = new ArrayList<>();
    for (EntityRef ref : refs(EntityKind.ENTRY_POINT, model.entryPoints().keySet(), without)) {
      EntryPoint e = model.entryPoints().get(ref.id());
      Integer on = e == null ? null : componentNumbers.get(e.on());
      if (e != null && e.enabled() && on != null && !gone[on]) {
        enabled.add(ref);
      }
    }
    entryRefs = enabled.toArray(EntityRef[]::new);
    entries = entryRefs.length;
    entryOn = new int[entries];
    entryCost = new int[entries];
    for (int e = 0; e < entries; e++) {
      EntryPoint point = model.entryPoints().get(entryRefs[e].id());
      Component on = point == null ? null : model.component(point.on());
      if (point != null && on != null) {
        entryOn[e] = number(point.on());
        entryCost[e] = StepCost.entry(point, on) + effort(defences, entryRefs[e]);
      }
    }
    entry = byComponentAndCost();
    firstEntry = new int[components + 1];
    for (int e = 0; e < entries; e++) {
      firstEntry[entryOn[e] + 1]++;
    }
    Arrays.parallelPrefix(firstEntry, Integer::sum);

    part = parts();
    entriesOfPart = new int[components];
    for (int e = 0; e < entries; e++) {
      entriesOfPart[part[entryOn[e]]]++;
    }
    greatestStep = greatestStep();
  }

  /** Number of a component, or -1. */
  int number(String component) {
    return componentNumbers.getOrDefault(component, -1);
  }

  /** Numbers of those that are not taken out. */
  int[] numbers(List<String> ids) {
    return ids.stream().mapToInt(this::number).filter(c -> c >= 0 && !gone[c]).sorted().toArray();
  }

  EntityRef component(int c) {
    return componentRefs[c];
  }

  EntityRef link(int l) {
    return linkRefs[l];
  }

  EntityRef entry(int e) {
    return entryRefs[e];
  }

  /** How many entry points lead to at least one of these components. */
  int leadingTo(int[] goals) {
    Set<Integer> seen = new HashSet<>();
    int count = 0;
    for (int goal : goals) {
      if (seen.add(part[goal])) {
        count += entriesOfPart[part[goal]];
      }
    }
    return count;
  }

  /** Cost of the first two steps of a way: the entry point and its component. */
  int startCost(int e) {
    return entryCost[e] + componentCost[entryOn[e]];
  }

  private static int effort(Defences defences, EntityRef at) {
    return Math.clamp(defences.effort(at), 0, MAX_EFFORT);
  }

  private static EntityRef[] refs(EntityKind kind, Set<String> ids, Set<EntityRef> without) {
    return ids.stream()
        .sorted()
        .map(id -> new EntityRef(kind, id))
        .filter(ref -> !without.contains(ref))
        .toArray(EntityRef[]::new);
  }

  private static int[] pick(int[] values, int[] order) {
    int[] picked = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      picked[i] = values[order[i]];
    }
    return picked;
  }

  private int[] byComponentAndCost() {
    Integer[] order = new Integer[entries];
    Arrays.setAll(order, e -> e);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingInt(e -> entryOn[e])
            .thenComparingInt(e -> entryCost[e])
            .thenComparingInt(e -> e));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private int[] parts() {
    int[] found = new int[components];
    Arrays.fill(found, -1);
    int[] open = new int[components];
    int count = 0;
    for (int c = 0; c < components; c++) {
      if (found[c] < 0) {
        int top = 0;
        open[top++] = c;
        found[c] = count;
        while (top > 0) {
          int at = open[--top];
          for (int h = first[at]; h < first[at + 1]; h++) {
            if (found[other[h]] < 0) {
              found[other[h]] = count;
              open[top++] = other[h];
            }
          }
        }
        count++;
      }
    }
    return found;
  }

  private int greatestStep() {
    int greatest = 1;
    for (int cost : out) {
      greatest = Math.max(greatest, cost);
    }
    for (int e = 0; e < entries; e++) {
      greatest = Math.max(greatest, startCost(e));
    }
    return greatest;
  }

  /** Half-links in the order of the links, before they are put in order by component. */
  private final class Halves {
    private final int[] from;
    private final int[] to;
    private final int[] link;
    private final int[] forth;
    private final int[] back;
    private int count;

    Halves(int links) {
      from = new int[2 * links];
      to = new int[2 * links];
      link = new int[2 * links];
      forth = new int[2 * links];
      back = new int[2 * links];
    }

    void add(SystemModel model, int number, @Nullable Link l, int effort) {
      int opening = l == null ? -1 : number(l.from());
      int accepting = l == null ? -1 : number(l.to());
      // A link to itself leads nowhere.
      if (l == null
          || opening < 0
          || accepting < 0
          || opening == accepting
          || gone[opening]
          || gone[accepting]) {
        return;
      }
      boundary[number] = StepCost.boundaries(model, l) > 0;
      int forward = StepCost.link(model, l, true) + effort;
      int backward = StepCost.link(model, l, false) + effort;
      half(opening, accepting, number, forward, backward);
      half(accepting, opening, number, backward, forward);
    }

    private void half(int at, int toward, int number, int itsForth, int itsBack) {
      from[count] = at;
      to[count] = toward;
      link[count] = number;
      forth[count] = itsForth;
      back[count] = itsBack;
      count++;
    }

    int[] firstByComponent() {
      int[] starts = new int[components + 1];
      for (int h = 0; h < count; h++) {
        starts[from[h] + 1]++;
      }
      Arrays.parallelPrefix(starts, Integer::sum);
      return starts;
    }

    /** Half-links by component, other end and link: two counting passes keep the order of links. */
    int[] order() {
      int[] byLink = new int[count];
      Arrays.setAll(byLink, h -> h);
      return sorted(sorted(byLink, to), from);
    }

    private int[] sorted(int[] order, int[] by) {
      int[] starts = new int[components + 1];
      for (int h : order) {
        starts[by[h] + 1]++;
      }
      Arrays.parallelPrefix(starts, Integer::sum);
      int[] result = new int[order.length];
      for (int h : order) {
        result[starts[by[h]]++] = h;
      }
      return result;
    }
  }
}
