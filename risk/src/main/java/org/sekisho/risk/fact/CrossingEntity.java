package org.sekisho.risk.fact;

import org.sekisho.model.system.LocalText;

/** A link as the crossing of a boundary between zones or owners. */
public final class CrossingEntity extends Entity {
  private final LinkEntity link;

  CrossingEntity(LinkEntity link, int number) {
    super(
        new EntityRef(EntityKind.CROSSING, link.id()),
        number,
        link.from().name(),
        link.declaredControls());
    this.link = link;
  }

  @Override
  public LocalText name() {
    return link.name();
  }

  /** The link. */
  public LinkEntity link() {
    return link;
  }
}
