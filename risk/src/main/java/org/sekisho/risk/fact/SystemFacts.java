package org.sekisho.risk.fact;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.Actor;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Profile;
import org.sekisho.model.system.SourceMap;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;

/**
 * A system model as entities with facts. Built in time linear in the size of the model; unchanged
 * afterwards, so any thread may read it.
 */
public final class SystemFacts {
  private final SystemModel model;
  private final SourceMap source;
  private final SystemEntity system;
  private final Map<String, ZoneEntity> zones = new LinkedHashMap<>();
  private final Map<String, ComponentEntity> components = new LinkedHashMap<>();
  private final Map<String, LinkEntity> links = new LinkedHashMap<>();
  private final Map<String, EntryPointEntity> entryPoints = new LinkedHashMap<>();
  private final Map<String, AssetEntity> assets = new LinkedHashMap<>();
  private final Map<String, ActorEntity> actors = new LinkedHashMap<>();
  private final List<CrossingEntity> crossings = new ArrayList<>();
  private final Map<EntityKind, List<? extends Entity>> byKind = new EnumMap<>(EntityKind.class);
  private int count;

  private SystemFacts(SystemModel model, SourceMap source, ProtocolTraits traits) {
    this.model = model;
    this.source = source;
    this.system = new SystemEntity(model, count++);
    addZones();
    addComponents();
    for (Link link : model.links().values()) {
      add(link, traits);
    }
    for (Asset asset : model.assets().values()) {
      assets.put(asset.id(), new AssetEntity(asset, count++));
    }
    for (EntryPoint entryPoint : model.entryPoints().values()) {
      add(entryPoint, traits);
    }
    for (Actor actor : model.actors().values()) {
      add(actor);
    }
    components.values().forEach(SystemFacts::joinNeighbours);
    placeAssets();
    links.values().forEach(this::load);
    components.values().forEach(SystemFacts::summarise);
    LifeReach.measure(model, components.values(), links.values(), assets.values());
    entryPoints.values().forEach(this::summarise);
    assets.values().forEach(this::trace);
    countReaders();
    expose();
    for (LinkEntity link : links.values()) {
      if (link.crossesZone() || link.crossesOwner()) {
        crossings.add(new CrossingEntity(link, count++));
      }
    }
    finish();
  }

  /** The facts of a model, with what is known of its protocols. */
  public static SystemFacts of(SystemModel model, SourceMap source, ProtocolTraits traits) {
    return new SystemFacts(model, source, traits);
  }

  /** The model. */
  public SystemModel model() {
    return model;
  }

  /** Where the values stand. */
  public SourceMap source() {
    return source;
  }

  /** The system as an entity. */
  public SystemEntity system() {
    return system;
  }

  /** The entities of a kind in the order of the model; paths are none of them. */
  public List<? extends Entity> entities(EntityKind kind) {
    return byKind.getOrDefault(kind, List.of());
  }

  /** How many entities there are; each has a number below. */
  public int count() {
    return count;
  }

  /** Zones by id. */
  public Map<String, ZoneEntity> zones() {
    return Collections.unmodifiableMap(zones);
  }

  /** Components by id. */
  public Map<String, ComponentEntity> components() {
    return Collections.unmodifiableMap(components);
  }

  /** Links by id. */
  public Map<String, LinkEntity> links() {
    return Collections.unmodifiableMap(links);
  }

  /** Entry points by id. */
  public Map<String, EntryPointEntity> entryPoints() {
    return Collections.unmodifiableMap(entryPoints);
  }

  /** Assets by id. */
  public Map<String, AssetEntity> assets() {
    return Collections.unmodifiableMap(assets);
  }

  /** An entity by kind and id; empty for a path. */
  public Optional<Entity> entity(EntityRef ref) {
    @Nullable Entity found =
        switch (ref.kind()) {
          case SYSTEM -> ref.id().equals(system.id()) ? system : null;
          case ZONE -> zones.get(ref.id());
          case COMPONENT -> components.get(ref.id());
          case LINK -> links.get(ref.id());
          case ENTRY_POINT -> entryPoints.get(ref.id());
          case ASSET -> assets.get(ref.id());
          case ACTOR -> actors.get(ref.id());
          case CROSSING ->
              crossings.stream().filter(c -> c.id().equals(ref.id())).findFirst().orElse(null);
          case PATH -> null;
        };
    return Optional.ofNullable(found);
  }

  /**
   * A way from an entry point to an asset as an entity.
   *
   * @param way the components on it, in its order
   * @param number its number: {@link #count()} and up, each once
   */
  public PathEntity path(
      EntryPointEntity entry,
      AssetEntity asset,
      int hops,
      int boundaries,
      boolean throughGateway,
      List<ComponentEntity> way,
      int number) {
    return new PathEntity(entry, asset, hops, boundaries, throughGateway, List.copyOf(way), number);
  }

  private void addZones() {
    for (Zone zone : model.zones().values()) {
      List<Zone> around = model.zonesAround(zone.id());
      Optional<String> owner = around.stream().flatMap(z -> z.owner().stream()).findFirst();
      zones.put(zone.id(), new ZoneEntity(zone, owner, count++));
    }
    for (ZoneEntity zone : zones.values()) {
      zone.around = model.zonesAround(zone.id()).stream().map(z -> get(zones, z.id())).toList();
    }
  }

  private void addComponents() {
    for (Component component : model.components().values()) {
      ZoneEntity zone = get(zones, component.zone());
      var entity =
          new ComponentEntity(
              component,
              zone,
              component.owner().or(zone::owner),
              writable(component),
              component.controls(),
              count++);
      components.put(component.id(), entity);
      zone.components.add(entity);
    }
  }

  private boolean writable(Component component) {
    if (component.kind() == ComponentKind.ACTUATOR
        || component.kind() == ComponentKind.CONTROLLER) {
      return true;
    }
    Profile profile = component.profile().map(model.profiles()::get).orElse(null);
    return profile != null && profile.points().values().stream().anyMatch(p -> p.writable());
  }

  private void add(Link link, ProtocolTraits traits) {
    var entity =
        new LinkEntity(
            link,
            get(components, link.from()),
            get(components, link.to()),
            traits.of(link.protocol()),
            count++);
    ComponentEntity from = entity.from();
    ComponentEntity to = entity.to();
    entity.crossesZone = from.zone() != to.zone();
    entity.crossesOwner = !from.owner().equals(to.owner());
    entity.crossesWan = passesWan(entity);
    from.linksOut.add(entity);
    to.linksIn.add(entity);
    links.put(link.id(), entity);
  }

  /** Whether it goes through a zone of the wide-area network, ends in one, or joins both sides. */
  private boolean passesWan(LinkEntity link) {
    Zone.Placement from = link.from().zone().zone().placement();
    Zone.Placement to = link.to().zone().zone().placement();
    return from == Zone.Placement.WAN
        || to == Zone.Placement.WAN
        || from != to
        || link.link().through().stream()
            .anyMatch(z -> get(zones, z).zone().placement() == Zone.Placement.WAN);
  }

  private void add(EntryPoint entryPoint, ProtocolTraits traits) {
    ComponentEntity on = get(components, entryPoint.on());
    var entity = new EntryPointEntity(entryPoint, on, traits.of(entryPoint.protocol()), count++);
    entryPoints.put(entryPoint.id(), entity);
    on.entryPoints.add(entity);
    on.zone().entryPoints.add(entity);
  }

  private void add(Actor actor) {
    var entity = new ActorEntity(actor, count++);
    actors.put(actor.id(), entity);
    Set<ComponentEntity> reached = new LinkedHashSet<>();
    for (String id : actor.reaches()) {
      EntryPointEntity entryPoint = entryPoints.get(id);
      ComponentEntity component = components.get(id);
      if (entryPoint != null) {
        entryPoint.actors.add(entity);
        reached.add(entryPoint.on());
      }
      if (component != null) {
        reached.add(component);
      }
    }
    reached.forEach(component -> component.actors.add(entity));
  }

  private static void joinNeighbours(ComponentEntity component) {
    List<LinkEntity> all = new ArrayList<>(component.linksIn);
    all.addAll(component.linksOut);
    component.links = List.copyOf(all);
    Set<ComponentEntity> others = new LinkedHashSet<>();
    all.forEach(link -> others.add(link.from() == component ? link.to() : link.from()));
    component.neighbours = List.copyOf(others);
    component.gateways = others.stream().filter(ComponentEntity::isGateway).toList();
    component.devices = others.stream().filter(c -> c.component().kind().isDevice()).toList();
    Set<Optional<String>> owners = new LinkedHashSet<>();
    others.forEach(other -> owners.add(other.owner()));
    component.linkedOwners = (int) owners.stream().filter(Optional::isPresent).count();
  }

  /** Finds who holds what: by {@code in}, by points of profiles, and by the things that hold it. */
  private void placeAssets() {
    Map<String, List<ComponentEntity>> byProfile = new LinkedHashMap<>();
    for (ComponentEntity component : components.values()) {
      component
          .component()
          .profile()
          .ifPresent(p -> byProfile.computeIfAbsent(p, x -> new ArrayList<>()).add(component));
    }
    for (AssetEntity asset : assets.values()) {
      asset.asset().in().forEach(id -> asset.holderSet.add(get(components, id)));
      for (String point : asset.asset().points()) {
        String profile = point.substring(0, point.indexOf('/'));
        asset.holderSet.addAll(byProfile.getOrDefault(profile, List.of()));
      }
    }
    for (AssetEntity thing : assets.values()) {
      inside(thing).forEach(asset -> asset.holderSet.addAll(thing.holderSet));
    }
    Map<ComponentEntity, List<AssetEntity>> held = new LinkedHashMap<>();
    for (AssetEntity asset : assets.values()) {
      asset.holders = List.copyOf(asset.holderSet);
      asset.holders.forEach(c -> held.computeIfAbsent(c, x -> new ArrayList<>()).add(asset));
    }
    held.forEach((component, list) -> component.held = List.copyOf(list));
  }

  private Set<AssetEntity> inside(AssetEntity thing) {
    Set<AssetEntity> inside = new LinkedHashSet<>();
    var open = new ArrayDeque<AssetEntity>(List.of(thing));
    while (!open.isEmpty()) {
      for (String id : open.remove().asset().holds()) {
        AssetEntity asset = get(assets, id);
        if (asset != thing && inside.add(asset)) {
          open.add(asset);
        }
      }
    }
    return inside;
  }

  private void load(LinkEntity link) {
    if (link.link().data().isEmpty()) {
      Set<AssetEntity> there = new LinkedHashSet<>(link.to().held());
      link.data = link.from().held().stream().filter(there::contains).toList();
    } else {
      link.data = link.link().data().stream().distinct().map(id -> get(assets, id)).toList();
    }
    link.summary = AssetSummary.of(link.data);
    link.data.forEach(asset -> asset.links.add(link));
  }

  private static void summarise(ComponentEntity component) {
    Set<AssetEntity> all = new LinkedHashSet<>(component.held());
    for (LinkEntity link : component.links()) {
      if (link.to() == component ? link.reachesTo() : link.reachesFrom()) {
        all.addAll(link.data());
      }
    }
    component.assets = List.copyOf(all);
    component.summary = AssetSummary.of(all);
  }

  private void summarise(EntryPointEntity entryPoint) {
    List<String> own = entryPoint.entryPoint().assets();
    Collection<AssetEntity> behind =
        own.isEmpty()
            ? entryPoint.on().assets()
            : own.stream().distinct().map(id -> get(assets, id)).toList();
    entryPoint.assets = List.copyOf(behind);
    entryPoint.summary = AssetSummary.of(behind);
  }

  private void trace(AssetEntity asset) {
    asset.owner =
        asset
            .asset()
            .owner()
            .or(() -> asset.holders().stream().findFirst().flatMap(h -> h.owner()));
    Set<ComponentEntity> sources = new LinkedHashSet<>();
    for (ComponentEntity holder : asset.holders()) {
      if (holder.component().kind().isDevice()) {
        sources.add(holder);
      }
    }
    for (LinkEntity link : asset.links) {
      if (link.reachesTo() && link.from().component().kind().isDevice()) {
        sources.add(link.from());
      }
      asset.shared |= reachesWithoutAgreement(asset, link);
    }
    asset.sources = sources.size();
  }

  private static boolean reachesWithoutAgreement(AssetEntity asset, LinkEntity link) {
    return (link.reachesTo() && !mayHave(asset, link.to()))
        || (link.reachesFrom() && !mayHave(asset, link.from()));
  }

  private static boolean mayHave(AssetEntity asset, ComponentEntity component) {
    Optional<String> owner = component.owner();
    return owner.isEmpty()
        || asset.owner.isEmpty()
        || owner.equals(asset.owner)
        || asset.asset().sharedWith().contains(owner.get());
  }

  private void countReaders() {
    Map<AssetEntity, Set<ComponentEntity>> readers = new LinkedHashMap<>();
    for (ComponentEntity component : components.values()) {
      if (component.component().kind() == ComponentKind.APPLICATION) {
        component
            .assets()
            .forEach(a -> readers.computeIfAbsent(a, x -> new LinkedHashSet<>()).add(component));
      }
    }
    for (var grant : model.grants().values()) {
      ComponentEntity application = get(components, grant.application());
      for (String device : grant.read()) {
        for (AssetEntity asset : get(components, device).held()) {
          if (!asset.asset().points().isEmpty()) {
            readers.computeIfAbsent(asset, x -> new LinkedHashSet<>()).add(application);
          }
        }
      }
    }
    readers.forEach((asset, who) -> asset.readers = who.size());
    for (LinkEntity link : links.values()) {
      link.underAgreement =
          !link.data().isEmpty()
              && link.data().stream().noneMatch(a -> reachesWithoutAgreement(a, link));
    }
  }

  /** The widest reach of what is switched on, and of the links that come from other zones. */
  private void expose() {
    for (ComponentEntity component : components.values()) {
      int widest = FactNames.exposure("none");
      for (EntryPointEntity entryPoint : component.entryPoints) {
        if (entryPoint.entryPoint().enabled()) {
          widest = Math.max(widest, FactNames.exposure(entryPoint.entryPoint().reach()));
        }
      }
      for (LinkEntity link : component.linksIn) {
        if (link.crossesWan()) {
          widest = Math.max(widest, FactNames.exposure("wan"));
        } else if (link.crossesZone()) {
          boolean field = link.from().zone().zone().placement() == Zone.Placement.FIELD;
          widest = Math.max(widest, FactNames.exposure(field ? "field" : "local"));
        }
      }
      component.exposure = widest;
    }
  }

  private void finish() {
    system.zones = List.copyOf(zones.values());
    system.components = List.copyOf(components.values());
    system.links = List.copyOf(links.values());
    system.entryPoints = List.copyOf(entryPoints.values());
    system.assets = List.copyOf(assets.values());
    byKind.put(EntityKind.SYSTEM, List.of(system));
    byKind.put(EntityKind.ZONE, system.zones);
    byKind.put(EntityKind.COMPONENT, system.components);
    byKind.put(EntityKind.LINK, system.links);
    byKind.put(EntityKind.ENTRY_POINT, system.entryPoints);
    byKind.put(EntityKind.ASSET, system.assets);
    byKind.put(EntityKind.CROSSING, List.copyOf(crossings));
    byKind.put(EntityKind.ACTOR, List.copyOf(actors.values()));
  }

  private static <T> T get(Map<String, T> map, String id) {
    T found = map.get(id);
    if (found == null) {
      throw new IllegalStateException("'" + id + "' is not in the model, whose references hold");
    }
    return found;
  }
}
