package org.sekisho.risk.analysis;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.method.Axis;
import org.sekisho.risk.method.Reach;
import org.sekisho.risk.treatment.Treatment;

/**
 * A threat at one place of the system with its risk. The id is made of the rule's and the entity's
 * ids alone, so it stays the same when other things change.
 *
 * @param id {@code rule@entity}; for a threat of the analyst {@code threat@its-id}
 * @param rule the rule; empty for a threat that the analyst wrote down
 * @param at where it is
 * @param title the threat in a few words
 * @param explanation why it is a threat here
 * @param threatClass its class
 * @param surface number of the attack surface, such as AS1, where it belongs to one
 * @param assets ids of the assets that it touches
 * @param affects the properties that are lost
 * @param reach whom the loss reaches
 * @param lifeHops where it touches human life: links from there to an asset that does; 0 at the
 *     asset itself
 * @param measures ids of the guide's measures that answer it, the main ones first
 * @param controls the controls that answer it, with their state
 * @param values the four values
 * @param severity what the numbers say (CVSS 3.1 of the current state, in the guide's words)
 * @param priority what was decided, or proposed from severity and reach; 1 comes first
 * @param treatment what was decided
 * @param proof the facts that decided it
 * @param inScope whether it touches a component in scope
 */
public record Finding(
    String id,
    Optional<Rule> rule,
    EntityRef at,
    LocalText title,
    LocalText explanation,
    ThreatClass threatClass,
    Optional<String> surface,
    List<String> assets,
    Set<Axis> affects,
    Set<Reach> reach,
    OptionalInt lifeHops,
    List<String> measures,
    List<ControlState> controls,
    RiskValues values,
    LocalText severity,
    int priority,
    Treatment treatment,
    Proof proof,
    boolean inScope) {

  /** Whether it touches human life. */
  public boolean touchesLife() {
    return reach.contains(Reach.LIFE);
  }

  /** Whether it touches human life, and what it touches is at most one link away. */
  public boolean touchesLifeDirectly() {
    return touchesLife() && lifeHops.orElse(0) <= 1;
  }

  /** Whether the risk is neither countered nor treated otherwise. */
  public boolean open() {
    return inScope && !values.current().countered() && treatment.open();
  }
}
