package org.sekisho.risk.cvss;

import java.util.List;

/**
 * A vector in which mandatory metrics may still be unknown, as before a system is built.
 *
 * @param version version of CVSS
 * @param letters one letter for each metric in the order of the specification; {@code ?} for a
 *     mandatory one that is unknown
 */
public record CvssDraft(CvssVersion version, String letters) {
  /** Refuses letters that the metrics do not allow. */
  public CvssDraft {
    Vectors.check(version, letters, true);
  }

  /** A draft of which nothing is known. */
  public static CvssDraft unknown(CvssVersion version) {
    return new CvssDraft(version, Vectors.blank(version));
  }

  /** A draft of which everything is known. */
  public static CvssDraft of(CvssVector vector) {
    return new CvssDraft(vector.version(), vector.letters());
  }

  /** The draft with one value set. */
  public CvssDraft with(CvssMetric metric, char letter) {
    return new CvssDraft(version, Vectors.with(version, letters, metric, letter));
  }

  /** The mandatory metrics that are not known, in the order of the specification. */
  public List<CvssMetric> unknown() {
    return version.metrics().stream()
        .filter(metric -> letters.charAt(metric.place()) == Vectors.UNKNOWN)
        .map(CvssMetric.class::cast)
        .toList();
  }

  /**
   * Whether the vector says that people may be harmed: MSI:S, MSA:S or S:P of version 4. No other
   * version can say so.
   */
  public boolean harmsPeople() {
    return version == CvssVersion.V4_0
        && (letters.charAt(Cvss4Metric.MSI.place()) == 'S'
            || letters.charAt(Cvss4Metric.MSA.place()) == 'S'
            || letters.charAt(Cvss4Metric.S.place()) == 'P');
  }

  /** What is known, in canonical form. */
  public String text() {
    return Vectors.text(version, letters);
  }

  /**
   * The lowest and the highest score over every way to fill what is unknown; both are reached. At
   * most 104,976 vectors are scored, so this may take some tens of milliseconds.
   */
  public Range range() {
    List<CvssMetric> open = unknown();
    var filled = new StringBuilder(letters);
    int[] bounds = {Integer.MAX_VALUE, Integer.MIN_VALUE};
    fill(open, 0, filled, bounds);
    return new Range(new CvssScore(bounds[0]), new CvssScore(bounds[1]));
  }

  private void fill(List<CvssMetric> open, int next, StringBuilder filled, int[] bounds) {
    if (next == open.size()) {
      int tenths = Vectors.complete(version, filled.toString()).score().tenths();
      bounds[0] = Math.min(bounds[0], tenths);
      bounds[1] = Math.max(bounds[1], tenths);
      return;
    }
    CvssMetric metric = open.get(next);
    for (int i = 0; i < metric.letters().length(); i++) {
      filled.setCharAt(metric.place(), metric.letters().charAt(i));
      fill(open, next + 1, filled, bounds);
    }
  }

  /** The scores that are still possible, both ends included. */
  public record Range(CvssScore low, CvssScore high) {
    /** One score when it is settled, else both ends. */
    @Override
    public String toString() {
      return low.equals(high) ? low.toString() : low + "–" + high;
    }
  }
}
