package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.path.Barriers;
import org.sekisho.risk.path.Cut;
import org.sekisho.risk.path.Defences;

/**
 * Barriers from what was found: at a place with threats that lead further and are not countered,
 * the control that blocks most of them, the least effort first among equals. Elsewhere other
 * barriers are asked. Immutable.
 */
public final class FindingBarriers implements Barriers {
  /** The guide's measures that mend, watch, or soften a loss. */
  private static final Set<String> KEEPING_NOBODY_OUT =
      Set.of("vuln", "logan", "reset", "erase", "rerase", "rlock", "dataenc", "noreuse", "dsig");

  private final Map<EntityRef, Cut.Place> places = new HashMap<>();
  private final Barriers otherwise;

  /**
   * Barriers of an analysis.
   *
   * @param findings what was found
   * @param controls the catalogue's controls by id
   * @param otherwise for places where nothing was found
   */
  public FindingBarriers(
      List<Finding> findings, Map<String, Control> controls, Barriers otherwise) {
    this.otherwise = otherwise;
    Map<EntityRef, Map<String, Integer>> blocked = new HashMap<>();
    for (Finding finding : findings) {
      if (!finding.values().current().countered() && LEADING_ON.contains(finding.threatClass())) {
        for (ControlState answer : finding.controls()) {
          if (answer.strength() == Rule.Strength.BLOCKS
              && !answer.state().counts()
              && answer.state() != ControlState.State.NOT_APPLICABLE
              && controls.containsKey(answer.control())) {
            for (EntityRef at : answer.wanted()) {
              blocked
                  .computeIfAbsent(link(at), _ -> new HashMap<>())
                  .merge(answer.control(), 1, Integer::sum);
            }
          }
        }
      }
    }
    blocked.forEach(
        (at, counts) -> {
          List<Control> able = new ArrayList<>();
          for (String id : counts.keySet()) {
            Control control = controls.get(id);
            if (control != null && control.on().contains(at.kind()) && closes(control)) {
              able.add(control);
            }
          }
          able.stream()
              .min(
                  Comparator.<Control>comparingInt(c -> -counts.getOrDefault(c.id(), 0))
                      .thenComparingInt(Control::effort)
                      .thenComparing(Control::id))
              .ifPresent(c -> places.put(at, new Cut.Place(at, c.id(), c.effort())));
        });
  }

  @Override
  public Optional<Cut.Place> cheapest(EntityRef at, Defences defences) {
    Cut.Place found = places.get(at);
    return found != null && !defences.inPlace(at, found.control())
        ? Optional.of(found)
        : otherwise.cheapest(at, defences);
  }

  private static boolean closes(Control control) {
    return control.verification().method() != Control.Method.PROCESS_AUDIT
        && !KEEPING_NOBODY_OUT.contains(control.measures().getFirst());
  }

  private static EntityRef link(EntityRef at) {
    return at.kind() == EntityKind.CROSSING ? new EntityRef(EntityKind.LINK, at.id()) : at;
  }
}
