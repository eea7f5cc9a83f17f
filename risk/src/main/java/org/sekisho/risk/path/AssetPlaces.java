package org.sekisho.risk.path;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.method.Importance;

/**
 * The components where somebody who holds them has an asset: those that the asset names; devices
 * whose profile has one of its points; both ends of a link that carries it, unless the content is
 * encrypted by itself; the component of an entry point behind which it lies; and wherever a thing
 * is that holds it. Immutable.
 */
public final class AssetPlaces {
  private final Map<String, SortedSet<String>> components;

  private AssetPlaces(Map<String, SortedSet<String>> components) {
    this.components = components;
  }

  /** Those of all assets of a model. */
  public static AssetPlaces of(SystemModel model) {
    Map<String, SortedSet<String>> direct = new HashMap<>();
    Map<String, Set<String>> assetsOfProfile = new HashMap<>();
    for (Asset asset : model.assets().values()) {
      direct.put(asset.id(), new TreeSet<>(asset.in()));
      for (String point : asset.points()) {
        String profile = point.substring(0, Math.max(0, point.indexOf('/')));
        assetsOfProfile.computeIfAbsent(profile, _ -> new HashSet<>()).add(asset.id());
      }
    }
    for (Component c : model.components().values()) {
      c.profile()
          .ifPresent(
              profile -> add(direct, assetsOfProfile.getOrDefault(profile, Set.of()), c.id()));
    }
    for (Link link : model.links().values()) {
      if (link.encryption() != Link.Encryption.CONTENT) {
        add(direct, link.data(), link.from());
        add(direct, link.data(), link.to());
      }
    }
    for (EntryPoint entry : model.entryPoints().values()) {
      add(direct, entry.assets(), entry.on());
    }
    return new AssetPlaces(withThings(model, direct));
  }

  /** Ids of the components, in their order. */
  public List<String> of(String asset) {
    return List.copyOf(components.getOrDefault(asset, new TreeSet<>()));
  }

  /** Whether the guideline demands protection of an asset: importance 2 or more on any axis. */
  public static boolean isProtected(Asset asset) {
    return new Importance(asset.confidentiality(), asset.integrity(), asset.availability())
        .isProtected();
  }

  private static void add(
      Map<String, SortedSet<String>> places, Iterable<String> assets, String component) {
    for (String asset : assets) {
      places.computeIfAbsent(asset, _ -> new TreeSet<>()).add(component);
    }
  }

  private static Map<String, SortedSet<String>> withThings(
      SystemModel model, Map<String, SortedSet<String>> direct) {
    Map<String, SortedSet<String>> all = new HashMap<>();
    direct.forEach((asset, at) -> all.put(asset, new TreeSet<>(at)));
    for (Asset thing : model.assets().values()) {
      SortedSet<String> at = direct.getOrDefault(thing.id(), new TreeSet<>());
      if (thing.holds().isEmpty() || at.isEmpty()) {
        continue;
      }
      // Things hold things; a circle of them ends where it was already.
      Set<String> held = new HashSet<>(thing.holds());
      Deque<String> open = new ArrayDeque<>(thing.holds());
      while (!open.isEmpty()) {
        String next = open.remove();
        all.computeIfAbsent(next, _ -> new TreeSet<>()).addAll(at);
        Asset asset = model.assets().get(next);
        for (String further : asset == null ? List.<String>of() : asset.holds()) {
          if (held.add(further)) {
            open.add(further);
          }
        }
      }
    }
    return all;
  }
}
