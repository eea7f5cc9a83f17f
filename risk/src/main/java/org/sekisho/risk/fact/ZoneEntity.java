package org.sekisho.risk.fact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.Zone;

/** A zone. */
public final class ZoneEntity extends Entity {
  private final Zone zone;
  private final Optional<String> owner;
  List<ZoneEntity> around = List.of();
  final List<ComponentEntity> components = new ArrayList<>();
  final List<EntryPointEntity> entryPoints = new ArrayList<>();

  ZoneEntity(Zone zone, Optional<String> owner, int number) {
    super(new EntityRef(EntityKind.ZONE, zone.id()), number, zone.name(), zone.controls());
    this.zone = zone;
    this.owner = owner;
  }

  /** The zone as the model has it. */
  public Zone zone() {
    return zone;
  }

  /** Id of the organisation that runs it: its own, or that of the nearest zone around it. */
  public Optional<String> owner() {
    return owner;
  }

  /** This zone and those around it, the innermost first. */
  public List<ZoneEntity> around() {
    return around;
  }

  /** The components that stand in it directly. */
  public List<ComponentEntity> components() {
    return Collections.unmodifiableList(components);
  }

  /** The entry points of its components. */
  public List<EntryPointEntity> entryPoints() {
    return Collections.unmodifiableList(entryPoints);
  }
}
