package org.sekisho.risk.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fields of a model file that travel inside another format in the place that it leaves for
 * extensions, so that what Sekisho wrote Sekisho reads again.
 */
final class Carried {
  /** Lists of a model file that no other format has; they travel whole. */
  static final List<String> WHOLE =
      List.of(
          "use-cases",
          "controls",
          "places",
          "profiles",
          Draft.ENTRY_POINTS,
          Draft.COUNTERMEASURES,
          Draft.INCIDENTS,
          Draft.INTERACTIONS,
          "assumptions",
          Draft.GRANTS);

  private Carried() {}

  /** The fields of an item that the format has no field for. */
  static Map<String, Object> without(Map<String, Object> item, List<String> there) {
    Map<String, Object> rest = new LinkedHashMap<>(item);
    rest.keySet().removeAll(there);
    return rest;
  }

  /** Puts carried fields over what was read or guessed from the format's own. */
  static void over(Map<String, Object> fields, Map<String, ?> carried, List<String> native_) {
    carried.forEach(
        (key, value) -> {
          if (value != null && !native_.contains(key)) {
            fields.put(key, value);
          }
        });
  }

  /** A carried text. */
  static Optional<String> text(Map<String, ?> carried, String key) {
    return carried.get(key) instanceof String s && !s.isBlank() ? Optional.of(s) : Optional.empty();
  }

  /**
   * The name in both languages: the Japanese one is carried, and goes when somebody has changed the
   * English one in the other tool.
   */
  static Map<String, Object> name(Map<String, ?> carried, String there) {
    return carried.get("name") instanceof Map<?, ?> name
            && there.equals(name.get("en"))
            && name.get("ja") instanceof String ja
        ? Draft.name(ja, there)
        : Draft.name(there);
  }

  /** Adds the lists that travelled whole. */
  static void addWhole(Draft draft, Map<String, ?> carried, int line, String where) {
    for (String section : WHOLE) {
      Object value = carried.get(section);
      if (value instanceof List<?> list) {
        if (section.equals("use-cases") || section.equals("controls")) {
          draft.head(section, list);
          continue;
        }
        for (Object item : list) {
          if (item instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach(
                (k, v) -> {
                  if (v != null) {
                    fields.put(String.valueOf(k), v);
                  }
                });
            if (fields.get("id") instanceof String id) {
              draft.takeOwn(section, id);
            }
            draft.add(section, line, where + "/" + section, fields);
          }
        }
      }
    }
  }
}
