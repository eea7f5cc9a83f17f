package org.sekisho.risk.fact;

import java.util.List;
import org.sekisho.model.system.SystemModel;

/** The whole system. */
public final class SystemEntity extends Entity {
  private final SystemModel model;
  List<ZoneEntity> zones = List.of();
  List<ComponentEntity> components = List.of();
  List<LinkEntity> links = List.of();
  List<EntryPointEntity> entryPoints = List.of();
  List<AssetEntity> assets = List.of();

  SystemEntity(SystemModel model, int number) {
    super(
        new EntityRef(EntityKind.SYSTEM, model.id()), number, model.name(), model.systemControls());
    this.model = model;
  }

  /** The model. */
  public SystemModel model() {
    return model;
  }

  /** Its zones in the order of the file. */
  public List<ZoneEntity> zones() {
    return zones;
  }

  /** Its components in the order of the file. */
  public List<ComponentEntity> components() {
    return components;
  }

  /** Its links in the order of the file. */
  public List<LinkEntity> links() {
    return links;
  }

  /** Its entry points in the order of the file. */
  public List<EntryPointEntity> entryPoints() {
    return entryPoints;
  }

  /** Its assets in the order of the file. */
  public List<AssetEntity> assets() {
    return assets;
  }
}
