package org.sekisho.model.system;

import java.util.Optional;
import java.util.Set;

/**
 * An area with one safety level (UC1-08); a trust boundary lies wherever zone or owner changes.
 *
 * @param id id
 * @param name name
 * @param safety safety level of the area
 * @param placement where the area lies
 * @param parent id of the zone that it lies in; never in a circle
 * @param owner id of the organisation that runs it (SYS-16)
 * @param controls ids of the controls in place for everything in the zone
 */
public record Zone(
    String id,
    LocalText name,
    Safety safety,
    Placement placement,
    Optional<String> parent,
    Optional<String> owner,
    Set<String> controls) {
  /** Safety level of an area. */
  public enum Safety {
    /** For example the personal-use area. */
    LOW,
    /** For example the field. */
    MEDIUM,
    /** For example the infrastructure operator's area. */
    HIGH
  }

  /** Where an area lies (SYS-03). */
  public enum Placement {
    /** At home, in the office, in the factory (フィールド側). */
    FIELD,
    /** The wide-area network between. */
    WAN,
    /** On the centre side, for example in a cloud (センタ側). */
    CENTRE
  }
}
