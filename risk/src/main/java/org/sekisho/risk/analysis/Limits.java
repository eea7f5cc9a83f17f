package org.sekisho.risk.analysis;

import org.sekisho.risk.method.Disagreement;
import org.sekisho.risk.path.PathLimits;

/**
 * Bounds of an analysis; what falls outside of them is left out of the lists that they bound, never
 * out of the findings.
 *
 * @param paths bounds of the search for attack paths
 * @param comparedRisks over how many of the first findings methods are compared, 0 to {@link
 *     Disagreement#MAX_RISKS}
 * @param listedInversions how many disagreements are listed and explained, 0 or more
 */
public record Limits(PathLimits paths, int comparedRisks, int listedInversions) {
  /** What a person would read; 10,000 components stay within seconds. */
  public static final Limits DEFAULT = new Limits(PathLimits.DEFAULT, 300, 20);

  /** Refuses bounds out of range. */
  public Limits {
    if (comparedRisks < 0 || comparedRisks > Disagreement.MAX_RISKS || listedInversions < 0) {
      throw new IllegalArgumentException(
          "compared risks from 0 to " + Disagreement.MAX_RISKS + ", inversions not negative");
    }
  }
}
