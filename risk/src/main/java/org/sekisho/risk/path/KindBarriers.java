package org.sekisho.risk.path;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

/**
 * Barriers by the kind of place, for places of which nothing more is known. A control closes a
 * place when its main measure keeps attackers out of such places, and, where rules speak of it,
 * when it blocks at least half as many of the threats there that lead further as the control that
 * blocks most: one that answers a single threat closes no place. Immutable.
 */
final class KindBarriers implements Barriers {
  /** Authentication holds off somebody who has the other end; encryption alone does not. */
  private static final Set<String> OF_LINKS =
      Set.of("srvauth", "userauth", "msgauth", "fw", "filter", "allowlist");

  private static final Set<String> OF_COMPONENTS = Set.of("fw", "filter", "allowlist");
  private static final Set<String> OF_NETWORKS =
      Set.of("srvauth", "userauth", "msgauth", "fw", "filter", "vpatch");
  private static final Set<String> OF_RADIOS = Set.of("comenc", "srvauth", "userauth", "msgauth");
  private static final Set<String> OF_HARDWARE = Set.of("tamper-hw");
  private static final Set<String> OF_MEDIA = Set.of("tamper-hw", "allowlist", "codesign");
  private static final Set<String> OF_PROGRAMS = Set.of("codesign");

  private static final Set<EntityKind> PLACES =
      Set.of(EntityKind.LINK, EntityKind.COMPONENT, EntityKind.ENTRY_POINT);

  private static final Comparator<Control> LEAST_FIRST =
      Comparator.comparingInt(Control::effort).thenComparing(Control::id);

  private final Map<String, EntryPoint> entryPoints;
  private final Map<String, Control> controls;
  private final Map<EntityKind, Map<String, Integer>> blocked = new EnumMap<>(EntityKind.class);
  private final Map<Object, List<Control>> known = new HashMap<>();

  KindBarriers(
      Map<String, EntryPoint> entryPoints, Map<String, Control> controls, Map<String, Rule> rules) {
    this.entryPoints = entryPoints;
    this.controls = controls;
    for (Rule rule : rules.values()) {
      if (LEADING_ON.contains(rule.threatClass())) {
        for (Rule.Answer answer : rule.answers()) {
          if (answer.strength() == Rule.Strength.BLOCKS) {
            place(rule.over(), answer.at())
                .ifPresent(
                    kind ->
                        blocked
                            .computeIfAbsent(kind, _ -> new HashMap<>())
                            .merge(answer.control(), 1, Integer::sum));
          }
        }
      }
    }
    known.put(EntityKind.LINK, closing(EntityKind.LINK, OF_LINKS));
    known.put(EntityKind.COMPONENT, closing(EntityKind.COMPONENT, OF_COMPONENTS));
    for (EntryPoint.Kind kind : EntryPoint.Kind.values()) {
      known.put(kind, closing(EntityKind.ENTRY_POINT, measures(kind)));
    }
  }

  @Override
  public Optional<Cut.Place> cheapest(EntityRef at, Defences defences) {
    EntryPoint entry = at.kind() == EntityKind.ENTRY_POINT ? entryPoints.get(at.id()) : null;
    Object sort =
        at.kind() == EntityKind.ENTRY_POINT
            ? entry == null ? EntryPoint.Kind.NETWORK_SERVICE : entry.kind()
            : at.kind();
    for (Control control : known.getOrDefault(sort, List.of())) {
      if (!defences.inPlace(at, control.id())) {
        return Optional.of(new Cut.Place(at, control.id(), control.effort()));
      }
    }
    return Optional.empty();
  }

  private List<Control> closing(EntityKind kind, Set<String> measures) {
    List<Control> fit =
        controls.values().stream()
            .filter(c -> c.on().contains(kind))
            .filter(c -> !c.measures().isEmpty() && measures.contains(c.measures().getFirst()))
            .sorted(LEAST_FIRST)
            .toList();
    Map<String, Integer> counts = blocked.getOrDefault(kind, Map.of());
    int most = fit.stream().mapToInt(c -> counts.getOrDefault(c.id(), 0)).max().orElse(0);
    return fit.stream().filter(c -> counts.getOrDefault(c.id(), 0) * 2 >= most).toList();
  }

  private static Set<String> measures(EntryPoint.Kind kind) {
    return switch (kind) {
      case NETWORK_SERVICE, CLIENT_CONNECTION, WEB_INTERFACE, MAINTENANCE_ACCOUNT, USER_INTERFACE ->
          OF_NETWORKS;
      case RADIO -> OF_RADIOS;
      case PHYSICAL_PORT, DEBUG_PORT, CASE, SENSING, SIDE_CHANNEL -> OF_HARDWARE;
      case REMOVABLE_MEDIUM -> OF_MEDIA;
      case UPDATE_CHANNEL, SUPPLY_CHAIN -> OF_PROGRAMS;
    };
  }

  private static Optional<EntityKind> place(EntityKind over, Rule.At at) {
    return switch (at) {
      case SELF -> {
        EntityKind self = over == EntityKind.CROSSING ? EntityKind.LINK : over;
        yield PLACES.contains(self) ? Optional.of(self) : Optional.empty();
      }
      case FROM, TO, ANY_END, BOTH_ENDS, ON_PATH -> Optional.of(EntityKind.COMPONENT);
      // A gateway shields others, not itself; the system is no place on a way.
      case GATEWAY, SYSTEM -> Optional.empty();
    };
  }
}
