package org.sekisho.model.system;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An incident with the loss that it brings, as in the guideline's table 5-6 (RISK-07).
 *
 * @param id id
 * @param name what happens
 * @param loss what is lost
 * @param threats the threats that bring it
 * @param assets ids of the assets that it touches
 * @param affects the properties that are lost
 * @param frequency level 1 to 4 of table 5-5; absent when not known
 */
public record Incident(
    String id,
    LocalText name,
    LocalText loss,
    List<Threat> threats,
    List<String> assets,
    Set<Property> affects,
    Optional<Integer> frequency) {
  /**
   * A threat of the guideline's section 3.3 in the words of the analysis.
   *
   * @param number 1 to 10
   * @param name the words
   */
  public record Threat(int number, LocalText name) {}

  /** A property of an asset. */
  public enum Property {
    /** 機密性. */
    CONFIDENTIALITY,
    /** 完全性. */
    INTEGRITY,
    /** 可用性. */
    AVAILABILITY
  }
}
