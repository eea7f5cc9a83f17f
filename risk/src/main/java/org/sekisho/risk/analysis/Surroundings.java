package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.ActorEntity;
import org.sekisho.risk.fact.AssetEntity;
import org.sekisho.risk.fact.ComponentEntity;
import org.sekisho.risk.fact.CrossingEntity;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntityKind;
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
  private final SystemFacts facts;
  private final SystemEntity system;
  private final List<ComponentEntity> gateways;
  private final @Nullable Chain[] own;

  Surroundings(SystemFacts facts) {
    this.facts = facts;
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

  /**
   * Under whose authority, and in which zones, an entity stands. An owner that is not known is the
   * empty text.
   *
   * @param whole whether it is the whole system
   * @param owners ids of the owners
   * @param zones ids of the zones
   */
  record Realm(boolean whole, Set<String> owners, Set<String> zones) {
    /** Whether a place is under the same authority or in one of the zones; the system always is. */
    boolean holds(Entity place) {
      return whole
          || place instanceof SystemEntity
          || components(place).stream()
              .anyMatch(c -> owners.contains(c.owner().orElse("")) || zones.contains(c.zone().id()))
          || (place instanceof ZoneEntity zone
              && (owners.contains(zone.owner().orElse("")) || zones.contains(zone.id())));
    }
  }

  /** The realm of an entity. */
  Realm realm(Entity entity) {
    if (entity instanceof SystemEntity) {
      return new Realm(true, Set.of(), Set.of());
    }
    Set<String> owners = new TreeSet<>();
    Set<String> zones = new TreeSet<>();
    for (ComponentEntity component : components(entity)) {
      owners.add(component.owner().orElse(""));
      component.zone().around().forEach(zone -> zones.add(zone.id()));
    }
    if (entity instanceof ZoneEntity zone) {
      owners.add(zone.owner().orElse(""));
      zone.around().forEach(around -> zones.add(around.id()));
    }
    return new Realm(false, owners, zones);
  }

  /** The components that an entity is, lies on, joins or is held by. */
  private static List<ComponentEntity> components(Entity entity) {
    return switch (entity) {
      case ComponentEntity c -> List.of(c);
      case LinkEntity link -> link.ends();
      case CrossingEntity crossing -> crossing.link().ends();
      case EntryPointEntity entry -> List.of(entry.on());
      case AssetEntity asset -> asset.holders();
      case PathEntity path -> path.way();
      case ZoneEntity ignored -> List.of();
      case SystemEntity ignored -> List.of();
      case ActorEntity ignored -> List.of();
    };
  }

  /** The components linked to an entity in the order of their ids, each a chain of its own. */
  List<List<EntityRef>> neighbours(Entity entity) {
    Set<ComponentEntity> next = new LinkedHashSet<>();
    components(entity).forEach(c -> next.addAll(c.neighbours()));
    return next.stream()
        .sorted(Comparator.comparing(ComponentEntity::id))
        .map(c -> List.of(c.ref()))
        .toList();
  }

  /** Every place where a control can be. */
  Iterable<Entity> places() {
    List<Entity> all = new ArrayList<>();
    for (EntityKind kind : EntityKind.values()) {
      all.addAll(facts.entities(kind));
    }
    return all;
  }

  /** An entity by kind and id. */
  Optional<Entity> entity(EntityRef ref) {
    return facts.entity(ref);
  }

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
      case ON_PATH ->
          entity instanceof PathEntity path
              ? path.way().stream().map(this::chain).toList()
              : self(entity);
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
      case ComponentEntity c -> c.isGateway() ? List.of(c) : inFrontOf(c);
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

  /**
   * The gateways linked to a component of the field. They stand in front of no server of the
   * centre, which they only connect to, and of no router, which they lie behind.
   */
  private static List<ComponentEntity> inFrontOf(ComponentEntity component) {
    return component.zone().zone().placement() == Zone.Placement.FIELD
            && component.component().kind() != ComponentKind.NETWORK_DEVICE
        ? component.gateways()
        : List.of();
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
