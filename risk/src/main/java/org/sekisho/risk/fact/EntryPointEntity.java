package org.sekisho.risk.fact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sekisho.model.system.EntryPoint;

/** An entry point with the component that it belongs to and the assets behind it. */
public final class EntryPointEntity extends Entity {
  private final EntryPoint entryPoint;
  private final ComponentEntity on;
  final List<ActorEntity> actors = new ArrayList<>();
  List<AssetEntity> assets = List.of();
  AssetSummary summary = AssetSummary.EMPTY;

  private final ProtocolTraits.Traits traits;

  EntryPointEntity(
      EntryPoint entryPoint, ComponentEntity on, ProtocolTraits.Traits traits, int number) {
    super(
        new EntityRef(EntityKind.ENTRY_POINT, entryPoint.id()),
        number,
        entryPoint.name(),
        entryPoint.controls());
    this.entryPoint = entryPoint;
    this.on = on;
    this.traits = traits;
  }

  /** The entry point as the model has it. */
  public EntryPoint entryPoint() {
    return entryPoint;
  }

  /** The component that it belongs to. */
  public ComponentEntity on() {
    return on;
  }

  /** The assets behind it: its own list, or those that its component holds. */
  public List<AssetEntity> assets() {
    return assets;
  }

  /**
   * Links from there to an asset that touches human life; -1 without such a way. An entry point
   * that names its assets leads there only by one that touches life or moves things.
   */
  public int lifeHops() {
    return entryPoint.assets().isEmpty() || assets.stream().anyMatch(LifeReach::leadsOn)
        ? on.lifeHops()
        : LifeReach.NONE;
  }

  /** The actors that come to it. */
  public List<ActorEntity> actors() {
    return Collections.unmodifiableList(actors);
  }

  ProtocolTraits.Traits traits() {
    return traits;
  }

  AssetSummary summary() {
    return summary;
  }
}
