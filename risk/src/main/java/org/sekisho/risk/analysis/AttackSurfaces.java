package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.fact.AssetEntity;
import org.sekisho.risk.fact.ComponentEntity;
import org.sekisho.risk.fact.CrossingEntity;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntryPointEntity;
import org.sekisho.risk.fact.LinkEntity;
import org.sekisho.risk.fact.PathEntity;
import org.sekisho.risk.fact.SystemFacts;

/**
 * The attack surfaces of a system. Entry points that the model gives a number keep it; the others
 * get the numbers that are free, each its own, in the order of the file.
 */
final class AttackSurfaces {
  private final List<Surface> surfaces;
  private final Map<String, String> byEntryPoint = new HashMap<>();
  private final Map<String, String> byComponent = new HashMap<>();

  AttackSurfaces(SystemFacts facts) {
    Map<String, List<EntryPointEntity>> grouped = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    for (EntryPointEntity entry : facts.system().entryPoints()) {
      entry.entryPoint().surface().ifPresent(taken::add);
    }
    int next = 1;
    for (EntryPointEntity entry : facts.system().entryPoints()) {
      Optional<String> given = entry.entryPoint().surface();
      String number;
      if (given.isPresent()) {
        number = given.get();
      } else {
        while (taken.contains("AS" + next)) {
          next++;
        }
        number = "AS" + next++;
      }
      grouped.computeIfAbsent(number, x -> new ArrayList<>()).add(entry);
      byEntryPoint.put(entry.id(), number);
      byComponent.putIfAbsent(entry.on().id(), number);
    }
    surfaces =
        grouped.entrySet().stream()
            .map(e -> surface(e.getKey(), e.getValue()))
            .sorted(Comparator.comparingInt(s -> number(s.number())))
            .toList();
  }

  /** The surfaces in the order of their numbers. */
  List<Surface> all() {
    return surfaces;
  }

  /** The surface that a threat at the entity belongs to. */
  Optional<String> of(Entity entity) {
    return switch (entity) {
      case EntryPointEntity entry -> Optional.ofNullable(byEntryPoint.get(entry.id()));
      case ComponentEntity c -> Optional.ofNullable(byComponent.get(c.id()));
      case LinkEntity link -> of(link.to()).or(() -> of(link.from()));
      case CrossingEntity crossing -> of(crossing.link());
      case PathEntity path -> of(path.entry());
      default -> Optional.empty();
    };
  }

  private static int number(String surface) {
    return Integer.parseInt(surface.substring(2));
  }

  private static Surface surface(String number, List<EntryPointEntity> entries) {
    Set<String> assets = new LinkedHashSet<>();
    List<String> ja = new ArrayList<>();
    List<String> en = new ArrayList<>();
    for (EntryPointEntity entry : entries) {
      entry.assets().stream().map(AssetEntity::id).forEach(assets::add);
      ja.add(entry.name().ja());
      en.add(entry.name().en());
    }
    return new Surface(
        number,
        new LocalText(String.join("、", ja), String.join(", ", en)),
        entries.getFirst().on().id(),
        entries.stream().map(Entity::id).toList(),
        List.copyOf(assets),
        entries.stream().anyMatch(e -> e.on().inScope()));
  }
}
