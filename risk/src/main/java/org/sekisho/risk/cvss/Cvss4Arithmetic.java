package org.sekisho.risk.cvss;

import static org.sekisho.risk.cvss.Cvss4Metric.AC;
import static org.sekisho.risk.cvss.Cvss4Metric.AR;
import static org.sekisho.risk.cvss.Cvss4Metric.AT;
import static org.sekisho.risk.cvss.Cvss4Metric.AV;
import static org.sekisho.risk.cvss.Cvss4Metric.CR;
import static org.sekisho.risk.cvss.Cvss4Metric.E;
import static org.sekisho.risk.cvss.Cvss4Metric.IR;
import static org.sekisho.risk.cvss.Cvss4Metric.PR;
import static org.sekisho.risk.cvss.Cvss4Metric.SA;
import static org.sekisho.risk.cvss.Cvss4Metric.SC;
import static org.sekisho.risk.cvss.Cvss4Metric.SI;
import static org.sekisho.risk.cvss.Cvss4Metric.UI;
import static org.sekisho.risk.cvss.Cvss4Metric.VA;
import static org.sekisho.risk.cvss.Cvss4Metric.VC;
import static org.sekisho.risk.cvss.Cvss4Metric.VI;

/**
 * The scoring of CVSS 4.0 (section 8.2) as an exact fraction, rounded half up to one place.
 *
 * <p>The score of the macrovector is lowered by the mean, over the classes that have a less severe
 * neighbour, of (difference to that neighbour) × (steps below the most severe vector of the class)
 * / (depth of the class). Every depth divides 840 and the mean is over at most five classes, so the
 * whole is a fraction of {@link #PARTS} to a tenth. Calculators in binary floating point fall below
 * a half where this fraction is exactly a half, and then print 0.1 less.
 *
 * <p>A class may have several most severe vectors; they all lie the same number of steps below the
 * top of every metric, so that the distance does not depend on which one is taken.
 */
final class Cvss4Arithmetic {
  private static final int DEPTHS = 840;
  private static final int PARTS = DEPTHS * 60;

  // Indexed by the number of the class. TOP: steps of its most severe vector below the top of every
  // metric. DEPTH: how many steps the class spans.
  private static final int[] EQ1_TOP = {0, 1, 3};
  private static final int[] EQ1_DEPTH = {1, 4, 5};
  private static final int[] EQ2_TOP = {0, 1};
  private static final int[] EQ2_DEPTH = {1, 2};
  private static final int[] EQ4_TOP = {1, 3, 6};
  private static final int[] EQ4_DEPTH = {6, 5, 4};

  // Classes 3 and 6 depend on each other and count as one; indexed by 2 × eq3 + eq6.
  private static final int[] EQ36_TOP = {0, 3, 1, 3, 0, 3};
  private static final int[] EQ36_DEPTH = {7, 6, 8, 8, 1, 10};

  private Cvss4Arithmetic() {}

  static Cvss4Scores scores(Cvss4Vector v) {
    Cvss4Vector noThreat = v.without(MetricGroup.THREAT);
    return new Cvss4Scores(
        score(v),
        v.nomenclature(),
        macroVector(v),
        score(noThreat.without(MetricGroup.ENVIRONMENTAL)),
        score(v.without(MetricGroup.ENVIRONMENTAL)),
        score(noThreat));
  }

  static CvssScore score(Cvss4Vector v) {
    return new CvssScore((int) ((exact(v) + PARTS / 2) / PARTS));
  }

  /** Whether the score lies exactly between two tenths before it is rounded. */
  static boolean tie(Cvss4Vector v) {
    return exact(v) % PARTS == PARTS / 2;
  }

  static MacroVector macroVector(Cvss4Vector v) {
    return new MacroVector(eq1(v), eq2(v), eq3(v), eq4(v), eq5(v), eq6(v));
  }

  /** The score before rounding, in parts of a tenth. */
  private static long exact(Cvss4Vector v) {
    if (noEffect(v)) {
      return 0;
    }
    int eq1 = eq1(v);
    int eq2 = eq2(v);
    int eq3 = eq3(v);
    int eq4 = eq4(v);
    int eq5 = eq5(v);
    int eq6 = eq6(v);
    int top = Cvss4Table.tenths(eq1, eq2, eq3, eq4, eq5, eq6);

    int classes = 0;
    long lowered = 0;
    if (eq1 < 2) {
      int less = top - Cvss4Table.tenths(eq1 + 1, eq2, eq3, eq4, eq5, eq6);
      int steps = attackVector(v) + privileges(v) + interaction(v) - EQ1_TOP[eq1];
      lowered += (long) less * steps * (DEPTHS / EQ1_DEPTH[eq1]);
      classes++;
    }
    if (eq2 < 1) {
      int less = top - Cvss4Table.tenths(eq1, eq2 + 1, eq3, eq4, eq5, eq6);
      int steps =
          (v.effective(AC) == 'L' ? 0 : 1) + (v.effective(AT) == 'N' ? 0 : 1) - EQ2_TOP[eq2];
      lowered += (long) less * steps * (DEPTHS / EQ2_DEPTH[eq2]);
      classes++;
    }
    if (eq3 < 2) {
      int both = 2 * eq3 + eq6;
      int less = top - lessSevere36(eq1, eq2, eq3, eq4, eq5, eq6);
      lowered += (long) less * (steps36(v) - EQ36_TOP[both]) * (DEPTHS / EQ36_DEPTH[both]);
      classes++;
    }
    if (eq4 < 2) {
      int less = top - Cvss4Table.tenths(eq1, eq2, eq3, eq4 + 1, eq5, eq6);
      int steps =
          behind(v.effective(SC))
              + behind(v.effective(SI))
              + behind(v.effective(SA))
              - EQ4_TOP[eq4];
      lowered += (long) less * steps * (DEPTHS / EQ4_DEPTH[eq4]);
      classes++;
    }
    if (eq5 < 2) {
      classes++; // Each class of E holds one vector, so it counts in the mean with distance zero.
    }
    long mean = classes == 0 ? 0 : lowered * (PARTS / DEPTHS / classes);
    return Math.clamp((long) top * PARTS - mean, 0L, 100L * PARTS);
  }

  /** Score of the less severe neighbour in classes 3 and 6; of two neighbours the higher one. */
  private static int lessSevere36(int eq1, int eq2, int eq3, int eq4, int eq5, int eq6) {
    if (eq3 == 0 && eq6 == 0) {
      return Math.max(
          Cvss4Table.tenths(eq1, eq2, 0, eq4, eq5, 1), Cvss4Table.tenths(eq1, eq2, 1, eq4, eq5, 0));
    }
    return eq6 == 0
        ? Cvss4Table.tenths(eq1, eq2, eq3, eq4, eq5, 1)
        : Cvss4Table.tenths(eq1, eq2, eq3 + 1, eq4, eq5, 1);
  }

  private static int eq1(Cvss4Vector v) {
    boolean network = v.effective(AV) == 'N';
    boolean noRights = v.effective(PR) == 'N';
    boolean nobody = v.effective(UI) == 'N';
    if (network && noRights && nobody) {
      return 0;
    }
    return (network || noRights || nobody) && v.effective(AV) != 'P' ? 1 : 2;
  }

  private static int eq2(Cvss4Vector v) {
    return v.effective(AC) == 'L' && v.effective(AT) == 'N' ? 0 : 1;
  }

  private static int eq3(Cvss4Vector v) {
    boolean c = v.effective(VC) == 'H';
    boolean i = v.effective(VI) == 'H';
    if (c && i) {
      return 0;
    }
    return c || i || v.effective(VA) == 'H' ? 1 : 2;
  }

  private static int eq4(Cvss4Vector v) {
    char i = v.effective(SI);
    char a = v.effective(SA);
    if (i == 'S' || a == 'S') {
      return 0;
    }
    return v.effective(SC) == 'H' || i == 'H' || a == 'H' ? 1 : 2;
  }

  private static int eq5(Cvss4Vector v) {
    return switch (v.effective(E)) {
      case 'A' -> 0;
      case 'P' -> 1;
      default -> 2;
    };
  }

  private static int eq6(Cvss4Vector v) {
    return matters(v, CR, VC) || matters(v, IR, VI) || matters(v, AR, VA) ? 0 : 1;
  }

  private static boolean matters(Cvss4Vector v, Cvss4Metric requirement, Cvss4Metric effect) {
    return v.effective(requirement) == 'H' && v.effective(effect) == 'H';
  }

  private static boolean noEffect(Cvss4Vector v) {
    return v.effective(VC) == 'N'
        && v.effective(VI) == 'N'
        && v.effective(VA) == 'N'
        && v.effective(SC) == 'N'
        && v.effective(SI) == 'N'
        && v.effective(SA) == 'N';
  }

  private static int attackVector(Cvss4Vector v) {
    return "NALP".indexOf(v.effective(AV));
  }

  private static int privileges(Cvss4Vector v) {
    return "NLH".indexOf(v.effective(PR));
  }

  private static int interaction(Cvss4Vector v) {
    return "NPA".indexOf(v.effective(UI));
  }

  private static int steps36(Cvss4Vector v) {
    return effect(v.effective(VC))
        + effect(v.effective(VI))
        + effect(v.effective(VA))
        + requirement(v.effective(CR))
        + requirement(v.effective(IR))
        + requirement(v.effective(AR));
  }

  private static int effect(char letter) {
    return "HLN".indexOf(letter);
  }

  private static int requirement(char letter) {
    return "HML".indexOf(letter);
  }

  /** Steps of an effect on systems behind; S stands above H, and confidentiality has no S. */
  private static int behind(char letter) {
    return "SHLN".indexOf(letter);
  }
}
