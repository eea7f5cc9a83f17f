package org.sekisho.risk.fact;

import java.util.Set;
import org.sekisho.model.system.Actor;

/** Somebody who acts on the system. */
public final class ActorEntity extends Entity {
  private final Actor actor;

  ActorEntity(Actor actor, int number) {
    super(new EntityRef(EntityKind.ACTOR, actor.id()), number, actor.name(), Set.of());
    this.actor = actor;
  }

  /** The actor as the model has it. */
  public Actor actor() {
    return actor;
  }
}
