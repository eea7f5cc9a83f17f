package org.sekisho.risk.cvss;

/**
 * A complete vector of CVSS 3.0 or 3.1.
 *
 * @param version {@link CvssVersion#V3_0} or {@link CvssVersion#V3_1}
 * @param letters one letter for each of {@link Cvss3Metric}, in their order
 */
public record Cvss3Vector(CvssVersion version, String letters) implements CvssVector {
  /** Refuses another version and letters that the metrics do not allow. */
  public Cvss3Vector {
    if (version == CvssVersion.V4_0) {
      throw new IllegalArgumentException("a version 3 vector is of 3.0 or 3.1");
    }
    Vectors.check(version, letters, false);
  }

  /** The three scores and what they are made of. */
  public Cvss3Scores scores() {
    return Cvss3Arithmetic.scores(this);
  }

  @Override
  public CvssScore score() {
    return Cvss3Arithmetic.environmental(this);
  }

  /** The score of the base metrics alone. */
  public CvssScore baseScore() {
    return Cvss3Arithmetic.base(this);
  }

  @Override
  public Cvss3Vector with(CvssMetric metric, char letter) {
    return new Cvss3Vector(version, Vectors.with(version, letters, metric, letter));
  }

  @Override
  public String toString() {
    return text();
  }

  /** The letter that counts in the environmental score: the modified one if it is defined. */
  char modified(Cvss3Metric base) {
    char modified = letters.charAt(base.place() + Cvss3Metric.TO_MODIFIED);
    return modified == CvssMetric.NOT_DEFINED ? letters.charAt(base.place()) : modified;
  }
}
