package org.sekisho.risk.cvss;

/** The name of a version 4 score: which metric groups it takes into account (section 1.3). */
public enum Nomenclature {
  /** Base metrics alone. */
  B,
  /** Base and threat metrics. */
  BT,
  /** Base and environmental metrics. */
  BE,
  /** Base, threat and environmental metrics. */
  BTE;

  /** The name as it is printed, such as {@code CVSS-BT}. */
  public String text() {
    return "CVSS-" + name();
  }

  static Nomenclature of(boolean threat, boolean environmental) {
    if (threat) {
      return environmental ? BTE : BT;
    }
    return environmental ? BE : B;
  }
}
