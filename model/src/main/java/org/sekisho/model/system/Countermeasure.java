package org.sekisho.model.system;

import java.util.List;
import java.util.Optional;

/**
 * A control on some part of the system with its state; the short form is the list of controls at
 * that part, which means in place.
 *
 * @param control id of the control in the catalogue
 * @param on ids of zones, components, links, entry points; the whole system when empty
 * @param state how far it is
 * @param owner who answers for it
 * @param note what was done, or why it does not apply
 */
public record Countermeasure(
    String control, List<String> on, State state, Optional<String> owner, Optional<String> note) {
  /** How far a countermeasure is. */
  public enum State {
    /** Somebody says that it is there; only evidence makes more of it. */
    IN_PLACE,
    /** Decided, not there yet. */
    PLANNED,
    /** Cannot be or need not be there; the note says why. */
    NOT_APPLICABLE
  }
}
