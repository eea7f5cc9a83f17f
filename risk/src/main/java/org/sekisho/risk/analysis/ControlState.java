package org.sekisho.risk.analysis;

import java.util.List;
import java.util.Optional;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityRef;

/**
 * An answer of a finding with how far it is.
 *
 * @param control id of the control
 * @param strength what it does to the risk
 * @param wanted where it is wanted, the nearest place first
 * @param foundAt where it was found; empty when it is missing
 * @param state how far it is
 * @param evidence id of the evidence that decided the state
 */
public record ControlState(
    String control,
    Rule.Strength strength,
    List<EntityRef> wanted,
    Optional<EntityRef> foundAt,
    State state,
    Optional<String> evidence) {
  /** How far a control is. */
  public enum State {
    /** Nobody says that it is there. */
    MISSING,
    /** Decided, not there yet. */
    PLANNED,
    /** Cannot or need not be there, with a reason. */
    NOT_APPLICABLE,
    /** Said to be there; without evidence, or with evidence that has gone stale. */
    CLAIMED,
    /** Shown by evidence that holds today. */
    VERIFIED,
    /** Evidence says that it does not work. */
    REFUTED;

    /** Whether it counts in the current risk. */
    public boolean counts() {
      return this == CLAIMED || this == VERIFIED;
    }
  }
}
