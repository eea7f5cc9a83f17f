package org.sekisho.risk.analysis;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.Asset;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.cvss.ScopeRule;
import org.sekisho.risk.fact.ActorEntity;
import org.sekisho.risk.fact.AssetEntity;
import org.sekisho.risk.fact.ComponentEntity;
import org.sekisho.risk.fact.CrossingEntity;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntryPointEntity;
import org.sekisho.risk.fact.LinkEntity;
import org.sekisho.risk.fact.PathEntity;
import org.sekisho.risk.fact.SystemEntity;
import org.sekisho.risk.fact.ZoneEntity;
import org.sekisho.risk.method.Axis;
import org.sekisho.risk.method.Reach;

/**
 * What a threat at an entity touches.
 *
 * @param assets ids of the assets, in the order in which the entity has them
 * @param importance the highest ratings; unknown without assets
 * @param reach whom the loss of these assets reaches; always the system
 * @param lifeHops links from there to an asset that touches human life; -1 without such a way
 * @param lifeNeedsIt whether people are in danger as soon as it stops
 * @param lifeTold whether an information there touches life when it is known
 * @param reachesOthers whether content flows on from there to parts of another owner
 * @param inScope whether it touches a component in scope
 */
record Touched(
    List<String> assets,
    Worth importance,
    Set<Reach> reach,
    int lifeHops,
    boolean lifeNeedsIt,
    boolean lifeTold,
    boolean reachesOthers,
    boolean inScope) {

  static Touched of(Entity entity) {
    Collection<AssetEntity> assets = assets(entity);
    return new Touched(
        assets.stream().map(AssetEntity::id).toList(),
        Worth.of(assets),
        reach(assets),
        lifeHops(entity),
        lifeNeedsIt(entity),
        lifeTold(assets),
        reachesOthers(entity),
        inScope(entity));
  }

  /** The same with other assets. */
  Touched with(Collection<AssetEntity> other) {
    return new Touched(
        other.stream().map(AssetEntity::id).toList(),
        Worth.of(other),
        reach(other),
        other.stream().anyMatch(a -> a.asset().touchesLife()) ? Math.max(0, lifeHops) : -1,
        other.stream().anyMatch(a -> a.asset().touchesLife()),
        lifeTold(other),
        reachesOthers,
        inScope);
  }

  /** Whether the effect of a threat reaches parts under another authority. */
  boolean changesScope(Set<Axis> affects, boolean beyondData) {
    return beyondData
        || (reachesOthers
            && (affects.contains(Axis.INTEGRITY) || affects.contains(Axis.AVAILABILITY)));
  }

  /**
   * Whom a threat reaches. It reaches life where what is done moves an asset that touches life; a
   * stop does where the asset needs what is stopped; what is only read does where knowing it hurts;
   * what cannot be proved afterwards hurts nobody.
   */
  Set<Reach> reach(
      ThreatClass threatClass, Set<Axis> affects, boolean beyondData, boolean leadsOn) {
    Set<Reach> all = EnumSet.copyOf(reach);
    boolean life =
        (leadsOn ? lifeHops >= 0 : lifeHops == 0)
            && (affects.contains(Axis.INTEGRITY)
                || (lifeNeedsIt && affects.contains(Axis.AVAILABILITY)));
    boolean told = lifeTold && affects.contains(Axis.CONFIDENTIALITY);
    if (threatClass != ThreatClass.REP && (life || told)) {
      all.add(Reach.LIFE);
    }
    if (beyondData) {
      all.add(Reach.OTHER_ORGANISATION);
    }
    return Collections.unmodifiableSet(all);
  }

  private static Set<Reach> reach(Collection<AssetEntity> assets) {
    Set<Reach> reach = EnumSet.of(Reach.SYSTEM);
    for (AssetEntity entity : assets) {
      Asset asset = entity.asset();
      if (asset.impact().containsKey(Asset.Impact.SOCIETY)) {
        reach.add(Reach.SOCIETY);
      }
      if (asset.impact().containsKey(Asset.Impact.OTHER_ORGANISATION)) {
        reach.add(Reach.OTHER_ORGANISATION);
      }
    }
    return reach;
  }

  static Collection<AssetEntity> assets(Entity entity) {
    return switch (entity) {
      case ComponentEntity c -> c.assets();
      case LinkEntity link -> link.data().isEmpty() ? sent(link) : link.data();
      case CrossingEntity crossing -> assets(crossing.link());
      case EntryPointEntity entry -> entry.assets();
      case AssetEntity asset -> List.of(asset);
      case ZoneEntity zone -> {
        Set<AssetEntity> all = new LinkedHashSet<>();
        zone.components().forEach(c -> all.addAll(c.held()));
        yield all;
      }
      case SystemEntity system -> system.assets();
      case PathEntity path -> List.of(path.asset());
      case ActorEntity ignored -> List.of();
    };
  }

  /** What the sending ends hold, where the model does not say what travels on the link. */
  private static Collection<AssetEntity> sent(LinkEntity link) {
    Set<AssetEntity> all = new LinkedHashSet<>();
    if (link.reachesTo()) {
      all.addAll(link.from().held());
    }
    if (link.reachesFrom()) {
      all.addAll(link.to().held());
    }
    return all;
  }

  private static int lifeHops(Entity entity) {
    return switch (entity) {
      case ComponentEntity c -> c.lifeHops();
      case LinkEntity link -> link.lifeHops();
      case CrossingEntity crossing -> crossing.link().lifeHops();
      case EntryPointEntity entry -> entry.lifeHops();
      case AssetEntity asset -> asset.lifeHops();
      case ZoneEntity zone ->
          zone.components().stream()
              .mapToInt(ComponentEntity::lifeHops)
              .filter(hops -> hops >= 0)
              .min()
              .orElse(-1);
      case SystemEntity system ->
          system.assets().stream().anyMatch(a -> a.asset().touchesLife()) ? 0 : -1;
      case PathEntity path ->
          path.asset().lifeHops() < 0
              ? -1
              : path.asset().lifeHops() + Math.max(0, path.way().size() - 1);
      case ActorEntity ignored -> -1;
    };
  }

  private static boolean lifeNeedsIt(Entity entity) {
    return switch (entity) {
      case ComponentEntity c -> c.lifeNeedsIt();
      case LinkEntity link -> link.lifeNeedsIt();
      case CrossingEntity crossing -> crossing.link().lifeNeedsIt();
      case EntryPointEntity entry -> entry.on().lifeNeedsIt();
      case ZoneEntity zone -> zone.components().stream().anyMatch(ComponentEntity::lifeNeedsIt);
      case AssetEntity ignored -> true;
      case SystemEntity ignored -> true;
      case PathEntity ignored -> true;
      case ActorEntity ignored -> false;
    };
  }

  /** Whether knowing one of them hurts: commands, programs and places of things are no secrets. */
  private static boolean lifeTold(Collection<AssetEntity> assets) {
    return assets.stream()
        .map(AssetEntity::asset)
        .anyMatch(
            a ->
                a.touchesLife()
                    && a.confidentiality() >= 2
                    && switch (a.kind()) {
                      case PERSONAL, SECURITY, READINGS, VIDEO, SECRET, LOG, SETTINGS -> true;
                      default -> false;
                    });
  }

  private static boolean reachesOthers(Entity entity) {
    return switch (entity) {
      case ComponentEntity c -> changes(c.owner(), receivers(c));
      case LinkEntity link -> changes(link.from().owner(), List.of(link.to()));
      case CrossingEntity crossing -> reachesOthers(crossing.link());
      case EntryPointEntity entry -> reachesOthers(entry.on());
      case AssetEntity asset -> asset.links().stream().anyMatch(Touched::reachesOthers);
      case ZoneEntity zone -> zone.components().stream().anyMatch(Touched::reachesOthers);
      case PathEntity path -> reachesOthers(path.entry());
      case SystemEntity ignored -> false;
      case ActorEntity ignored -> false;
    };
  }

  private static List<ComponentEntity> receivers(ComponentEntity component) {
    Set<ComponentEntity> receivers = new LinkedHashSet<>();
    component.linksOut().stream().filter(LinkEntity::reachesTo).forEach(l -> receivers.add(l.to()));
    component.linksIn().stream()
        .filter(LinkEntity::reachesFrom)
        .forEach(l -> receivers.add(l.from()));
    return List.copyOf(receivers);
  }

  private static boolean changes(Optional<String> owner, List<ComponentEntity> affected) {
    return owner.isPresent()
        && ScopeRule.scope(owner.get(), affected.stream().flatMap(c -> c.owner().stream()).toList())
            == 'C';
  }

  private static boolean inScope(Entity entity) {
    return switch (entity) {
      case ComponentEntity c -> c.inScope();
      case LinkEntity link -> link.from().inScope() || link.to().inScope();
      case CrossingEntity crossing -> inScope(crossing.link());
      case EntryPointEntity entry -> entry.on().inScope();
      case AssetEntity asset ->
          asset.holders().isEmpty() || asset.holders().stream().anyMatch(ComponentEntity::inScope);
      case ZoneEntity zone -> zone.components().stream().anyMatch(ComponentEntity::inScope);
      case PathEntity path -> inScope(path.entry()) || inScope(path.asset());
      case SystemEntity ignored -> true;
      case ActorEntity ignored -> false;
    };
  }
}
