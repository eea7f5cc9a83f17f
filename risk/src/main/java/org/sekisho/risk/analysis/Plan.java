package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityRef;

/**
 * The verification plan: which control is to be shown where, with the findings that rest on it
 * (GUIDE-26, EVAL-17). How a control is shown stands in the catalogue: method, tool, test, steps.
 *
 * <p>A line is made for every control that is there or planned. An open finding without any gets a
 * line for its best answer, whose test then shows the weakness.
 *
 * @param items the lines, that of the gravest finding first
 * @param uncovered ids of the open findings that no line covers
 */
public record Plan(List<PlanItem> items, List<String> uncovered) {
  private record Place(String control, EntityRef at) {}

  /**
   * The plan for findings.
   *
   * @param findings the findings in the order in which they should be looked at
   * @param catalogue where the controls stand
   */
  public static Plan of(List<Finding> findings, Catalogue catalogue) {
    Map<Place, ControlState.State> states = new LinkedHashMap<>();
    Map<Place, List<String>> resting = new LinkedHashMap<>();
    List<String> uncovered = new ArrayList<>();
    for (Finding finding : findings) {
      if (!finding.inScope() || setAside(finding)) {
        continue;
      }
      List<ControlState> shown = shown(finding, catalogue);
      for (ControlState control : shown) {
        var place = new Place(control.control(), at(control, finding));
        states.merge(place, control.state(), Plan::weaker);
        resting.computeIfAbsent(place, _ -> new ArrayList<>()).add(finding.id());
      }
      if (shown.isEmpty() && finding.open()) {
        uncovered.add(finding.id());
      }
    }
    List<PlanItem> items = new ArrayList<>();
    states.forEach(
        (place, state) ->
            items.add(
                new PlanItem(
                    place.control(),
                    place.at(),
                    state,
                    resting.getOrDefault(place, List.of()).stream().distinct().toList())));
    return new Plan(List.copyOf(items), List.copyOf(uncovered));
  }

  /** Whether a decision that holds says that there is no risk or that the function goes. */
  private static boolean setAside(Finding finding) {
    return switch (finding.treatment().kind()) {
      case AVOID, EXCLUDE -> !finding.treatment().open();
      case UNDECIDED, DESIGN, OPERATION, ACCEPT, TRANSFER -> false;
    };
  }

  private static List<ControlState> shown(Finding finding, Catalogue catalogue) {
    List<ControlState> there =
        finding.controls().stream()
            .filter(c -> catalogue.controls().containsKey(c.control()))
            .filter(
                c ->
                    c.state() != ControlState.State.MISSING
                        && c.state() != ControlState.State.NOT_APPLICABLE)
            .toList();
    return there.isEmpty() && finding.open() ? best(finding, catalogue).stream().toList() : there;
  }

  private static Optional<ControlState> best(Finding finding, Catalogue catalogue) {
    return finding.controls().stream()
        .filter(c -> catalogue.controls().containsKey(c.control()))
        .min(
            Comparator.<ControlState>comparingInt(
                    c -> c.state() == ControlState.State.MISSING ? 0 : 1)
                .thenComparing(ControlState::strength, Comparator.<Rule.Strength>naturalOrder()));
  }

  private static EntityRef at(ControlState control, Finding finding) {
    return control.foundAt().or(() -> control.wanted().stream().findFirst()).orElse(finding.at());
  }

  /** Findings may see the same place differently; the state that asks for more work is told. */
  private static ControlState.State weaker(ControlState.State a, ControlState.State b) {
    return work(a) >= work(b) ? a : b;
  }

  private static int work(ControlState.State state) {
    return switch (state) {
      case REFUTED -> 5;
      case MISSING -> 4;
      case PLANNED -> 3;
      case CLAIMED -> 2;
      case VERIFIED -> 1;
      case NOT_APPLICABLE -> 0;
    };
  }
}
