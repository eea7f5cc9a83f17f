package org.sekisho.risk.fact;

import java.util.List;
import java.util.Set;
import org.sekisho.model.system.LocalText;

/** The easiest way from an entry point to an asset. */
public final class PathEntity extends Entity {
  private final EntryPointEntity entry;
  private final AssetEntity asset;
  final int hops;
  final int boundaries;
  final boolean throughGateway;
  private final List<ComponentEntity> way;

  PathEntity(
      EntryPointEntity entry,
      AssetEntity asset,
      int hops,
      int boundaries,
      boolean throughGateway,
      List<ComponentEntity> way,
      int number) {
    super(
        new EntityRef(EntityKind.PATH, entry.id() + "/" + asset.id()),
        number,
        entry.name(),
        Set.of());
    this.entry = entry;
    this.asset = asset;
    this.hops = hops;
    this.boundaries = boundaries;
    this.throughGateway = throughGateway;
    this.way = way;
  }

  @Override
  public LocalText name() {
    return new LocalText(
        entry.name().ja() + " → " + asset.name().ja(),
        entry.name().en() + " → " + asset.name().en());
  }

  /** Where it begins. */
  public EntryPointEntity entry() {
    return entry;
  }

  /** The components on it, in its order. */
  public List<ComponentEntity> way() {
    return way;
  }

  /** Where it ends. */
  public AssetEntity asset() {
    return asset;
  }
}
