package org.sekisho.risk.cvss;

import static org.sekisho.risk.cvss.Cvss3Metric.A;
import static org.sekisho.risk.cvss.Cvss3Metric.AC;
import static org.sekisho.risk.cvss.Cvss3Metric.AR;
import static org.sekisho.risk.cvss.Cvss3Metric.AV;
import static org.sekisho.risk.cvss.Cvss3Metric.C;
import static org.sekisho.risk.cvss.Cvss3Metric.CR;
import static org.sekisho.risk.cvss.Cvss3Metric.E;
import static org.sekisho.risk.cvss.Cvss3Metric.I;
import static org.sekisho.risk.cvss.Cvss3Metric.IR;
import static org.sekisho.risk.cvss.Cvss3Metric.PR;
import static org.sekisho.risk.cvss.Cvss3Metric.RC;
import static org.sekisho.risk.cvss.Cvss3Metric.RL;
import static org.sekisho.risk.cvss.Cvss3Metric.S;
import static org.sekisho.risk.cvss.Cvss3Metric.UI;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The equations of CVSS 3.0 and 3.1 (sections 7.1 to 7.3 and 8) in whole numbers.
 *
 * <p>Weights are hundredths. Everything but the impact under a changed scope is a short decimal and
 * fits a {@code long} exactly. That impact has up to 130 places; it takes only a few hundred
 * values, so each is worked out once and kept as a whole number of {@link #PLACES} places, rounded
 * down, with a note of whether something was cut off. Rounding up needs no more than that: a value
 * with a cut-off rest lies strictly between two neighbouring whole numbers, whatever the rest is.
 */
final class Cvss3Arithmetic {
  private static final int PLACES = 14;
  private static final long ONE = 100_000_000_000_000L;
  private static final long TENTH = ONE / 10;
  private static final BigDecimal CAP = new BigDecimal("0.915");
  private static final BigDecimal CHANGED_FACTOR = new BigDecimal("1.08");

  private static final Impact[] UNCHANGED = impacts(Equation.UNCHANGED);
  private static final Impact[] CHANGED = impacts(Equation.CHANGED);
  private static final Impact[] CHANGED_MODIFIED_3_1 = impacts(Equation.CHANGED_MODIFIED_3_1);

  private Cvss3Arithmetic() {}

  static Cvss3Scores scores(Cvss3Vector v) {
    CvssScore base = base(v);
    return new Cvss3Scores(
        base,
        new CvssScore(corrected(base.tenths(), v)),
        environmental(v),
        parts(baseImpact(v), baseExploitability(v)),
        parts(modifiedImpact(v), modifiedExploitability(v)));
  }

  static CvssScore base(Cvss3Vector v) {
    return new CvssScore(
        joined(baseImpact(v), baseExploitability(v), changed(v.letter(S)), v.version()));
  }

  static CvssScore environmental(Cvss3Vector v) {
    int inner =
        joined(modifiedImpact(v), modifiedExploitability(v), changed(v.modified(S)), v.version());
    return new CvssScore(corrected(inner, v));
  }

  private static Impact baseImpact(Cvss3Vector v) {
    int level =
        level(v.letter(C), 'M') * 81 + level(v.letter(I), 'M') * 9 + level(v.letter(A), 'M');
    return (changed(v.letter(S)) ? CHANGED : UNCHANGED)[level];
  }

  private static Impact modifiedImpact(Cvss3Vector v) {
    int level =
        level(v.modified(C), v.letter(CR)) * 81
            + level(v.modified(I), v.letter(IR)) * 9
            + level(v.modified(A), v.letter(AR));
    if (!changed(v.modified(S))) {
      return UNCHANGED[level];
    }
    return (v.version() == CvssVersion.V3_0 ? CHANGED : CHANGED_MODIFIED_3_1)[level];
  }

  private static long baseExploitability(Cvss3Vector v) {
    return exploitability(v.letter(AV), v.letter(AC), v.letter(PR), v.letter(UI), v.letter(S));
  }

  /** The privileges weigh by the modified scope, not by the scope. */
  private static long modifiedExploitability(Cvss3Vector v) {
    return exploitability(
        v.modified(AV), v.modified(AC), v.modified(PR), v.modified(UI), v.modified(S));
  }

  /** 8.22 × AV × AC × PR × UI in units of 10⁻¹⁰. */
  private static long exploitability(char av, char ac, char pr, char ui, char s) {
    return 822L * attackVector(av) * attackComplexity(ac) * privileges(pr, s) * interaction(ui);
  }

  /** Impact and exploitability joined, capped and rounded up, in tenths. */
  private static int joined(Impact impact, long exploitability, boolean changed, CvssVersion v) {
    if (!impact.positive) {
      return 0;
    }
    long sum = impact.scaled + (changed ? exploitability * 108 * 100 : exploitability * 10_000);
    if (sum >= 10 * ONE) {
      return 100;
    }
    if (v == CvssVersion.V3_1) {
      return roundUp31((sum + ONE / 200_000) / (ONE / 100_000));
    }
    return (int) (sum / TENTH) + (sum % TENTH != 0 || impact.cut ? 1 : 0);
  }

  /** The tenths × E × RL × RC, rounded up, in tenths. */
  private static int corrected(int tenths, Cvss3Vector v) {
    long product =
        (long) tenths
            * maturity(v.letter(E))
            * remediation(v.letter(RL))
            * confidence(v.letter(RC));
    if (v.version() == CvssVersion.V3_1) {
      return roundUp31((product + 50) / 100);
    }
    return (int) Math.ceilDiv(product, 1_000_000L);
  }

  /** Roundup of 3.1 (appendix A): of a value already rounded to five places, in tenths. */
  private static int roundUp31(long hundredThousandths) {
    return (int) Math.ceilDiv(hundredThousandths, 10_000L);
  }

  private static Cvss3Scores.Parts parts(Impact impact, long exploitability) {
    return new Cvss3Scores.Parts(
        impact.unadjusted, impact.exact, BigDecimal.valueOf(exploitability, 10));
  }

  private static boolean changed(char scope) {
    return scope == 'C';
  }

  private static int attackVector(char letter) {
    return switch (letter) {
      case 'N' -> 85;
      case 'A' -> 62;
      case 'L' -> 55;
      default -> 20;
    };
  }

  private static int attackComplexity(char letter) {
    return letter == 'L' ? 77 : 44;
  }

  private static int privileges(char letter, char scope) {
    return switch (letter) {
      case 'N' -> 85;
      case 'L' -> changed(scope) ? 68 : 62;
      default -> changed(scope) ? 50 : 27;
    };
  }

  private static int interaction(char letter) {
    return letter == 'N' ? 85 : 62;
  }

  private static int maturity(char letter) {
    return switch (letter) {
      case 'F' -> 97;
      case 'P' -> 94;
      case 'U' -> 91;
      default -> 100;
    };
  }

  private static int remediation(char letter) {
    return switch (letter) {
      case 'W' -> 97;
      case 'T' -> 96;
      case 'O' -> 95;
      default -> 100;
    };
  }

  private static int confidence(char letter) {
    return switch (letter) {
      case 'R' -> 96;
      case 'U' -> 92;
      default -> 100;
    };
  }

  /** Number of an effect under a requirement, 0 to 8: a third of the index into the tables. */
  private static int level(char effect, char requirement) {
    int first = effect == 'H' ? 6 : effect == 'L' ? 3 : 0;
    return first + (requirement == 'H' ? 2 : requirement == 'L' ? 0 : 1);
  }

  /** Effect × requirement of a level in hundredths; every product is a whole number. */
  private static int weight(int level) {
    int effect = level >= 6 ? 56 : level >= 3 ? 22 : 0;
    return effect * (level % 3 + 1) / 2;
  }

  private static Impact[] impacts(Equation equation) {
    var all = new Impact[729];
    for (int level = 0; level < all.length; level++) {
      long kept =
          (100L - weight(level / 81)) * (100 - weight(level / 9 % 9)) * (100 - weight(level % 9));
      BigDecimal unadjusted = BigDecimal.valueOf(1_000_000 - kept, 6).min(CAP);
      all[level] = Impact.of(unadjusted, equation);
    }
    return all;
  }

  private enum Equation {
    UNCHANGED,
    CHANGED,
    CHANGED_MODIFIED_3_1;

    BigDecimal impact(BigDecimal isc) {
      return switch (this) {
        case UNCHANGED -> new BigDecimal("6.42").multiply(isc);
        case CHANGED -> changed(isc, isc.subtract(new BigDecimal("0.02")).pow(15));
        case CHANGED_MODIFIED_3_1 ->
            changed(
                isc,
                isc.multiply(new BigDecimal("0.9731")).subtract(new BigDecimal("0.02")).pow(13));
      };
    }

    private static BigDecimal changed(BigDecimal isc, BigDecimal power) {
      return new BigDecimal("7.52")
          .multiply(isc.subtract(new BigDecimal("0.029")))
          .subtract(new BigDecimal("3.25").multiply(power));
    }
  }

  /**
   * One impact.
   *
   * @param unadjusted impact before the scope counts
   * @param exact the impact
   * @param positive whether it is above zero
   * @param scaled what it adds to a score (× 1.08 under a changed scope) with {@link #PLACES}
   *     places, rounded down
   * @param cut whether rounding down cut something off
   */
  private record Impact(
      BigDecimal unadjusted, BigDecimal exact, boolean positive, long scaled, boolean cut) {
    static Impact of(BigDecimal unadjusted, Equation equation) {
      BigDecimal exact = equation.impact(unadjusted);
      BigDecimal added = equation == Equation.UNCHANGED ? exact : exact.multiply(CHANGED_FACTOR);
      BigDecimal down = added.setScale(PLACES, RoundingMode.FLOOR);
      return new Impact(
          unadjusted,
          exact,
          exact.signum() > 0,
          down.unscaledValue().longValueExact(),
          down.compareTo(added) != 0);
    }
  }
}
