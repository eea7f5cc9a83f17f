package org.sekisho.risk.fact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.Asset;

/** An asset with where it is and how it travels. */
public final class AssetEntity extends Entity {
  private final Asset asset;
  final Set<ComponentEntity> holderSet = new LinkedHashSet<>();
  List<ComponentEntity> holders = List.of();
  final List<LinkEntity> links = new ArrayList<>();
  int sources;
  int readers;
  boolean shared;
  Optional<String> owner = Optional.empty();

  AssetEntity(Asset asset, int number) {
    super(new EntityRef(EntityKind.ASSET, asset.id()), number, asset.name(), Set.of());
    this.asset = asset;
  }

  /** Links to the danger to life that it is: 0, more for a minor one; -1 for none. */
  public int lifeHops() {
    return LifeReach.hops(this);
  }

  /** The asset as the model has it. */
  public Asset asset() {
    return asset;
  }

  /**
   * The components that hold it: those it is in, devices that measure it, holders of its things.
   */
  public List<ComponentEntity> holders() {
    return holders;
  }

  /** The links that it travels on. */
  public List<LinkEntity> links() {
    return Collections.unmodifiableList(links);
  }

  /** Id of the organisation that it belongs to: its own, or the owner of its first holder. */
  public Optional<String> owner() {
    return owner;
  }

  /** The highest of its three ratings. */
  public int importance() {
    return Math.max(asset.confidentiality(), Math.max(asset.integrity(), asset.availability()));
  }
}
