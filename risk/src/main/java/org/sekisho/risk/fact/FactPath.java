package org.sekisho.risk.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.LocalText;

/**
 * A way from an entity over single neighbours to a fact.
 *
 * @param hops the neighbours in turn
 * @param fact the fact of the last one
 */
public record FactPath(List<Vocabulary.Hop> hops, Fact fact) {
  /** The entity whose fact it is; null when there is no such neighbour. */
  public @Nullable Entity owner(Entity from) {
    Entity at = from;
    for (int i = 0; i < hops.size() && at != null; i++) {
      at = hops.get(i).step().apply(at);
    }
    return at;
  }

  /** The value as people read it; empty when not known. */
  public LocalText said(Entity from) {
    Entity owner = owner(from);
    return owner == null ? new LocalText("", "") : fact.said(owner);
  }

  /** The value as written; empty when not known. */
  public String written(Entity from) {
    Entity owner = owner(from);
    return owner == null ? "" : fact.written(owner);
  }
}
