package org.sekisho.risk.treatment;

import java.time.LocalDate;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/**
 * What was decided about a finding (DESIGN: reduce by design or by operation, accept, transfer,
 * avoid; or exclude as no risk here).
 *
 * @param kind the decision
 * @param owner who answers for it; there for every decision
 * @param reason why; there for every decision
 * @param decided day of the decision
 * @param expires day from which the finding comes back
 * @param snapshot the guideline value, as text, for which it was decided; a higher one reopens it
 * @param state whether it holds today
 */
public record Treatment(
    Kind kind,
    Optional<String> owner,
    Optional<LocalText> reason,
    Optional<LocalDate> decided,
    Optional<LocalDate> expires,
    Optional<String> snapshot,
    State state) {
  /** No decision yet. */
  public static final Treatment NONE =
      new Treatment(
          Kind.UNDECIDED,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          State.HOLDS);

  /** The decision. */
  public enum Kind {
    /** Nothing decided. */
    UNDECIDED,
    /** Countered in the design. */
    DESIGN,
    /** Countered in operation. */
    OPERATION,
    /** Taken as it is. */
    ACCEPT,
    /** Carried by somebody else. */
    TRANSFER,
    /** The function is left out. */
    AVOID,
    /** No risk here: a false alarm. */
    EXCLUDE
  }

  /** Whether a decision holds today. */
  public enum State {
    /** It holds. */
    HOLDS,
    /** Its day has come: the finding is open again. */
    EXPIRED,
    /** The risk has grown beyond what was decided about: the finding is open again. */
    OUTGROWN
  }

  /** Whether the finding still asks for something. */
  public boolean open() {
    return state != State.HOLDS
        || kind == Kind.UNDECIDED
        || kind == Kind.DESIGN
        || kind == Kind.OPERATION;
  }
}
