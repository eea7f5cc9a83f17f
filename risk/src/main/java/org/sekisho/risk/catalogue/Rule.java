package org.sekisho.risk.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.method.Axis;

/**
 * A threat that comes wherever a condition holds (area THR), with what answers it.
 *
 * @param id id; part of the id of each finding
 * @param name the threat in a few words
 * @param over the kind of entity that it is looked for at
 * @param when the condition under which the threat exists, countered or not
 * @param explanation why it is a threat there; {@code {fact}} is replaced by the fact's value
 * @param threatClass its class
 * @param gatewayThreats numbers 1 to 10 of the guideline's section 3.3
 * @param protocolRows numbers 1 to 15 of the guideline's appendix 1
 * @param features numbers 1 to 5 of the guideline's section 3.2
 * @param references weaknesses and attacks, each {@code framework:item}, such as {@code cwe:319}
 * @param affects the properties that are lost
 * @param beyondData whether it harms others than the owner of the data (THR-15)
 * @param leadsOn whether it gives a hold on what the place commands; otherwise it touches human
 *     life only where an asset is that does
 * @param frequency level 1 to 4 of table 5-5 without countermeasures
 * @param attack what an attacker needs, by factor of ETSI TS 102 165-1; what is not said is unknown
 * @param cvss31 CVSS 3.1 base vector without countermeasures
 * @param cvss40 CVSS 4.0 base vector without countermeasures
 * @param answers the controls that answer it, the best first
 * @param falseAlarm when it is a false alarm
 * @param origin whether it is common to all IT or special to IoT (SYS-25)
 * @param fires an example that must bring the threat open
 * @param spares an example that must not
 * @param file file that it was read from
 * @param line line in that file
 */
public record Rule(
    String id,
    LocalText name,
    EntityKind over,
    Condition when,
    LocalText explanation,
    ThreatClass threatClass,
    Set<Integer> gatewayThreats,
    Set<Integer> protocolRows,
    Set<Integer> features,
    List<String> references,
    Set<Axis> affects,
    boolean beyondData,
    boolean leadsOn,
    int frequency,
    Map<String, String> attack,
    Optional<String> cvss31,
    Optional<String> cvss40,
    List<Answer> answers,
    LocalText falseAlarm,
    Control.Origin origin,
    Optional<Example> fires,
    Optional<Example> spares,
    String file,
    int line) {

  /**
   * A control that answers a threat.
   *
   * @param control id of the control
   * @param at where it must be, seen from the entity
   * @param strength what it does to the risk
   */
  public record Answer(String control, At at, Strength strength) {}

  /** Where a control must be, seen from the entity at which the threat is. */
  public enum At {
    /** On the entity itself, on the component that it belongs to, or around them. */
    SELF,
    /** On the end that opens a link. */
    FROM,
    /** On the end that accepts a link. */
    TO,
    /** On either end of a link. */
    ANY_END,
    /** On both ends of a link. */
    BOTH_ENDS,
    /** On every gateway that stands in front of the component; in front of a server none does. */
    GATEWAY,
    /** On any component of a path. */
    ON_PATH,
    /**
     * On the system, or somewhere under the same owner, in the same zone, or on a component that is
     * linked.
     */
    SYSTEM
  }

  /** What a control does to a risk. */
  public enum Strength {
    /** Stops the threat: the threat counts as countered; frequency falls by two levels. */
    BLOCKS,
    /** Makes it rarer: frequency falls by one level. */
    REDUCES,
    /** Makes the loss smaller: importance falls by one level. */
    LIMITS,
    /** Tells of it: changes no level, stands in the plan. */
    DETECTS
  }

  /**
   * A change of the catalogue's hardened model, and where the threat must then stand open or not.
   *
   * @param at id of the entity
   * @param change new values by place, such as {@code links/a-b/encryption}; an empty text removes
   *     the key
   */
  public record Example(String at, Map<String, String> change) {}
}
