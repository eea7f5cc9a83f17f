package org.sekisho.risk.cvss;

import org.sekisho.model.system.LocalText;

/** The five bands of a CVSS score, with the names that the guide prints; the same in 3.0 to 4.0. */
public enum Severity {
  /** 0.0. */
  NONE("なし", "None", 0, 0),
  /** 0.1 to 3.9. */
  LOW("注意", "Low", 1, 39),
  /** 4.0 to 6.9. */
  MEDIUM("警告", "Medium", 40, 69),
  /** 7.0 to 8.9. */
  HIGH("重要", "High", 70, 89),
  /** 9.0 to 10.0. */
  CRITICAL("緊急", "Critical", 90, 100);

  private final String ja;
  private final String en;
  private final int minTenths;
  private final int maxTenths;

  Severity(String ja, String en, int minTenths, int maxTenths) {
    this.ja = ja;
    this.en = en;
    this.minTenths = minTenths;
    this.maxTenths = maxTenths;
  }

  /** The name that people read. */
  public LocalText text() {
    return new LocalText(ja, en);
  }

  /** The lowest score of this band. */
  public CvssScore min() {
    return new CvssScore(minTenths);
  }

  /** The highest score of this band. */
  public CvssScore max() {
    return new CvssScore(maxTenths);
  }

  static Severity of(CvssScore score) {
    for (Severity severity : values()) {
      if (score.tenths() <= severity.maxTenths) {
        return severity;
      }
    }
    return CRITICAL;
  }
}
