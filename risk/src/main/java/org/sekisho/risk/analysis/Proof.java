package org.sekisho.risk.analysis;

import java.util.List;
import org.sekisho.risk.fact.EntityRef;

/**
 * Why a rule holds at an entity: the facts that decided it.
 *
 * @param facts the facts that matched, in the order of the condition
 * @param smallestChange the fewest changes of facts or controls found that together remove the
 *     finding; empty when none was found
 */
public record Proof(List<Matched> facts, List<List<Change>> smallestChange) {
  /**
   * A fact that matched.
   *
   * @param entity whose fact it is
   * @param fact its name, such as {@code encryption}
   * @param value its value as written; empty when it is not known
   * @param wanted what the rule asked, such as {@code is none}
   * @param file file where it stands; empty when it stands in none
   * @param line line where it stands, from 1; 0 when it stands nowhere, as a default does
   */
  public record Matched(
      EntityRef entity, String fact, String value, String wanted, String file, int line) {}

  /**
   * A change that would remove the finding.
   *
   * @param entity what would change
   * @param fact the fact; {@code controls} for a control to put there; {@link #COUNTERMEASURES} for
   *     one whose entry about that place says today that it is planned, and then in place
   * @param to the new value, or the control
   */
  public record Change(EntityRef entity, String fact, String to) {
    /** The list of the model whose entry changes from planned to in place. */
    public static final String COUNTERMEASURES = "countermeasures";
  }
}
