package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;

/** What stands at each component of a model, looked up once for a whole export. */
final class Neighbours {
  private final Map<String, List<Link>> from = new HashMap<>();
  private final Map<String, List<Link>> to = new HashMap<>();
  private final Map<String, List<Asset>> held = new HashMap<>();

  Neighbours(SystemModel model) {
    for (Link l : model.links().values()) {
      from.computeIfAbsent(l.from(), c -> new ArrayList<>()).add(l);
      to.computeIfAbsent(l.to(), c -> new ArrayList<>()).add(l);
    }
    for (Asset a : model.assets().values()) {
      a.in().forEach(c -> held.computeIfAbsent(c, x -> new ArrayList<>()).add(a));
    }
  }

  /** Links that the component opens. */
  List<Link> from(String component) {
    return from.getOrDefault(component, List.of());
  }

  /** Links that the component accepts. */
  List<Link> to(String component) {
    return to.getOrDefault(component, List.of());
  }

  /** Assets that the component holds. */
  List<Asset> held(String component) {
    return held.getOrDefault(component, List.of());
  }

  /** Ids of the assets that the component holds or that travel on its links. */
  Set<String> processed(String component) {
    Set<String> all = new LinkedHashSet<>();
    held(component).forEach(a -> all.add(a.id()));
    from(component).forEach(l -> all.addAll(l.data()));
    to(component).forEach(l -> all.addAll(l.data()));
    return all;
  }
}
