package org.sekisho.risk.cvss;

import org.sekisho.model.system.LocalText;

/** What a metric speaks of, and thereby who may set it. */
public enum MetricGroup {
  /** The weakness itself; does not change with time or place. Set by whoever publishes it. */
  BASE("基本評価基準", "base"),
  /** Version 3: the present state of attack code and fix. Set by whoever publishes it. */
  TEMPORAL("現状評価基準", "temporal"),
  /** Version 4: whether attacks are seen. Set by whoever consumes threat intelligence. */
  THREAT("脅威評価基準", "threat"),
  /** The place of use. Set by the operator. */
  ENVIRONMENTAL("環境評価基準", "environmental"),
  /** Version 4: further facts that never change a score. */
  SUPPLEMENTAL("補足評価基準", "supplemental");

  private final String ja;
  private final String en;

  MetricGroup(String ja, String en) {
    this.ja = ja;
    this.en = en;
  }

  /** The name that people read. */
  public LocalText text() {
    return new LocalText(ja, en);
  }
}
