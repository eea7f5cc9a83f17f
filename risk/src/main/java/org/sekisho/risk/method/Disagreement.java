package org.sekisho.risk.method;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.sekisho.model.system.LocalText;

/**
 * Where methods put the same risks in another order, and which judgement makes them do so. Only
 * orders are compared, never scores of different methods; and only where a method is sure: ranges
 * that overlap decide nothing.
 *
 * @param agreements how each pair of methods agrees over all pairs of risks
 * @param inversions the pairs of risks on which two methods disagree, the furthest apart first
 * @param totalInversions how many there are; more than are listed when the limit cut them
 */
public record Disagreement(
    List<Agreement> agreements, List<Inversion> inversions, long totalInversions) {
  /** Most risks that are compared; every pair is looked at. */
  public static final int MAX_RISKS = 5_000;

  /**
   * How two methods agree over the pairs of risks that both have scored.
   *
   * @param first one method
   * @param second the other method
   * @param same pairs that both put in the same order
   * @param inverted pairs that they put in opposite orders
   * @param undecided pairs that at least one of them holds equal or cannot decide
   */
  public record Agreement(Method first, Method second, long same, long inverted, long undecided) {}

  /**
   * Two risks that two methods put in opposite orders.
   *
   * @param first the method that puts {@code above} higher
   * @param second the method that puts {@code below} higher
   * @param above one risk
   * @param below the other risk
   * @param causes what makes it so: for each method the smallest sets of inputs found
   */
  public record Inversion(
      Method first, Method second, RatedRisk above, RatedRisk below, List<Cause> causes) {
    /** The disagreement in words. */
    public LocalText text() {
      var ja = new StringBuilder();
      var en = new StringBuilder();
      ja.append(first.name().ja())
          .append("では「")
          .append(above.name().ja())
          .append("」が「")
          .append(below.name().ja())
          .append("」より上、")
          .append(second.name().ja())
          .append("では逆。");
      en.append(first.name().en())
          .append(" puts '")
          .append(above.name().en())
          .append("' above '")
          .append(below.name().en())
          .append("', ")
          .append(second.name().en())
          .append(" the other way round.");
      for (Cause cause : causes) {
        LocalText text = cause.text();
        ja.append(text.ja());
        en.append(' ').append(text.en());
      }
      return new LocalText(ja.toString(), en.toString());
    }
  }

  /**
   * Inputs of one method that decide its side of an inversion: if the risk that it puts higher had
   * the other risk's values of these inputs, it would surely stand higher no more.
   *
   * @param method the method
   * @param differences the inputs, with the values of both risks
   */
  public record Cause(Method method, List<Difference> differences) {
    LocalText text() {
      var ja = new StringBuilder(method.name().ja()).append("の要因: ");
      var en = new StringBuilder(method.name().en()).append(" by ");
      for (int i = 0; i < differences.size(); i++) {
        Difference d = differences.get(i);
        ja.append(i == 0 ? "" : "、")
            .append(d.name().ja())
            .append(' ')
            .append(d.higher())
            .append("／")
            .append(d.lower());
        en.append(i == 0 ? "" : " and ")
            .append(d.name().en())
            .append(' ')
            .append(d.higher())
            .append(" against ")
            .append(d.lower());
      }
      return new LocalText(ja.append("。").toString(), en.append('.').toString());
    }
  }

  /**
   * An input in which two risks differ.
   *
   * @param key key of the input
   * @param name the name that people read
   * @param higher value of the risk that the method puts higher
   * @param lower value of the other risk
   */
  public record Difference(String key, LocalText name, String higher, String lower) {}

  /**
   * Compares every pair of methods over every pair of risks.
   *
   * @param risks at most {@link #MAX_RISKS}
   * @param listed how many inversions are listed and explained, from 0
   */
  public static Disagreement of(List<RatedRisk> risks, int listed) {
    if (risks.size() > MAX_RISKS) {
      throw new IllegalArgumentException(
          risks.size() + " risks: at most " + MAX_RISKS + " are compared in one report");
    }
    List<MethodColumn> columns = columns(risks);
    List<Agreement> agreements = new ArrayList<>();
    var furthest = new FurthestApart(listed);
    long total = 0;
    for (int f = 0; f < columns.size(); f++) {
      for (int s = f + 1; s < columns.size(); s++) {
        Agreement agreement = compare(columns.get(f), columns.get(s), furthest);
        agreements.add(agreement);
        total += agreement.inverted();
      }
    }
    return new Disagreement(List.copyOf(agreements), furthest.explained(risks), total);
  }

  private static List<MethodColumn> columns(List<RatedRisk> risks) {
    var methods = new TreeSet<Method>();
    for (RatedRisk risk : risks) {
      risk.scores().scores().forEach(score -> methods.add(score.method()));
    }
    return methods.stream().map(method -> new MethodColumn(method, risks)).toList();
  }

  private static Agreement compare(
      MethodColumn first, MethodColumn second, FurthestApart furthest) {
    long same = 0;
    long inverted = 0;
    long undecided = 0;
    for (int a = 0; a < first.size(); a++) {
      for (int b = a + 1; b < first.size(); b++) {
        if (!first.scored(a, b) || !second.scored(a, b)) {
          continue;
        }
        int one = first.distance(a, b);
        int other = second.distance(a, b);
        if (one == 0 || other == 0) {
          undecided++;
        } else if (one > 0 == other > 0) {
          same++;
        } else {
          inverted++;
          int distance = Math.abs(one) + Math.abs(other);
          furthest.offer(
              first.method(), second.method(), one > 0 ? a : b, one > 0 ? b : a, distance);
        }
      }
    }
    return new Agreement(first.method(), second.method(), same, inverted, undecided);
  }
}
