package org.sekisho.risk.fact;

/**
 * An entity by kind and id.
 *
 * @param kind kind
 * @param id id in the model; for a path {@code entry-point/asset}
 */
public record EntityRef(EntityKind kind, String id) {
  @Override
  public String toString() {
    return kind.id() + ":" + id;
  }
}
