package org.sekisho.risk.cvss;

/**
 * A complete vector: every mandatory metric has a value, every other one has a value or is {@link
 * CvssMetric#NOT_DEFINED}.
 */
public sealed interface CvssVector permits Cvss3Vector, Cvss4Vector {
  /** The version of CVSS in which this vector means something. */
  CvssVersion version();

  /** One letter for each metric of the version, in the order of the specification. */
  String letters();

  /** The vector with one value replaced; the letter must be one that the metric allows. */
  CvssVector with(CvssMetric metric, char letter);

  /**
   * The score that the metrics given lead to: the environmental score of version 3, the score of
   * CVSS-B, -BT, -BE or -BTE of version 4.
   */
  CvssScore score();

  /** The letter of a metric of this vector's version. */
  default char letter(CvssMetric metric) {
    return letters().charAt(metric.place());
  }

  /** The canonical text: the order of the specification, nothing that is not defined. */
  default String text() {
    return Vectors.text(version(), letters());
  }
}
