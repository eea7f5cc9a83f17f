package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Problem;
import org.sekisho.model.system.SystemModelFile;

/**
 * A system model while it is put together from a foreign file: items in the order of the file, ids
 * that are unique in their list, references that hold. Not thread-safe.
 */
final class Draft {
  static final String ORGANISATIONS = "organisations";
  static final String ZONES = "zones";
  static final String COMPONENTS = "components";
  static final String LINKS = "links";
  static final String ASSETS = "assets";
  static final String ACTORS = "actors";
  static final String ENTRY_POINTS = "entry-points";
  static final String COUNTERMEASURES = "countermeasures";
  static final String THREATS = "threats";
  static final String INCIDENTS = "incidents";
  static final String INTERACTIONS = "interactions";
  static final String GRANTS = "grants";

  /** The lists of a model file in the order in which they are written. */
  static final List<String> SECTIONS =
      List.of(
          ORGANISATIONS,
          ZONES,
          "places",
          "profiles",
          COMPONENTS,
          LINKS,
          ASSETS,
          ACTORS,
          ENTRY_POINTS,
          COUNTERMEASURES,
          THREATS,
          INCIDENTS,
          INTERACTIONS,
          "assumptions",
          GRANTS);

  private static final Map<String, String> ONE =
      Map.ofEntries(
          Map.entry(ORGANISATIONS, "organisation"),
          Map.entry(ZONES, "zone"),
          Map.entry("places", "place"),
          Map.entry("profiles", "profile"),
          Map.entry(COMPONENTS, "component"),
          Map.entry(LINKS, "link"),
          Map.entry(ASSETS, "asset"),
          Map.entry(ACTORS, "actor"),
          Map.entry(ENTRY_POINTS, "entry-point"),
          Map.entry(THREATS, "threat"),
          Map.entry(INCIDENTS, "incident"),
          Map.entry(INTERACTIONS, "interaction"),
          Map.entry("assumptions", "assumption"));

  /**
   * A key that points to other items.
   *
   * @param key the key
   * @param to the lists that it may point into
   * @param needed whether the item makes no sense without it
   */
  private record Reference(String key, List<String> to, boolean needed) {}

  private static final Map<String, List<Reference>> REFERENCES =
      Map.of(
          ZONES,
          List.of(optional("parent", ZONES), optional("owner", ORGANISATIONS)),
          COMPONENTS,
          List.of(
              needed("zone", ZONES),
              optional("place", "places"),
              optional("profile", "profiles"),
              optional("owner", ORGANISATIONS)),
          LINKS,
          List.of(
              needed("from", COMPONENTS),
              needed("to", COMPONENTS),
              optional("data", ASSETS),
              optional("through", ZONES)),
          ASSETS,
          List.of(
              optional("in", COMPONENTS),
              optional("holds", ASSETS),
              optional("owner", ORGANISATIONS),
              optional("roles", ACTORS),
              optional("shared-with", ORGANISATIONS)),
          ACTORS,
          List.of(optional("reaches", COMPONENTS, ENTRY_POINTS)),
          ENTRY_POINTS,
          List.of(needed("on", COMPONENTS), optional("assets", ASSETS)),
          COUNTERMEASURES,
          List.of(needed("on", ZONES, COMPONENTS, LINKS, ENTRY_POINTS)),
          THREATS,
          List.of(
              needed("on", COMPONENTS),
              optional("entry-point", ENTRY_POINTS),
              optional("assets", ASSETS)),
          INCIDENTS,
          List.of(optional("assets", ASSETS)),
          INTERACTIONS,
          List.of(
              optional("actor", ACTORS),
              optional("over", LINKS),
              optional("entry-points", ENTRY_POINTS)));

  private final Notes notes;
  private final Map<String, Object> head = new LinkedHashMap<>();
  private final Map<String, List<Map<String, Object>>> sections = new TreeMap<>();
  private final Map<String, Map<String, Map<String, Object>>> byId = new HashMap<>();
  private final Map<String, Set<String>> taken = new HashMap<>();
  private final Map<String, Map<String, String>> known = new HashMap<>();
  private final Map<String, Map<String, Integer>> lastNumber = new HashMap<>();
  private final IdentityHashMap<Object, Integer> origins = new IdentityHashMap<>();
  private final IdentityHashMap<Object, String> places = new IdentityHashMap<>();

  Draft(Notes notes) {
    this.notes = notes;
  }

  private static Reference optional(String key, String... to) {
    return new Reference(key, List.of(to), false);
  }

  private static Reference needed(String key, String... to) {
    return new Reference(key, List.of(to), true);
  }

  /** Sets a key of the model itself. */
  void head(String key, Object value) {
    if (!(value instanceof List<?> list && list.isEmpty())) {
      head.put(key, value);
    }
  }

  /**
   * Takes an id for a thing of the foreign file: the first candidate that gives one, numbered when
   * it is taken already.
   *
   * @param section list that the item goes to
   * @param foreign what the file calls it, by which references find it
   * @param where where it stands in the file
   * @param candidates texts to make the id of, the best first
   */
  String take(String section, String foreign, String where, String... candidates) {
    String wanted = "";
    for (String candidate : candidates) {
      wanted = wanted.isEmpty() ? Slug.of(candidate) : wanted;
    }
    String id =
        unique(
            section,
            wanted.isEmpty() ? ONE.getOrDefault(section, "item") : wanted,
            wanted.isEmpty());
    known.computeIfAbsent(section, s -> new HashMap<>()).putIfAbsent(foreign, id);
    if (!id.equals(foreign)) {
      notes.loss(where + "/id", Notes.shown(foreign) + " → " + id, Why.ID_FORM);
    }
    return id;
  }

  /** Takes the id that Sekisho wrote into the file beside the file's own name for the thing. */
  String restore(String section, String foreign, String where, String id) {
    String taken = unique(section, id, false);
    known.computeIfAbsent(section, s -> new HashMap<>()).putIfAbsent(foreign, taken);
    if (!taken.equals(id)) {
      notes.loss(where + "/id", Notes.shown(id) + " → " + taken, Why.ID_FORM);
    }
    return taken;
  }

  /** Takes an id for something that the file does not name. */
  String takeOwn(String section, String wanted) {
    return unique(section, wanted, false);
  }

  private String unique(String section, String wanted, boolean always) {
    Set<String> ids = taken.computeIfAbsent(section, s -> new HashSet<>());
    if (!always && ids.add(wanted)) {
      return wanted;
    }
    Map<String, Integer> last = lastNumber.computeIfAbsent(section, s -> new HashMap<>());
    int number = last.getOrDefault(wanted, always ? 0 : 1);
    String id;
    do {
      id = Slug.numbered(wanted, ++number);
    } while (!ids.add(id));
    last.put(wanted, number);
    return id;
  }

  /** Our id of what the file calls so. */
  Optional<String> ref(String section, String foreign) {
    return Optional.ofNullable(known.getOrDefault(section, Map.of()).get(foreign));
  }

  /** Our ids of what the file calls so; a name that is not in the file is a loss. */
  List<String> refs(String section, List<String> foreign, String where) {
    List<String> found = new ArrayList<>();
    for (String one : foreign) {
      Optional<String> id = ref(section, one);
      if (id.isEmpty()) {
        notes.loss(where, Notes.shown(one), Why.DANGLING);
      } else if (!found.contains(id.get())) {
        found.add(id.get());
      }
    }
    return found;
  }

  /** Adds an item; {@code line} is where it stands in the file, 0 for nowhere. */
  Map<String, Object> add(String section, int line, String where, Map<String, Object> fields) {
    items(section).add(fields);
    if (fields.get("id") instanceof String id) {
      byId.computeIfAbsent(section, x -> new HashMap<>()).putIfAbsent(id, fields);
    }
    if (line > 0) {
      origins.put(fields, line);
    }
    places.put(fields, where);
    return fields;
  }

  /** The item of this id; an empty one when there is none. */
  Map<String, Object> item(String section, String id) {
    Map<String, Object> found = byId.getOrDefault(section, Map.of()).get(id);
    return found == null ? new LinkedHashMap<>() : found;
  }

  /** The items of a list so far. */
  List<Map<String, Object>> items(String section) {
    return sections.computeIfAbsent(section, s -> new ArrayList<>());
  }

  boolean has(String section, String id) {
    return taken.getOrDefault(section, Set.of()).contains(id);
  }

  /**
   * The id of an organisation of this name, made when it is not there yet.
   *
   * @param name what the file calls it
   * @param wanted the id, or a text to make it of
   */
  String organisation(String name, String wanted, String where, int line) {
    String slug = Slug.of(wanted);
    if (name.equals(wanted) && has(ORGANISATIONS, slug)) {
      return slug;
    }
    Optional<String> there = ref(ORGANISATIONS, name);
    if (there.isPresent()) {
      return there.get();
    }
    String id = unique(ORGANISATIONS, slug.isEmpty() ? "organisation" : slug, slug.isEmpty());
    known.computeIfAbsent(ORGANISATIONS, s -> new HashMap<>()).put(name, id);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("name", name(name));
    add(ORGANISATIONS, line, where, fields);
    return id;
  }

  /** The same text in both languages. */
  static Map<String, Object> name(String text) {
    return name(text, text);
  }

  static Map<String, Object> name(String ja, String en) {
    Map<String, Object> name = new LinkedHashMap<>();
    name.put("ja", ja);
    name.put("en", en);
    return name;
  }

  /**
   * Writes the model.
   *
   * @throws DocumentException with the places in the foreign file when the model does not hold
   */
  Imported finish() {
    dropDangling();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("format", SystemModelFile.FORMAT);
    root.putAll(head);
    for (String section : SECTIONS) {
      List<Map<String, Object>> items = items(section);
      if (!items.isEmpty()) {
        items.forEach(Draft::dropEmpty);
        root.put(section, items);
      }
    }
    notes.refuseProblems();
    YamlText.Written written = YamlText.of(root, origins);
    try {
      SystemModelFile.read(notes.file(), written.text());
    } catch (DocumentException e) {
      throw new DocumentException(
          e.problems().stream()
              .limit(50)
              .map(
                  p ->
                      new Problem(
                          notes.file(),
                          written.origin(p.line()),
                          0,
                          "makes no valid system model: " + p.message()))
              .toList());
    }
    return new Imported(written.text(), notes.losses());
  }

  private static void dropEmpty(Map<String, Object> item) {
    item.values()
        .removeIf(
            v ->
                (v instanceof List<?> l && l.isEmpty())
                    || (v instanceof Map<?, ?> m && m.isEmpty()));
  }

  /** Removes references to what is not there, and items that make no sense without them. */
  private void dropDangling() {
    boolean again = true;
    while (again) {
      Map<String, Set<Object>> ids = new HashMap<>();
      Map.copyOf(sections)
          .forEach(
              (section, items) -> {
                Set<Object> all = new HashSet<>();
                items.forEach(i -> all.add(String.valueOf(i.get("id"))));
                ids.put(section, all);
              });
      again = false;
      for (Map.Entry<String, List<Reference>> entry : REFERENCES.entrySet()) {
        again |=
            items(entry.getKey())
                .removeIf(item -> entry.getValue().stream().anyMatch(r -> broken(item, r, ids)));
      }
    }
  }

  /** Mends the item; true when it has to go. */
  private boolean broken(
      Map<String, Object> item, Reference reference, Map<String, Set<Object>> ids) {
    Object value = item.get(reference.key());
    if (value == null) {
      return false; // what must be there is told by the reader of the model
    }
    String where = places.getOrDefault(item, "") + "/" + reference.key();
    if (value instanceof List<?> list) {
      List<Object> kept = new ArrayList<>();
      for (Object one : list) {
        if (isThere(one, reference, ids)) {
          kept.add(one);
        } else {
          notes.loss(where, Notes.shown(String.valueOf(one)), Why.DANGLING);
        }
      }
      item.put(reference.key(), kept);
      return reference.needed() && kept.isEmpty() && !list.isEmpty();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> kept = new LinkedHashMap<>();
      map.forEach(
          (key, of) -> {
            if (isThere(key, reference, ids)) {
              kept.put(String.valueOf(key), of);
            } else {
              notes.loss(where, Notes.shown(String.valueOf(key)), Why.DANGLING);
            }
          });
      item.put(reference.key(), kept);
      return false;
    }
    if (isThere(value, reference, ids)) {
      return false;
    }
    notes.loss(where, Notes.shown(String.valueOf(value)), Why.DANGLING);
    item.remove(reference.key());
    return reference.needed();
  }

  private static boolean isThere(
      @Nullable Object id, Reference reference, Map<String, Set<Object>> ids) {
    return reference.to().stream()
        .anyMatch(to -> ids.getOrDefault(to, Set.of()).contains(String.valueOf(id)));
  }
}
