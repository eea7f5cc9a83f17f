package org.sekisho.risk.fact;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Grant;
import org.sekisho.model.system.SystemModel;

/**
 * How far each component is from doing harm to people: 0 where an asset is that touches life, one
 * more for each link over which commands, programs or such assets flow towards it. A component from
 * which nothing of the kind flows there does not touch life, whatever else the model holds.
 */
final class LifeReach {
  /** Does not touch life. */
  static final int NONE = -1;

  /** Assets that are a means: their loss hurts only through what they move. */
  private static final Set<Asset.Kind> MEANS =
      Set.of(
          Asset.Kind.CONTROL,
          Asset.Kind.CODE,
          Asset.Kind.SETTINGS,
          Asset.Kind.SECURITY,
          Asset.Kind.LOG);

  /** From this rating on the loss of availability alone is a danger at a distance. */
  private static final int NEEDED = 3;

  private final boolean commandsRated;
  private final boolean granted;
  private final Set<String> commanding = new HashSet<>();
  private final Map<ComponentEntity, List<ComponentEntity>> makers = new LinkedHashMap<>();

  private LifeReach(SystemModel model, Collection<AssetEntity> assets) {
    this.commandsRated =
        assets.stream().anyMatch(a -> is(a, Asset.Kind.CONTROL) && a.asset().touchesLife());
    this.granted = !model.grants().isEmpty();
    for (Grant grant : model.grants().values()) {
      if (!grant.command().isEmpty()) {
        commanding.add(grant.application());
      }
    }
    for (AssetEntity asset : assets) {
      if (is(asset, Asset.Kind.CODE)) {
        List<ComponentEntity> builds =
            asset.holders().stream()
                .filter(c -> c.component().kind() == ComponentKind.BUILD)
                .toList();
        asset
            .holders()
            .forEach(c -> makers.computeIfAbsent(c, _ -> new ArrayList<>()).addAll(builds));
      }
    }
  }

  /** Works it out for all components and links. */
  static void measure(
      SystemModel model,
      Collection<ComponentEntity> components,
      Collection<LinkEntity> links,
      Collection<AssetEntity> assets) {
    if (assets.stream().noneMatch(a -> a.asset().touchesLife())) {
      return;
    }
    var reach = new LifeReach(model, assets);
    Map<ComponentEntity, Integer> near = reach.spread(reach.ends(components, 0));
    Map<ComponentEntity, Integer> needed = reach.spread(reach.ends(components, NEEDED));
    for (ComponentEntity component : components) {
      component.lifeHops = near.getOrDefault(component, reach.holdsMeans(component) ? 1 : NONE);
      component.lifeNeedsIt = component.lifeHops == 0 || needed.containsKey(component);
    }
    for (LinkEntity link : links) {
      link.lifeHops = NONE;
      if (link.reachesTo() && reach.moves(link, link.from(), link.to())) {
        link.meet(link.to());
      }
      if (link.reachesFrom() && reach.moves(link, link.to(), link.from())) {
        link.meet(link.from());
      }
      if (link.data().stream().anyMatch(a -> a.asset().touchesLife() && !isMeans(a))) {
        link.lifeHops = 0;
        link.lifeNeedsIt = true;
      }
    }
  }

  /** Where assets are that touch life themselves; where only means are rated, devices that obey. */
  private List<ComponentEntity> ends(Collection<ComponentEntity> components, int availability) {
    List<ComponentEntity> ends = new ArrayList<>();
    for (ComponentEntity component : components) {
      boolean end =
          component.held().stream()
              .anyMatch(
                  a ->
                      a.asset().touchesLife()
                          && a.asset().availability() >= availability
                          && (!isMeans(a) || obeys(component, a)));
      if (end) {
        ends.add(component);
      }
    }
    return ends;
  }

  /** A device that holds commands which touch life, such as by the points of its profile. */
  private static boolean obeys(ComponentEntity component, AssetEntity asset) {
    return component.writable()
        && component.component().kind().isDevice()
        && is(asset, Asset.Kind.CONTROL);
  }

  /** Who keeps what moves things where life is at stake, although no link says where it goes. */
  private boolean holdsMeans(ComponentEntity component) {
    return component.held().stream()
        .anyMatch(a -> a.asset().touchesLife() && isMeans(a) && !is(a, Asset.Kind.CODE));
  }

  private Map<ComponentEntity, Integer> spread(List<ComponentEntity> ends) {
    Map<ComponentEntity, Integer> hops = new LinkedHashMap<>();
    ends.forEach(end -> hops.put(end, 0));
    var open = new ArrayDeque<ComponentEntity>(ends);
    while (!open.isEmpty()) {
      ComponentEntity at = open.remove();
      int next = hops.getOrDefault(at, 0) + 1;
      for (ComponentEntity before : before(at)) {
        if (hops.putIfAbsent(before, next) == null) {
          open.add(before);
        }
      }
    }
    return hops;
  }

  private List<ComponentEntity> before(ComponentEntity at) {
    List<ComponentEntity> before = new ArrayList<>(makers.getOrDefault(at, List.of()));
    for (LinkEntity link : at.linksIn()) {
      if (link.reachesTo() && moves(link, link.from(), at)) {
        before.add(link.from());
      }
    }
    for (LinkEntity link : at.linksOut()) {
      if (link.reachesFrom() && moves(link, link.to(), at)) {
        before.add(link.to());
      }
    }
    return before;
  }

  /** Whether what flows from one end to the other moves things there. */
  private boolean moves(LinkEntity link, ComponentEntity from, ComponentEntity to) {
    if (link.data().isEmpty()) {
      return to.writable() && !from.component().kind().isDevice();
    }
    for (AssetEntity asset : link.data()) {
      boolean moves =
          switch (asset.asset().kind()) {
            case CONTROL -> (asset.asset().touchesLife() || !commandsRated) && commands(from);
            case CODE -> true;
            default -> asset.asset().touchesLife();
          };
      if (moves) {
        return true;
      }
    }
    return false;
  }

  /** Sensors and actuators report; an application that has grants commands only what they name. */
  private boolean commands(ComponentEntity from) {
    return switch (from.component().kind()) {
      case SENSOR, ACTUATOR, CAMERA -> false;
      case APPLICATION -> !granted || commanding.contains(from.id());
      default -> true;
    };
  }

  /** Whether who gets at an asset can go on to what touches life. */
  static boolean leadsOn(AssetEntity asset) {
    return asset.asset().touchesLife()
        || is(asset, Asset.Kind.CONTROL)
        || is(asset, Asset.Kind.CODE)
        || is(asset, Asset.Kind.SECURITY)
        || is(asset, Asset.Kind.SETTINGS)
        || is(asset, Asset.Kind.DEVICE);
  }

  private static boolean isMeans(AssetEntity asset) {
    return MEANS.contains(asset.asset().kind());
  }

  private static boolean is(AssetEntity asset, Asset.Kind kind) {
    return asset.asset().kind() == kind;
  }
}
