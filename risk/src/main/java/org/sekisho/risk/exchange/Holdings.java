package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.LocalText;

/**
 * Which component holds which asset, from formats that tell apart what is stored and what is
 * processed: what is processed without travelling on a link of the component is held by it, too.
 */
final class Holdings {
  private static final LocalText PROCESSED =
      new LocalText(
          "「処理する」だけの区別がないため、その構成要素が持つ資産としました。",
          "There is no 'processes only' here: the component holds the asset.");

  private final Map<String, Set<String>> stored = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> processed = new LinkedHashMap<>();

  void stores(String component, List<String> assets) {
    assets.forEach(a -> stored.computeIfAbsent(a, x -> new LinkedHashSet<>()).add(component));
  }

  void processes(String component, List<String> assets, String where) {
    assets.forEach(
        a ->
            processed.computeIfAbsent(a, x -> new LinkedHashMap<>()).putIfAbsent(component, where));
  }

  /**
   * Writes {@code in} into the assets of the draft, when all links are there.
   *
   * @param order for assets by id the order in which their holders stood, where it is known
   */
  void write(Draft draft, Notes notes, Map<String, List<?>> order) {
    Map<String, Set<Object>> travelling = new LinkedHashMap<>();
    for (Map<String, Object> link : draft.items(Draft.LINKS)) {
      if (link.get("data") instanceof List<?> data) {
        for (Object asset : data) {
          Set<Object> ends =
              travelling.computeIfAbsent(String.valueOf(asset), a -> new LinkedHashSet<>());
          ends.add(link.get("from"));
          ends.add(link.get("to"));
        }
      }
    }
    Map<String, Integer> position = new HashMap<>();
    for (Map<String, Object> component : draft.items(Draft.COMPONENTS)) {
      position.putIfAbsent(String.valueOf(component.get("id")), position.size());
    }
    for (Map<String, Object> asset : draft.items(Draft.ASSETS)) {
      String id = String.valueOf(asset.get("id"));
      Set<String> in = new LinkedHashSet<>(stored.getOrDefault(id, Set.of()));
      processed
          .getOrDefault(id, Map.of())
          .forEach(
              (component, where) -> {
                if (!in.contains(component)
                    && !travelling.getOrDefault(id, Set.of()).contains(component)) {
                  in.add(component);
                  notes.loss(where, id, PROCESSED);
                }
              });
      List<String> ordered = new ArrayList<>(in);
      ordered.sort(Comparator.comparingInt(c -> position.getOrDefault(c, 0)));
      List<?> before = order.getOrDefault(id, List.of());
      if (!ordered.isEmpty()) {
        boolean same = before.size() == in.size() && in.equals(new HashSet<Object>(before));
        asset.put("in", same ? before : ordered);
      }
    }
  }
}
