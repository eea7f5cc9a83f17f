package org.sekisho.risk.gate;

import java.time.LocalDate;
import java.util.List;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.catalogue.Condition;
import org.sekisho.risk.fact.EntityKind;

/**
 * Something that must hold at every entity of a kind.
 *
 * @param id id
 * @param name what must hold, in words
 * @param over the kind of entity
 * @param where at which of them it must hold
 * @param must what must hold there
 * @param exempt where it need not hold for a time
 */
public record Invariant(
    String id,
    LocalText name,
    EntityKind over,
    Condition where,
    Condition must,
    List<Exemption> exempt) {
  /**
   * A place where an invariant need not hold for a time.
   *
   * @param at id of the entity
   * @param owner who answers for it
   * @param reason why
   * @param expires day from which it must hold there, too
   */
  public record Exemption(String at, String owner, String reason, LocalDate expires) {}
}
