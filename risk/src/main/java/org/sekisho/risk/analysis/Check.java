package org.sekisho.risk.analysis;

import java.util.List;
import org.sekisho.risk.fact.Entity;

/** A condition ready to be asked of entities of one kind; made by {@link Conditions}. */
interface Check {
  /** Whether it holds at the entity. */
  boolean holds(Entity entity, Situation situation);

  /**
   * Adds what decided that the condition holds there, or that it does not.
   *
   * @param outcome what {@link #holds} says
   */
  void explain(Entity entity, Situation situation, boolean outcome, List<Decider> deciders);
}
