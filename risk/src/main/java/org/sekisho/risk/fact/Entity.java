package org.sekisho.risk.fact;

import java.util.Set;
import org.sekisho.model.system.LocalText;

/**
 * A part of a system with its facts. Made by {@link SystemFacts} and unchanged afterwards; two are
 * the same only when they are one object.
 */
public abstract sealed class Entity
    permits SystemEntity,
        ZoneEntity,
        ComponentEntity,
        LinkEntity,
        CrossingEntity,
        EntryPointEntity,
        AssetEntity,
        PathEntity,
        ActorEntity {
  private final EntityRef ref;
  private final int number;
  private final LocalText name;
  private final Set<String> declaredControls;

  Entity(EntityRef ref, int number, LocalText name, Set<String> declaredControls) {
    this.ref = ref;
    this.number = number;
    this.name = name;
    this.declaredControls = declaredControls;
  }

  /** Its kind and id. */
  public final EntityRef ref() {
    return ref;
  }

  /** Its id. */
  public final String id() {
    return ref.id();
  }

  /** Its number among all entities of the system, from 0 without gaps. */
  public final int number() {
    return number;
  }

  /** What people call it. */
  public LocalText name() {
    return name;
  }

  /** Ids of the controls that stand in its own list in the model. */
  public final Set<String> declaredControls() {
    return declaredControls;
  }

  @Override
  public final String toString() {
    return ref.toString();
  }
}
