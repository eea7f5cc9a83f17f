package org.sekisho.risk.gate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.risk.cvss.Severity;

/**
 * What an analysis must meet.
 *
 * @param file name of the file; of a shipped policy its name
 * @param maxOpen most open findings by severity; a severity that is not named is not limited
 * @param maxOpenUnscored most open findings that are not scored; -1 for no limit
 * @param maxOpenByValue limits by the guideline's value
 * @param life what is asked of findings that touch human life
 * @param forbidden what must not be there at all
 * @param steps the steps of the guide's procedure, 1 to 8, that must be complete
 * @param invariants what must hold in the system
 */
public record Policy(
    String file,
    Map<Severity, Integer> maxOpen,
    int maxOpenUnscored,
    List<ValueLimit> maxOpenByValue,
    Life life,
    Set<Forbidden> forbidden,
    Set<Integer> steps,
    List<Invariant> invariants) {
  /**
   * A limit on the number of open findings of a high value. The value is relative: the project that
   * sets a line says why (RISK-17).
   *
   * @param atLeast guideline value from which findings are counted
   * @param max how many may be open
   * @param reason why the line is there
   */
  public record ValueLimit(BigDecimal atLeast, int max, String reason) {}

  /** What is asked of findings that touch human life. */
  public enum Life {
    /** Nothing more than of others. */
    ANY,
    /** Each is countered, or a decision about it holds. */
    DECIDED,
    /** None is open. */
    CLOSED
  }

  /** What must not be there at all. */
  public enum Forbidden {
    /** A decision whose day has come. */
    EXPIRED_DECISIONS,
    /** A decision about a risk that has grown since. */
    OUTGROWN_DECISIONS,
    /** A control whose evidence has gone stale. */
    STALE_EVIDENCE,
    /** A control that a test has refuted. */
    REFUTED_CONTROLS,
    /** A grave mistake of the model. */
    GRAVE_NOTES,
    /** An open finding that was not open in the baseline. */
    NEW_OPEN_FINDINGS,
    /** An open finding of a higher value than in the baseline. */
    GROWN_FINDINGS,
    /** An open finding that no line of the verification plan covers. */
    UNCOVERED_FINDINGS
  }
}
