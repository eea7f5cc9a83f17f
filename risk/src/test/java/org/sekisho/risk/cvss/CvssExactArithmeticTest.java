package org.sekisho.risk.cvss;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Fields;

/**
 * The fast arithmetic gives what the equations give when they are written down plainly in decimal
 * numbers of any length (version 3) and as fractions over the composed most severe vectors (version
 * 4).
 */
class CvssExactArithmeticTest {
  private static final int SAMPLE = 30_000;
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TEN = BigDecimal.TEN;

  @Test
  @Verifies({"CVSS-09", "CVSS-10", "CVSS-12"})
  void version3ScoresAreThoseOfThePlainEquations() {
    var random = new Random(3);
    for (CvssVersion version : List.of(CvssVersion.V3_0, CvssVersion.V3_1)) {
      for (int i = 0; i < SAMPLE; i++) {
        var vector = (Cvss3Vector) VectorSamples.random(version, random);
        Cvss3Scores scores = vector.scores();
        assertThat(
                List.of(
                    scores.base().decimal(),
                    scores.temporal().decimal(),
                    scores.environmental().decimal()))
            .as(vector.text())
            .isEqualTo(plain(vector));
      }
    }
  }

  @Test
  @Verifies("CVSS-03")
  void onlyVersion31GivesAnEnvironmentalScoreOfItsOwnWhenNothingIsModified() {
    Map<CvssVersion, Integer> differ = new HashMap<>();
    for (CvssVersion version : List.of(CvssVersion.V3_0, CvssVersion.V3_1)) {
      VectorSamples.everyBaseVector(
          version,
          vector -> {
            Cvss3Scores scores = ((Cvss3Vector) vector).scores();
            assertThat(scores.temporal()).isEqualTo(scores.base());
            int difference = scores.environmental().tenths() - scores.base().tenths();
            assertThat(difference).as(vector.text()).isBetween(-1, 1);
            if (difference != 0) {
              assertThat(vector.letter(Cvss3Metric.S)).isEqualTo('C');
              differ.merge(version, 1, Integer::sum);
            }
          });
    }
    assertThat(differ).isEqualTo(Map.of(CvssVersion.V3_1, 80));
  }

  @Test
  void version4ScoresAreThoseOfThePlainFraction() {
    Fields oracles = VectorSamples.oracles();
    Map<String, List<String>> highest = new HashMap<>();
    for (Fields row : oracles.sections("highest")) {
      highest.put(row.text("eq") + "=" + row.text("level"), row.texts("vectors"));
    }
    Map<String, Integer> depths = new HashMap<>();
    for (Fields row : oracles.sections("depths")) {
      depths.put(row.text("eq") + "=" + row.text("level"), row.integer("depth", 0, 1, 10));
    }
    var plain = new PlainVersion4(highest, depths);
    var random = new Random(4);
    int ties = 0;
    for (int i = 0; i < SAMPLE; i++) {
      var vector = (Cvss4Vector) VectorSamples.random(CvssVersion.V4_0, random);
      assertThat(vector.score().tenths()).as(vector.text()).isEqualTo(plain.tenths(vector));
      ties += Cvss4Arithmetic.tie(vector) ? 1 : 0;
    }
    assertThat(ties).as("vectors whose score lies exactly between two tenths").isPositive();
  }

  private static List<BigDecimal> plain(Cvss3Vector v) {
    boolean v31 = v.version() == CvssVersion.V3_1;
    BigDecimal isc =
        ONE.subtract(
            ONE.subtract(effect(v.letter(Cvss3Metric.C)))
                .multiply(ONE.subtract(effect(v.letter(Cvss3Metric.I))))
                .multiply(ONE.subtract(effect(v.letter(Cvss3Metric.A)))));
    boolean changed = v.letter(Cvss3Metric.S) == 'C';
    BigDecimal base =
        joined(
            impact(isc, changed, false),
            exploitability(
                v.letter(Cvss3Metric.AV),
                v.letter(Cvss3Metric.AC),
                v.letter(Cvss3Metric.PR),
                v.letter(Cvss3Metric.UI),
                changed),
            changed,
            v31);
    BigDecimal correction =
        weight("X1 H1 F0.97 P0.94 U0.91", v.letter(Cvss3Metric.E))
            .multiply(weight("X1 U1 W0.97 T0.96 O0.95", v.letter(Cvss3Metric.RL)))
            .multiply(weight("X1 C1 R0.96 U0.92", v.letter(Cvss3Metric.RC)));
    BigDecimal modified =
        ONE.subtract(
                kept(v, Cvss3Metric.C, Cvss3Metric.CR)
                    .multiply(kept(v, Cvss3Metric.I, Cvss3Metric.IR))
                    .multiply(kept(v, Cvss3Metric.A, Cvss3Metric.AR)))
            .min(new BigDecimal("0.915"));
    boolean modifiedChanged = v.modified(Cvss3Metric.S) == 'C';
    BigDecimal inner =
        joined(
            impact(modified, modifiedChanged, v31),
            exploitability(
                v.modified(Cvss3Metric.AV),
                v.modified(Cvss3Metric.AC),
                v.modified(Cvss3Metric.PR),
                v.modified(Cvss3Metric.UI),
                modifiedChanged),
            modifiedChanged,
            v31);
    return List.of(
        base, roundUp(base.multiply(correction), v31), roundUp(inner.multiply(correction), v31));
  }

  private static BigDecimal kept(Cvss3Vector v, Cvss3Metric effect, Cvss3Metric requirement) {
    return ONE.subtract(
        effect(v.modified(effect)).multiply(weight("X1 H1.5 M1 L0.5", v.letter(requirement))));
  }

  private static BigDecimal impact(BigDecimal isc, boolean changed, boolean equationOf31) {
    if (!changed) {
      return new BigDecimal("6.42").multiply(isc);
    }
    BigDecimal power =
        equationOf31
            ? isc.multiply(new BigDecimal("0.9731")).subtract(new BigDecimal("0.02")).pow(13)
            : isc.subtract(new BigDecimal("0.02")).pow(15);
    return new BigDecimal("7.52")
        .multiply(isc.subtract(new BigDecimal("0.029")))
        .subtract(new BigDecimal("3.25").multiply(power));
  }

  private static BigDecimal exploitability(char av, char ac, char pr, char ui, boolean changed) {
    return new BigDecimal("8.22")
        .multiply(weight("N0.85 A0.62 L0.55 P0.2", av))
        .multiply(weight("L0.77 H0.44", ac))
        .multiply(weight(changed ? "N0.85 L0.68 H0.5" : "N0.85 L0.62 H0.27", pr))
        .multiply(weight("N0.85 R0.62", ui));
  }

  private static BigDecimal joined(
      BigDecimal impact, BigDecimal exploitability, boolean changed, boolean v31) {
    if (impact.signum() <= 0) {
      return new BigDecimal("0.0");
    }
    BigDecimal sum = impact.add(exploitability);
    return roundUp((changed ? sum.multiply(new BigDecimal("1.08")) : sum).min(TEN), v31);
  }

  private static BigDecimal roundUp(BigDecimal value, boolean v31) {
    BigDecimal rounded = v31 ? value.setScale(5, RoundingMode.HALF_UP) : value;
    return rounded.setScale(1, RoundingMode.CEILING);
  }

  private static BigDecimal effect(char letter) {
    return weight("H0.56 L0.22 N0", letter);
  }

  private static BigDecimal weight(String weights, char letter) {
    for (String weight : weights.split(" ", -1)) {
      if (weight.charAt(0) == letter) {
        return new BigDecimal(weight.substring(1));
      }
    }
    throw new AssertionError(letter + " in " + weights);
  }

  /** The procedure of section 8.2 step by step, with its composed most severe vectors. */
  private record PlainVersion4(Map<String, List<String>> highest, Map<String, Integer> depths) {
    private static final Map<String, String> ORDER =
        Map.of(
            "AV", "NALP", "AC", "LH", "AT", "NP", "PR", "NLH", "UI", "NPA", "V", "HLN", "S", "SHLN",
            "R", "HML", "E", "APU");

    int tenths(Cvss4Vector v) {
      List<Cvss4Metric> effects =
          List.of(
              Cvss4Metric.VC,
              Cvss4Metric.VI,
              Cvss4Metric.VA,
              Cvss4Metric.SC,
              Cvss4Metric.SI,
              Cvss4Metric.SA);
      if (effects.stream().allMatch(m -> v.effective(m) == 'N')) {
        return 0;
      }
      MacroVector m = Cvss4Arithmetic.macroVector(v);
      int top = Cvss4Table.tenths(m.eq1(), m.eq2(), m.eq3(), m.eq4(), m.eq5(), m.eq6());
      List<BigDecimal[]> terms = new ArrayList<>();
      if (m.eq1() < 2) {
        terms.add(
            term(v, "eq1=" + m.eq1(), top - table(m.eq1() + 1, m.eq2(), m.eq3(), m.eq4(), m)));
      }
      if (m.eq2() < 1) {
        terms.add(
            term(v, "eq2=" + m.eq2(), top - table(m.eq1(), m.eq2() + 1, m.eq3(), m.eq4(), m)));
      }
      if (m.eq3() < 2) {
        terms.add(term(v, "eq3eq6=" + m.eq3() + m.eq6(), top - next36(m)));
      }
      if (m.eq4() < 2) {
        terms.add(
            term(v, "eq4=" + m.eq4(), top - table(m.eq1(), m.eq2(), m.eq3(), m.eq4() + 1, m)));
      }
      if (m.eq5() < 2) {
        terms.add(new BigDecimal[] {BigDecimal.ZERO, ONE});
      }
      // top - mean of n terms p/q, compared with halves by cross-multiplication.
      BigDecimal product = ONE;
      for (BigDecimal[] term : terms) {
        product = product.multiply(term[1]);
      }
      BigDecimal sum = BigDecimal.ZERO;
      for (BigDecimal[] term : terms) {
        sum = sum.add(term[0].multiply(product.divide(term[1])));
      }
      BigDecimal denominator = product.multiply(BigDecimal.valueOf(Math.max(1, terms.size())));
      BigDecimal numerator = BigDecimal.valueOf(top).multiply(denominator).subtract(sum);
      return numerator
          .multiply(BigDecimal.TWO)
          .add(denominator)
          .divideToIntegralValue(denominator.multiply(BigDecimal.TWO))
          .intValueExact();
    }

    private BigDecimal[] term(Cvss4Vector v, String level, int less) {
      for (String vector : highest.getOrDefault(level, List.of())) {
        int steps = steps(v, vector);
        if (steps >= 0) {
          return new BigDecimal[] {
            BigDecimal.valueOf((long) less * steps),
            BigDecimal.valueOf(depths.getOrDefault(level, 0))
          };
        }
      }
      throw new AssertionError("no most severe vector fits " + v + " at " + level);
    }

    /** Steps below the vector in sum, or -1 when one metric lies above it. */
    private static int steps(Cvss4Vector v, String vector) {
      int sum = 0;
      for (String part : vector.split("/", -1)) {
        String code = part.substring(0, part.indexOf(':'));
        String order =
            switch (code) {
              case "VC", "VI", "VA" -> ORDER.get("V");
              case "SC", "SI", "SA" -> ORDER.get("S");
              case "CR", "IR", "AR" -> ORDER.get("R");
              default -> ORDER.get(code);
            };
        assertThat(order).isNotNull();
        int step =
            order.indexOf(v.effective(Cvss4Metric.valueOf(code)))
                - order.indexOf(part.charAt(part.length() - 1));
        if (step < 0) {
          return -1;
        }
        sum += step;
      }
      return sum;
    }

    private static int next36(MacroVector m) {
      if (m.eq3() == 0 && m.eq6() == 0) {
        return Math.max(
            Cvss4Table.tenths(m.eq1(), m.eq2(), 0, m.eq4(), m.eq5(), 1),
            Cvss4Table.tenths(m.eq1(), m.eq2(), 1, m.eq4(), m.eq5(), 0));
      }
      int eq3 = m.eq6() == 0 ? m.eq3() : m.eq3() + 1;
      return Cvss4Table.tenths(m.eq1(), m.eq2(), eq3, m.eq4(), m.eq5(), 1);
    }

    private static int table(int eq1, int eq2, int eq3, int eq4, MacroVector m) {
      return Cvss4Table.tenths(eq1, eq2, eq3, eq4, m.eq5(), m.eq6());
    }
  }
}
