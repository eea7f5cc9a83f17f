package org.sekisho.risk.cvss;

/**
 * A complete vector of CVSS 4.0.
 *
 * @param letters one letter for each of {@link Cvss4Metric}, in their order
 */
public record Cvss4Vector(String letters) implements CvssVector {
  /** Refuses letters that the metrics do not allow. */
  public Cvss4Vector {
    Vectors.check(CvssVersion.V4_0, letters, false);
  }

  @Override
  public CvssVersion version() {
    return CvssVersion.V4_0;
  }

  @Override
  public CvssScore score() {
    return Cvss4Arithmetic.score(this);
  }

  /** The score with its name, its macrovector, and the scores with groups left out. */
  public Cvss4Scores scores() {
    return Cvss4Arithmetic.scores(this);
  }

  /** Which groups this vector uses; part of every printed score. */
  public Nomenclature nomenclature() {
    return Nomenclature.of(
        Vectors.defined(letters, Cvss4Metric.E.place(), Cvss4Metric.CR.place()),
        Vectors.defined(letters, Cvss4Metric.CR.place(), Cvss4Metric.S.place()));
  }

  @Override
  public Cvss4Vector with(CvssMetric metric, char letter) {
    return new Cvss4Vector(Vectors.with(version(), letters, metric, letter));
  }

  /** This vector with a group left out. */
  public Cvss4Vector without(MetricGroup group) {
    var kept = new StringBuilder(letters);
    for (Cvss4Metric metric : Cvss4Metric.ALL) {
      if (metric.group() == group && !metric.mandatory()) {
        kept.setCharAt(metric.place(), CvssMetric.NOT_DEFINED);
      }
    }
    return new Cvss4Vector(kept.toString());
  }

  @Override
  public String toString() {
    return text();
  }

  /** The letter that counts: the modified one, else the base one, else the worst. */
  char effective(Cvss4Metric metric) {
    char letter = letters.charAt(metric.place());
    if (metric.place() < Cvss4Metric.E.place()) {
      char modified = letters.charAt(metric.place() + Cvss4Metric.TO_MODIFIED);
      return modified == CvssMetric.NOT_DEFINED ? letter : modified;
    }
    if (letter != CvssMetric.NOT_DEFINED) {
      return letter;
    }
    return metric == Cvss4Metric.E ? 'A' : 'H';
  }
}
