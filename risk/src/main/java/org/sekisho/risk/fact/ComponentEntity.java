package org.sekisho.risk.fact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;

/** A component with what it is linked to and what it holds. */
public final class ComponentEntity extends Entity {
  private final Component component;
  private final ZoneEntity zone;
  private final Optional<String> owner;
  private final boolean writable;
  final List<LinkEntity> linksIn = new ArrayList<>();
  final List<LinkEntity> linksOut = new ArrayList<>();
  final List<EntryPointEntity> entryPoints = new ArrayList<>();
  final List<ActorEntity> actors = new ArrayList<>();
  List<LinkEntity> links = List.of();
  List<ComponentEntity> neighbours = List.of();
  List<ComponentEntity> gateways = List.of();
  List<ComponentEntity> devices = List.of();
  List<AssetEntity> held = List.of();
  List<AssetEntity> assets = List.of();
  AssetSummary summary = AssetSummary.EMPTY;
  int lifeHops = LifeReach.NONE;
  boolean lifeNeedsIt;
  int exposure;
  int linkedOwners;

  ComponentEntity(
      Component component,
      ZoneEntity zone,
      Optional<String> owner,
      boolean writable,
      Set<String> controls,
      int number) {
    super(new EntityRef(EntityKind.COMPONENT, component.id()), number, component.name(), controls);
    this.component = component;
    this.zone = zone;
    this.owner = owner;
    this.writable = writable;
  }

  /** The component as the model has it. */
  public Component component() {
    return component;
  }

  /** The zone that it stands in. */
  public ZoneEntity zone() {
    return zone;
  }

  /** Id of the organisation that runs it. */
  public Optional<String> owner() {
    return owner;
  }

  /** Whether the analysis judges it. */
  public boolean inScope() {
    return component.scope() == Component.Scope.IN;
  }

  /** Whether it is a gateway. */
  public boolean isGateway() {
    return component.kind() == ComponentKind.GATEWAY;
  }

  /** Whether a command can change what it does: its profile takes commands, or its kind says so. */
  public boolean writable() {
    return writable;
  }

  /** Links that it accepts. */
  public List<LinkEntity> linksIn() {
    return Collections.unmodifiableList(linksIn);
  }

  /** Links that it opens. */
  public List<LinkEntity> linksOut() {
    return Collections.unmodifiableList(linksOut);
  }

  /** All its links, those that it accepts first. */
  public List<LinkEntity> links() {
    return links;
  }

  /** Its entry points in the order of the file. */
  public List<EntryPointEntity> entryPoints() {
    return Collections.unmodifiableList(entryPoints);
  }

  /** The actors that come to it or to one of its entry points. */
  public List<ActorEntity> actors() {
    return Collections.unmodifiableList(actors);
  }

  /** The components at the other ends of its links, each once. */
  public List<ComponentEntity> neighbours() {
    return neighbours;
  }

  /** The gateways among its neighbours. */
  public List<ComponentEntity> gateways() {
    return gateways;
  }

  /** The devices among its neighbours. */
  public List<ComponentEntity> devices() {
    return devices;
  }

  /** The assets that it holds. */
  public List<AssetEntity> held() {
    return held;
  }

  /** The assets that it holds or that arrive over its links. */
  public List<AssetEntity> assets() {
    return assets;
  }

  /** Whether an asset that touches human life is there, or what it sends can move one. */
  public boolean touchesLife() {
    return lifeHops >= 0;
  }

  /** Links from there to an asset that touches human life, 0 where it is; -1 without such a way. */
  public int lifeHops() {
    return lifeHops;
  }

  /** Whether people are in danger as soon as it stops: the asset is there, or needs it badly. */
  public boolean lifeNeedsIt() {
    return lifeNeedsIt;
  }

  /** What its assets amount to. */
  AssetSummary summary() {
    return summary;
  }
}
