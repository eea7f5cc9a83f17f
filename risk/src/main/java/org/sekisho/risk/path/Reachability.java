package org.sekisho.risk.path;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;

/**
 * From where each component can be reached: by its own enabled entry points, and over links from
 * those of others. Links join both ways, see {@link StepCost}. Found in time linear in the size of
 * the model; immutable.
 */
public final class Reachability {
  private final Map<String, EntryPoint.Reach> direct = new HashMap<>();
  private final Map<String, Exposure> widest = new HashMap<>();

  /**
   * The widest reach from which a component can be come to.
   *
   * @param reach from where
   * @param hops over how many links at least from an entry point of that reach; 0 for its own
   * @param entryPoint id of that entry point, the first by id of the nearest
   */
  public record Exposure(EntryPoint.Reach reach, int hops, String entryPoint) {}

  private Reachability() {}

  /** That of every component of a model. */
  public static Reachability of(SystemModel model) {
    var found = new Reachability();
    Map<EntryPoint.Reach, List<EntryPoint>> starts = new EnumMap<>(EntryPoint.Reach.class);
    model.entryPoints().keySet().stream()
        .sorted()
        .map(model.entryPoints()::get)
        .forEach(
            e -> {
              if (e != null && e.enabled()) {
                starts.computeIfAbsent(e.reach(), _ -> new ArrayList<>()).add(e);
                found.direct.merge(e.on(), e.reach(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
              }
            });
    Map<String, List<String>> neighbours = new HashMap<>();
    for (Link link : model.links().values()) {
      neighbours.computeIfAbsent(link.from(), _ -> new ArrayList<>()).add(link.to());
      neighbours.computeIfAbsent(link.to(), _ -> new ArrayList<>()).add(link.from());
    }
    // The widest comes first, and takes all that it comes to: narrower ones stop there.
    starts.values().forEach(entries -> found.spread(entries, neighbours));
    return found;
  }

  /** The widest reach of the component's own enabled entry points; empty when it has none. */
  public Optional<EntryPoint.Reach> direct(String component) {
    return Optional.ofNullable(direct.get(component));
  }

  /** The widest reach from which one comes to it at all; empty when no way leads there. */
  public Optional<Exposure> widest(String component) {
    return Optional.ofNullable(widest.get(component));
  }

  private void spread(List<EntryPoint> entries, Map<String, List<String>> neighbours) {
    Deque<String> open = new ArrayDeque<>();
    for (EntryPoint e : entries) {
      if (widest.putIfAbsent(e.on(), new Exposure(e.reach(), 0, e.id())) == null) {
        open.add(e.on());
      }
    }
    while (!open.isEmpty()) {
      String at = open.remove();
      Exposure here = widest.get(at);
      for (String next : neighbours.getOrDefault(at, List.of())) {
        if (here != null
            && widest.putIfAbsent(next, new Exposure(here.reach, here.hops + 1, here.entryPoint))
                == null) {
          open.add(next);
        }
      }
    }
  }
}
