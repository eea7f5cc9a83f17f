package org.sekisho.risk.cvss;

import java.util.List;

/** The versions of CVSS that are scored; a score of one version says nothing in another. */
public enum CvssVersion {
  /** Version 3.0 of 2015, the one the guideline names. */
  V3_0("3.0"),
  /** Version 3.1 of 2019: the same base scores, another environmental equation. */
  V3_1("3.1"),
  /** Version 4.0 of 2023, specification document 1.2. */
  V4_0("4.0");

  private final String number;

  CvssVersion(String number) {
    this.number = number;
  }

  /** The number as it stands in a vector, such as {@code 3.1}. */
  public String number() {
    return number;
  }

  /** What every vector text of this version begins with, such as {@code CVSS:3.1}. */
  public String prefix() {
    return "CVSS:" + number;
  }

  /** The metrics of this version in the order of its specification. */
  public List<? extends CvssMetric> metrics() {
    return this == V4_0 ? Cvss4Metric.ALL : Cvss3Metric.ALL;
  }
}
