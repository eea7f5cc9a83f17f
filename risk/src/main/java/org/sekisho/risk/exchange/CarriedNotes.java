package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.model.system.LocalText;

/** Losses of an export into a format with room for extensions: told once for each field. */
final class CarriedNotes {
  private final String how;
  private final Map<String, Integer> carried = new TreeMap<>();
  private final List<Loss> losses = new ArrayList<>();

  /**
   * Begins with no losses.
   *
   * @param how where the extensions stand
   */
  CarriedNotes(String how) {
    this.how = how;
  }

  /** Notes that a field of a list travels as an extension. */
  void carried(String section, String key) {
    carried.merge(section.isEmpty() ? key : section + "/*/" + key, 1, Integer::sum);
  }

  void loss(String where, String what, LocalText why) {
    losses.add(new Loss(where, what, why));
  }

  List<Loss> losses() {
    List<Loss> all = new ArrayList<>();
    carried.forEach(
        (where, times) -> all.add(new Loss(where, times + " × " + how, Why.ONLY_FOR_SEKISHO)));
    all.addAll(losses);
    return List.copyOf(all);
  }
}
