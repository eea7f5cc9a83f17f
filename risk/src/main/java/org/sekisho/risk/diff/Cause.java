package org.sekisho.risk.diff;

/**
 * Why a finding changed.
 *
 * @param kind what changed
 * @param what which one: a fact as {@code link:gw-he encryption}, a place of the model, a control
 *     as {@code tls@gw-he}, a rule's id
 * @param before value before; empty when there was none
 * @param after value after; empty when there is none
 */
public record Cause(Kind kind, String what, String before, String after) {
  /** What can change a finding. */
  public enum Kind {
    /** A fact that the rule asks for. */
    FACT,
    /** Something in the model near the finding. */
    MODEL,
    /** How far a countermeasure is. */
    CONTROL,
    /** Evidence about a countermeasure. */
    EVIDENCE,
    /** What people decided. */
    DECISION,
    /** What people judged in place of the rule. */
    RATING,
    /** The rule, or its controls, in the catalogue. */
    RULE,
    /** The day. */
    DAY
  }
}
