package org.sekisho.risk.cvss;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The three scores of a version 3 vector with the chain that leads to them.
 *
 * <p>In version 3.1 the environmental score may differ from the temporal one by 0.1 although no
 * environmental metric is defined: its equation for a changed scope is another than that of the
 * base score. That is what the specification says, so it is what stands here.
 *
 * @param base what the weakness itself amounts to
 * @param temporal base corrected by the present state of attack and fix
 * @param environmental the re-evaluation for the place of use, corrected in the same way
 * @param baseParts impact and exploitability of the base metrics
 * @param modifiedParts impact and exploitability as they are in the place of use
 */
public record Cvss3Scores(
    CvssScore base,
    CvssScore temporal,
    CvssScore environmental,
    Parts baseParts,
    Parts modifiedParts) {

  /**
   * The two sub-scores, exactly.
   *
   * @param unadjustedImpact impact before the scope counts (調整前影響度), 0 to 0.915
   * @param impact impact (影響度); zero or less means that the score is zero
   * @param exploitability ease of attack (攻撃容易性)
   */
  public record Parts(BigDecimal unadjustedImpact, BigDecimal impact, BigDecimal exploitability) {
    /** The impact as calculators print it: one place, half up, never below zero. */
    public BigDecimal printedImpact() {
      return impact.max(BigDecimal.ZERO).setScale(1, RoundingMode.HALF_UP);
    }

    /** The exploitability as calculators print it: one place, half up. */
    public BigDecimal printedExploitability() {
      return exploitability.setScale(1, RoundingMode.HALF_UP);
    }
  }
}
