package org.sekisho.model.system;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.sekisho.model.document.Fields;

/**
 * What has been read of a system-model file so far, and how references between its parts are
 * checked: after everything is read, so that the order of the lists does not matter.
 */
final class Parts {
  /** Most items in one list of a model. */
  static final int MAX_ITEMS = 200_000;

  final Map<String, Organisation> organisations = new LinkedHashMap<>();
  final Map<String, Zone> zones = new LinkedHashMap<>();
  final Map<String, Place> places = new LinkedHashMap<>();
  final Map<String, Profile> profiles = new LinkedHashMap<>();
  final Map<String, Component> components = new LinkedHashMap<>();
  final Map<String, Link> links = new LinkedHashMap<>();
  final Map<String, Asset> assets = new LinkedHashMap<>();
  final Map<String, Grant> grants = new LinkedHashMap<>();
  final Map<String, Actor> actors = new LinkedHashMap<>();
  final Map<String, EntryPoint> entryPoints = new LinkedHashMap<>();
  final List<Countermeasure> countermeasures = new ArrayList<>();
  final Map<String, ConcreteThreat> threats = new LinkedHashMap<>();
  final Map<String, Incident> incidents = new LinkedHashMap<>();
  final Map<String, Interaction> interactions = new LinkedHashMap<>();
  final Map<String, Assumption> assumptions = new LinkedHashMap<>();

  private static final int LISTED = 12;

  private final List<Runnable> checks = new ArrayList<>();

  /** Reads each item of a list with its id, which stands once in the list. */
  void each(Fields root, String key, Map<String, ?> taken, BiConsumer<Fields, String> add) {
    List<Fields> items = root.sections(key);
    if (items.size() > MAX_ITEMS) {
      root.problem(key, items.size() + " items: at most " + MAX_ITEMS + " are read");
      return;
    }
    for (Fields f : items) {
      String id = f.text("id", Ids.FORM, Ids.ALLOWED);
      if (taken.containsKey(id)) {
        f.problem("id", "'" + id + "' stands twice under '" + key + "'");
      }
      add.accept(f, id);
    }
  }

  /** A text in both languages that must be there. */
  static LocalText text(Fields f, String key) {
    Fields text = f.section(key);
    if (!f.has(key)) {
      f.problem("'" + key + "' is missing: a text in both languages, {ja: …, en: …}");
      text.keys();
      return new LocalText("", "");
    }
    return new LocalText(text.text("ja"), text.text("en"));
  }

  /** An id of one of the targets that must be there. */
  String reference(Fields f, String key, Map<String, ?> targets) {
    String id = f.text(key);
    if (f.has(key)) {
      checkLater(f, key, id, List.of(targets));
    }
    return id;
  }

  /** An id of one of the targets. */
  Optional<String> optionalReference(Fields f, String key, Map<String, ?> targets) {
    Optional<String> id = f.optionalText(key);
    id.ifPresent(i -> checkLater(f, key, i, List.of(targets)));
    return id;
  }

  /** Ids, each of one of the targets and named once. */
  List<String> references(Fields f, String key, List<Map<String, ?>> targets) {
    List<String> ids = List.copyOf(f.texts(key));
    Set<String> seen = new HashSet<>();
    for (String id : ids) {
      if (seen.add(id)) {
        checkLater(f, key, id, targets);
      } else {
        f.problem(key, "'" + id + "' stands twice");
      }
    }
    return ids;
  }

  /** Ids of controls; the catalogue knows which exist. */
  static Set<String> controls(Fields f) {
    return catalogueIds(f, "controls", "a control");
  }

  /** Ids of what the catalogue knows, each named once. */
  static Set<String> catalogueIds(Fields f, String key, String what) {
    Set<String> ids = new LinkedHashSet<>();
    for (String id : f.texts(key)) {
      if (!Ids.isId(id)) {
        f.problem(key, "'" + id + "' is not the id of " + what);
      }
      if (!ids.add(id)) {
        f.problem(key, "'" + id + "' stands twice");
      }
    }
    return Collections.unmodifiableSet(ids);
  }

  /** Notes something to look at when everything is read. */
  void later(Runnable check) {
    checks.add(check);
  }

  /** Runs what was left for later. */
  void check() {
    checks.forEach(Runnable::run);
  }

  private void checkLater(Fields f, String key, String id, List<Map<String, ?>> targets) {
    later(
        () -> {
          if (targets.stream().noneMatch(t -> t.containsKey(id))) {
            f.problem(key, "'" + id + "' is not in this model; there is " + list(targets));
          }
        });
  }

  private static String list(List<Map<String, ?>> targets) {
    List<String> first = targets.stream().flatMap(t -> t.keySet().stream()).limit(LISTED).toList();
    int all = targets.stream().mapToInt(Map::size).sum();
    if (all == 0) {
      return "none";
    }
    return String.join(", ", first) + (all > LISTED ? " and " + (all - LISTED) + " more" : "");
  }
}
