package org.sekisho.risk.method;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/**
 * The order in which risks are looked at: those that touch human life first, whatever their score;
 * then the highest score that is possible by one method, then the lowest that is possible. What is
 * unknown therefore never hides a risk. Risks that the method has not scored come last in their
 * group. Risks that are equal in all this keep the order in which they were given.
 */
public final class RiskOrder {
  private RiskOrder() {}

  /**
   * A risk in its place.
   *
   * @param place from 1; risks that are equal share a place
   * @param risk the risk
   * @param why why it stands there
   */
  public record Placed(int place, RatedRisk risk, LocalText why) {}

  /** The order by a method. */
  public static Comparator<RatedRisk> by(Method method) {
    return Comparator.comparingInt((RatedRisk risk) -> risk.touchesLife() ? 0 : 1)
        .thenComparing((a, b) -> compare(a.scores().by(method), b.scores().by(method)));
  }

  /** The risks in the order by a method, each with its place and the reason for it. */
  public static List<Placed> place(List<RatedRisk> risks, Method method) {
    Comparator<RatedRisk> order = by(method);
    List<RatedRisk> sorted = risks.stream().sorted(order).toList();
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      RatedRisk risk = sorted.get(i);
      boolean shared = i > 0 && order.compare(sorted.get(i - 1), risk) == 0;
      int place = shared ? placed.getLast().place() : i + 1;
      placed.add(new Placed(place, risk, why(risk, method)));
    }
    return placed;
  }

  private static int compare(Optional<Score> a, Optional<Score> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    int high = b.get().high().compareTo(a.get().high());
    return high != 0 ? high : b.get().low().compareTo(a.get().low());
  }

  private static LocalText why(RatedRisk risk, Method method) {
    LocalText score =
        risk.scores()
            .by(method)
            .map(Score::text)
            .orElse(new LocalText("この手法では未評価", "not scored by this method"));
    String ja = method.name().ja() + ": " + score.ja();
    String en = method.name().en() + ": " + score.en();
    return risk.touchesLife()
        ? new LocalText(
            "人命に関わるため評価値によらず上位。" + ja, "touches human life, so first whatever the score; " + en)
        : new LocalText(ja, en);
  }
}
