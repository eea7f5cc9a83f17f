package org.sekisho.risk.fact;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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

  /** A danger that is rated minor counts as so many links farther away. */
  private static final int MINOR = 2;

  /** A stop is felt at once by what is one link away; farther off things go on by themselves. */
  private static final int NEXT = 1;

  private static final int FAR = Integer.MAX_VALUE;

  private final boolean commandsRated;
  private final boolean granted;
  private final Set<String> commanding = new HashSet<>();
  private final Map<ComponentEntity, List<ComponentEntity>> makers = new LinkedHashMap<>();

  private LifeReach(
      SystemModel model, Collection<ComponentEntity> components, Collection<AssetEntity> assets) {
    this.commandsRated =
        assets.stream().anyMatch(a -> is(a, Asset.Kind.CONTROL) && a.asset().touchesLife());
    this.granted = !model.grants().isEmpty();
    Set<String> ends = new HashSet<>();
    ends(components, _ -> true).forEach(end -> ends.add(end.id()));
    for (Grant grant : model.grants().values()) {
      if (grant.command().stream().anyMatch(point -> ends.contains(point.device()))) {
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
    var reach = new LifeReach(model, components, assets);
    Map<ComponentEntity, Integer> near = reach.spread(ends(components, LifeReach::isGrave));
    reach
        .spread(ends(components, _ -> true))
        .forEach((component, hops) -> near.merge(component, hops + MINOR, Math::min));
    Map<ComponentEntity, Integer> needed =
        reach.spread(ends(components, a -> isGrave(a) && a.asset().availability() >= NEEDED));
    for (ComponentEntity component : components) {
      component.lifeHops = near.getOrDefault(component, reach.holdsMeans(component) ? 1 : NONE);
      component.lifeNeedsIt =
          component.lifeHops == 0 || needed.getOrDefault(component, FAR) <= NEXT;
    }
    for (LinkEntity link : links) {
      link.lifeHops = NONE;
      if (link.reachesTo() && reach.moves(link, link.from(), link.to())) {
        link.meet(link.to());
      }
      if (link.reachesFrom() && reach.moves(link, link.to(), link.from())) {
        link.meet(link.from());
      }
      for (AssetEntity asset : link.data()) {
        if (asset.asset().touchesLife() && !isMeans(asset)) {
          link.meet(hops(asset), isGrave(asset));
        }
      }
    }
  }

  /** Where assets are that touch life themselves; where only means are rated, devices that obey. */
  private static List<ComponentEntity> ends(
      Collection<ComponentEntity> components, Predicate<AssetEntity> such) {
    List<ComponentEntity> ends = new ArrayList<>();
    for (ComponentEntity component : components) {
      boolean end =
          component.held().stream()
              .anyMatch(
                  a ->
                      a.asset().touchesLife()
                          && such.test(a)
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

  /**
   * Sensors and actuators report; where there are grants an application commands what its own name.
   */
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

  /** Links to the danger that an asset is: a minor one counts as farther away. */
  static int hops(AssetEntity asset) {
    if (!asset.asset().touchesLife()) {
      return NONE;
    }
    return isGrave(asset) ? 0 : MINOR;
  }

  private static boolean isGrave(AssetEntity asset) {
    return asset.asset().kind() == Asset.Kind.LIFE
        || asset.asset().impact().get(Asset.Impact.LIFE) != Asset.Extent.MINOR;
  }

  private static boolean isMeans(AssetEntity asset) {
    return MEANS.contains(asset.asset().kind());
  }

  private static boolean is(AssetEntity asset, Asset.Kind kind) {
    return asset.asset().kind() == kind;
  }
}
