package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.ActorEntity;
import org.sekisho.risk.fact.AssetEntity;
import org.sekisho.risk.fact.ComponentEntity;
import org.sekisho.risk.fact.CrossingEntity;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.fact.EntryPointEntity;
import org.sekisho.risk.fact.LinkEntity;
import org.sekisho.risk.fact.PathEntity;
import org.sekisho.risk.fact.SystemEntity;
import org.sekisho.risk.fact.SystemFacts;
import org.sekisho.risk.fact.ZoneEntity;

/**
 * Where a control can be to count for an entity: the entity itself, what it belongs to, and what
 * lies around it. Not thread-safe.
 */
final class Surroundings {
  private final SystemEntity system;
  private final List<ComponentEntity> gateways;
  private final @Nullable Chain[] own;

  Surroundings(SystemFacts facts) {
    this.system = facts.system();
    this.gateways = system.components().stream().filter(ComponentEntity::isGateway).toList();
    this.own = new Chain[facts.count()];
  }

  /**
   * A place where a control may be, and those around it.
   *
   * @param places the places, the nearest first
   * @param refs their kinds and ids
   */
  record Chain(List<Entity> places, List<EntityRef> refs) {}

  /** The system. */
  SystemEntity system() {
    return system;
  }

  /**
   * For each place where a control may or must be, seen from the entity: the place and those around
   * it, the nearest first. Empty when there is no such place.
   */
  List<Chain> chains(Entity entity, Rule.At at) {
    return switch (at) {
      case SELF -> self(entity);
      case FROM -> ends(entity, true, false);
      case TO -> ends(entity, false, true);
      case ANY_END, BOTH_ENDS -> ends(entity, true, true);
      case GATEWAY -> gatewaysOf(entity).stream().map(this::chain).toList();
      case SYSTEM -> List.of(chain(system));
    };
  }

  private List<Chain> self(Entity entity) {
    return entity instanceof AssetEntity asset
        ? asset.holders().stream().map(this::chain).toList()
        : List.of(chain(entity));
  }

  private List<Chain> ends(Entity entity, boolean from, boolean to) {
    return switch (entity) {
      case LinkEntity link -> {
        List<Chain> ends = new ArrayList<>(2);
        if (from) {
          ends.add(chain(link.from()));
        }
        if (to) {
          ends.add(chain(link.to()));
        }
        yield ends;
      }
      case CrossingEntity crossing -> ends(crossing.link(), from, to);
      default -> self(entity);
    };
  }

  /** The gateways that stand between the entity and the rest of the system. */
  private List<ComponentEntity> gatewaysOf(Entity entity) {
    return switch (entity) {
      case ComponentEntity c -> c.isGateway() ? List.of(c) : c.gateways();
      case LinkEntity link -> {
        List<ComponentEntity> ends = link.ends().stream().filter(c -> c.isGateway()).toList();
        yield ends.isEmpty() ? union(link.ends()) : ends;
      }
      case CrossingEntity crossing -> gatewaysOf(crossing.link());
      case EntryPointEntity entry -> gatewaysOf(entry.on());
      case AssetEntity asset -> union(asset.holders());
      case PathEntity path -> gatewaysOf(path.entry());
      case ZoneEntity zone ->
          zone.components().stream().filter(ComponentEntity::isGateway).toList();
      case SystemEntity ignored -> gateways;
      case ActorEntity ignored -> List.of();
    };
  }

  private List<ComponentEntity> union(List<ComponentEntity> components) {
    Set<ComponentEntity> found = new LinkedHashSet<>();
    components.forEach(c -> found.addAll(gatewaysOf(c)));
    return List.copyOf(found);
  }

  /** The entity, what it belongs to and what lies around it. */
  private Chain chain(Entity entity) {
    if (entity.number() >= own.length) {
      return makeChain(entity);
    }
    Chain chain = own[entity.number()];
    if (chain == null) {
      chain = makeChain(entity);
      own[entity.number()] = chain;
    }
    return chain;
  }

  private Chain makeChain(Entity entity) {
    Set<Entity> chain = new LinkedHashSet<>();
    chain.add(entity);
    switch (entity) {
      case ComponentEntity c -> chain.addAll(c.zone().around());
      case EntryPointEntity entry -> {
        chain.add(entry.on());
        chain.addAll(entry.on().zone().around());
      }
      case LinkEntity link -> addCommonZones(link, chain);
      case CrossingEntity crossing -> {
        chain.clear();
        chain.add(crossing.link());
        addCommonZones(crossing.link(), chain);
      }
      case ZoneEntity zone -> chain.addAll(zone.around());
      case PathEntity path -> {
        chain.clear();
        chain.addAll(chain(path.entry()).places());
      }
      case AssetEntity ignored -> {}
      case SystemEntity ignored -> {}
      case ActorEntity ignored -> {}
    }
    chain.add(system);
    return new Chain(List.copyOf(chain), chain.stream().map(Entity::ref).toList());
  }

  /** What is in place for everything in a zone is in place for a link that stays in it. */
  private static void addCommonZones(LinkEntity link, Set<Entity> chain) {
    for (ZoneEntity zone : link.from().zone().around()) {
      if (link.to().zone().around().contains(zone)) {
        chain.add(zone);
      }
    }
  }
}
