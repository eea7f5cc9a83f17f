package org.sekisho.risk.fact;

import java.util.List;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.LocalText;

/** A link with its two ends and what travels on it. */
public final class LinkEntity extends Entity {
  private final Link link;
  private final ComponentEntity from;
  private final ComponentEntity to;
  List<AssetEntity> data = List.of();
  AssetSummary summary = AssetSummary.EMPTY;
  private final ProtocolTraits.Traits traits;
  boolean crossesZone;
  boolean crossesOwner;
  boolean crossesWan;
  boolean underAgreement;
  int lifeHops = LifeReach.NONE;
  boolean lifeNeedsIt;

  LinkEntity(
      Link link,
      ComponentEntity from,
      ComponentEntity to,
      ProtocolTraits.Traits traits,
      int number) {
    super(new EntityRef(EntityKind.LINK, link.id()), number, from.name(), link.controls());
    this.link = link;
    this.from = from;
    this.to = to;
    this.traits = traits;
  }

  @Override
  public LocalText name() {
    return new LocalText(
        from.name().ja() + " → " + to.name().ja(), from.name().en() + " → " + to.name().en());
  }

  /** The link as the model has it. */
  public Link link() {
    return link;
  }

  /** The end that opens it. */
  public ComponentEntity from() {
    return from;
  }

  /** The end that accepts it. */
  public ComponentEntity to() {
    return to;
  }

  /** Whether content flows to the end that accepts it. */
  public boolean reachesTo() {
    return link.direction() != Link.Direction.BACK;
  }

  /** Whether content flows to the end that opens it. */
  public boolean reachesFrom() {
    return link.direction() != Link.Direction.FORWARD;
  }

  /** The assets that travel on it; what both ends hold when the model does not say. */
  public List<AssetEntity> data() {
    return data;
  }

  /** Whether its ends stand in different zones. */
  public boolean crossesZone() {
    return crossesZone;
  }

  /** Whether its ends have different owners. */
  public boolean crossesOwner() {
    return crossesOwner;
  }

  /** Whether it passes the wide-area network. */
  public boolean crossesWan() {
    return crossesWan;
  }

  /** Its two ends, the one that opens it first. */
  public List<ComponentEntity> ends() {
    return List.of(from, to);
  }

  /** Whether it leads from a zone of lower to one of higher safety. */
  boolean raisesSafety() {
    return from.zone().zone().safety().compareTo(to.zone().zone().safety()) < 0;
  }

  /** Whether what flows on it can make a device act. */
  boolean carriesCommands() {
    return (reachesTo() && to.writable())
        || (reachesFrom() && from.writable())
        || data.stream().anyMatch(a -> a.asset().kind() == Asset.Kind.CONTROL);
  }

  /** Whether what flows on it can touch human life, or move what can. */
  public boolean touchesLife() {
    return lifeHops >= 0;
  }

  /** Links from there to an asset that touches human life; -1 without such a way. */
  public int lifeHops() {
    return lifeHops;
  }

  /** Whether people are in danger as soon as it is cut. */
  public boolean lifeNeedsIt() {
    return lifeNeedsIt;
  }

  /** Takes note of an end that what flows on it moves. */
  void meet(ComponentEntity end) {
    meet(end.lifeHops, end.lifeNeedsIt);
  }

  /** Takes note of a danger so many links away; -1 for none. */
  void meet(int hops, boolean needsIt) {
    if (hops >= 0) {
      lifeHops = lifeHops < 0 ? hops : Math.min(hops, lifeHops);
      lifeNeedsIt |= needsIt;
    }
  }

  /** Whether there is an agreement with the owners of both ends about all that travels on it. */
  boolean underAgreement() {
    return underAgreement;
  }

  ProtocolTraits.Traits traits() {
    return traits;
  }

  AssetSummary summary() {
    return summary;
  }
}
