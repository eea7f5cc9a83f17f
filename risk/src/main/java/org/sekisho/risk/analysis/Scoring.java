package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.risk.cvss.Cvss3Metric;
import org.sekisho.risk.cvss.Cvss3Vector;
import org.sekisho.risk.cvss.Cvss4Metric;
import org.sekisho.risk.cvss.Cvss4Vector;
import org.sekisho.risk.cvss.CvssMetric;
import org.sekisho.risk.cvss.CvssVector;
import org.sekisho.risk.method.Axis;
import org.sekisho.risk.method.CvssMethod;
import org.sekisho.risk.method.EtsiFactor;
import org.sekisho.risk.method.EtsiRisk;
import org.sekisho.risk.method.EtsiTables;
import org.sekisho.risk.method.FourFactorValue;
import org.sekisho.risk.method.GuidelineValue;
import org.sekisho.risk.method.Iso13335Matrix;
import org.sekisho.risk.method.Iso13335Table;
import org.sekisho.risk.method.Level;
import org.sekisho.risk.method.Scales;
import org.sekisho.risk.method.Score;
import org.sekisho.risk.method.ScoreSheet;

/**
 * Scores of a threat where something is at stake, under one view of its countermeasures.
 *
 * <ul>
 *   <li>Guideline: importance of the touched assets on the affected axes × frequency. Without a
 *       touched asset importance is open from 1 to 3.
 *   <li>Four factors and matrix: the asset value is the highest importance on the affected axes;
 *       the threat level is the likelihood of the attack potential (ETSI, open where factors are);
 *       vulnerability is 3, less with countermeasures that count.
 *   <li>ETSI: the factors that the rule states, by the tables of versions 4 and 5; impact from
 *       importance.
 *   <li>CVSS: requirements from importance, scope or subsequent systems from the topology, safety
 *       where life is reached. Only what evidence shows changes how hard the attack is: a control
 *       that reduces makes it complex (AC:H), a further one asks for more privileges, one that
 *       blocks does both; one that limits lowers the effect by a level.
 * </ul>
 */
final class Scoring {
  private static final Scales SCALES = Scales.guideline();

  private Scoring() {}

  /**
   * What the scores of one threat depend on.
   *
   * @param worth importance of what is touched
   * @param life whether human life is reached
   * @param changedScope whether parts under another authority are reached
   * @param countering what counts in the view
   * @param shown whether only what evidence shows counts in the view
   */
  record Key(
      Worth worth, boolean life, boolean changedScope, Countering countering, boolean shown) {}

  static Assessment assess(Basis basis, Key key) {
    Assessment known = basis.known.get(key);
    if (known == null) {
      known = new Assessment(key.countering().counters(), sheet(basis, key));
      basis.known.put(key, known);
    }
    return known;
  }

  private static ScoreSheet sheet(Basis basis, Key key) {
    List<Score> scores = new ArrayList<>();
    Countering countering = key.countering();
    Level frequency =
        new Level(
            countering.frequency(basis.frequency.low()),
            countering.frequency(basis.frequency.high()));
    EtsiRisk etsi = etsi(EtsiTables.v5(), basis, key);
    scores.add(etsi);
    scores.add(etsi(EtsiTables.v4(), basis, key));
    if (!basis.affects.isEmpty()) {
      scores.add(
          new GuidelineValue(
              SCALES, importance(basis.affects, key.worth(), countering.limits()), frequency));
    }
    Level asset = asset(basis.affects, key);
    Level threat = new Level(etsi.least().likelihood(), etsi.most().likelihood());
    int vulnerability = countering.vulnerability();
    scores.add(new FourFactorValue(SCALES, asset, threat, Level.of(vulnerability), frequency));
    scores.add(
        new Iso13335Matrix(
            Iso13335Table.shipped(),
            asset,
            new Level(threat.low() - 1, threat.high() - 1),
            Level.of(vulnerability - 1)));
    for (CvssVector vector : basis.vectors) {
      scores.add(
          CvssMethod.of(
              switch (vector) {
                case Cvss3Vector v3 -> environmental(v3, basis.affects, key);
                case Cvss4Vector v4 -> environmental(v4, basis.affects, key);
              }));
    }
    return new ScoreSheet(scores);
  }

  /** Axes that do not matter for what is touched are no rating, unless none would be left. */
  static Map<Axis, Level> importance(Set<Axis> affects, Worth worth, boolean limited) {
    Map<Axis, Level> rated = new EnumMap<>(Axis.class);
    boolean some = affects.stream().anyMatch(worth::matters);
    for (Axis axis : affects) {
      if (!some || worth.matters(axis)) {
        rated.put(axis, worth.level(axis, limited));
      }
    }
    return rated;
  }

  private static Level asset(Set<Axis> affects, Key key) {
    int low = 1;
    int high = affects.isEmpty() ? Worth.MAX : 1;
    for (Axis axis : affects) {
      Level level = key.worth().level(axis, key.countering().limits());
      low = Math.max(low, level.low());
      high = Math.max(high, level.high());
    }
    return new Level(low, high);
  }

  /** A choice that a version of the tables does not have stays open in it. */
  private static EtsiRisk etsi(EtsiTables tables, Basis basis, Key key) {
    Map<EtsiFactor, String> choices = new EnumMap<>(EtsiFactor.class);
    for (EtsiFactor factor : EtsiFactor.values()) {
      String choice = basis.attack.get(factor.key());
      if (choice != null && tables.step(factor, choice).isPresent()) {
        choices.put(factor, choice);
      }
    }
    if (key.worth().known()) {
      String impact =
          switch (asset(basis.affects, key).high()) {
            case 1 -> "low";
            case 2 -> "medium";
            default -> "high";
          };
      choices.putIfAbsent(EtsiFactor.ASSET_IMPACT, impact);
    }
    return new EtsiRisk(tables, choices);
  }

  private static CvssVector environmental(Cvss3Vector base, Set<Axis> affects, Key key) {
    Cvss3Vector v = base;
    if (key.worth().known()) {
      v = v.with(Cvss3Metric.CR, requirement(key, Axis.CONFIDENTIALITY));
      v = v.with(Cvss3Metric.IR, requirement(key, Axis.INTEGRITY));
      v = v.with(Cvss3Metric.AR, requirement(key, Axis.AVAILABILITY));
    }
    if (key.changedScope() && base.letter(Cvss3Metric.S) == 'U') {
      v = v.with(Cvss3Metric.MS, 'C');
    }
    if (!key.shown()) {
      return v;
    }
    Countering shown = key.countering();
    if (shown.blocks() || shown.reduces() > 0) {
      v = v.with(Cvss3Metric.MAC, 'H');
    }
    if (shown.blocks() || shown.reduces() > 1) {
      v = v.with(Cvss3Metric.MPR, morePrivileges(base.letter(Cvss3Metric.PR), shown.blocks()));
    }
    if (shown.limits()) {
      for (Axis axis : affects) {
        v = v.with(modified3(axis), lower(base.letter(base3(axis))));
      }
    }
    return v;
  }

  private static CvssVector environmental(Cvss4Vector base, Set<Axis> affects, Key key) {
    Cvss4Vector v = base;
    if (key.worth().known()) {
      v = v.with(Cvss4Metric.CR, requirement(key, Axis.CONFIDENTIALITY));
      v = v.with(Cvss4Metric.IR, requirement(key, Axis.INTEGRITY));
      v = v.with(Cvss4Metric.AR, requirement(key, Axis.AVAILABILITY));
    }
    if (key.changedScope()) {
      v = reaching(v, base, Cvss4Metric.VC, Cvss4Metric.SC, Cvss4Metric.MSC);
      v = reaching(v, base, Cvss4Metric.VI, Cvss4Metric.SI, Cvss4Metric.MSI);
      v = reaching(v, base, Cvss4Metric.VA, Cvss4Metric.SA, Cvss4Metric.MSA);
    }
    if (key.life() && affects.contains(Axis.INTEGRITY)) {
      v = v.with(Cvss4Metric.MSI, 'S');
    }
    if (key.life() && affects.contains(Axis.AVAILABILITY)) {
      v = v.with(Cvss4Metric.MSA, 'S');
    }
    if (!key.shown()) {
      return v;
    }
    Countering shown = key.countering();
    if (shown.blocks() || shown.reduces() > 0) {
      v = v.with(Cvss4Metric.MAC, 'H');
    }
    if (shown.blocks() || shown.reduces() > 1) {
      v = v.with(Cvss4Metric.MPR, morePrivileges(base.letter(Cvss4Metric.PR), shown.blocks()));
    }
    if (shown.blocks()) {
      v = v.with(Cvss4Metric.MAT, 'P');
    }
    if (shown.limits()) {
      for (Axis axis : affects) {
        v = v.with(modified4(axis), lower(base.letter(base4(axis))));
      }
    }
    return v;
  }

  /** Says at least a low effect on other systems where the topology lets the effect go on. */
  private static Cvss4Vector reaching(
      Cvss4Vector v, Cvss4Vector base, Cvss4Metric here, Cvss4Metric there, Cvss4Metric modified) {
    return base.letter(here) != 'N' && base.letter(there) == 'N' ? v.with(modified, 'L') : v;
  }

  private static char requirement(Key key, Axis axis) {
    return CvssMethod.requirement(key.worth().highest().on(axis));
  }

  private static char morePrivileges(char letter, boolean most) {
    return most || letter != 'N' ? 'H' : 'L';
  }

  private static char lower(char letter) {
    return letter == 'H' ? 'L' : 'N';
  }

  private static CvssMetric base3(Axis axis) {
    return switch (axis) {
      case CONFIDENTIALITY -> Cvss3Metric.C;
      case INTEGRITY -> Cvss3Metric.I;
      case AVAILABILITY -> Cvss3Metric.A;
    };
  }

  private static CvssMetric modified3(Axis axis) {
    return switch (axis) {
      case CONFIDENTIALITY -> Cvss3Metric.MC;
      case INTEGRITY -> Cvss3Metric.MI;
      case AVAILABILITY -> Cvss3Metric.MA;
    };
  }

  private static CvssMetric base4(Axis axis) {
    return switch (axis) {
      case CONFIDENTIALITY -> Cvss4Metric.VC;
      case INTEGRITY -> Cvss4Metric.VI;
      case AVAILABILITY -> Cvss4Metric.VA;
    };
  }

  private static CvssMetric modified4(Axis axis) {
    return switch (axis) {
      case CONFIDENTIALITY -> Cvss4Metric.MVC;
      case INTEGRITY -> Cvss4Metric.MVI;
      case AVAILABILITY -> Cvss4Metric.MVA;
    };
  }
}
