package org.sekisho.model.system;

/**
 * An area with one safety level (UC1-08).
 *
 * @param id id
 * @param name name
 * @param safety safety level of the area
 * @param placement where the area lies
 */
public record Zone(String id, LocalText name, Safety safety, Placement placement) {
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
