package org.sekisho.risk.cvss;

import java.math.BigDecimal;

/**
 * A CVSS score: a decimal number with one place, exactly.
 *
 * @param tenths the score times ten, 0 to 100
 */
public record CvssScore(int tenths) implements Comparable<CvssScore> {
  /** Refuses what is no score. */
  public CvssScore {
    if (tenths < 0 || tenths > 100) {
      throw new IllegalArgumentException(tenths + " tenths: a score has 0 to 100");
    }
  }

  /** The score as a decimal number with one place. */
  public BigDecimal decimal() {
    return BigDecimal.valueOf(tenths, 1);
  }

  /** The band in which the score lies. */
  public Severity severity() {
    return Severity.of(this);
  }

  @Override
  public int compareTo(CvssScore other) {
    return Integer.compare(tenths, other.tenths);
  }

  @Override
  public String toString() {
    return tenths / 10 + "." + tenths % 10;
  }
}
