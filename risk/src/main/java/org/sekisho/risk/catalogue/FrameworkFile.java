package org.sekisho.risk.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;

/** Reads one framework document, {@code sekisho-framework/1}. */
final class FrameworkFile {
  /** What the key {@code format} must say. */
  static final String FORMAT = "sekisho-framework/1";

  /** Most sub-items that an item may be said to have. */
  private static final int MAX_SLOTS = 1000;

  private static final Pattern FORMAT_FORM = Pattern.compile(Pattern.quote(FORMAT));
  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern REFERENCE = Pattern.compile("[a-z0-9-]+:\\S(.*\\S)?");

  private final Fields root;
  private final Checked checked;
  private final Map<String, LocalText> groups;
  private final Map<String, LocalText> levels;
  private final Map<String, LocalText> conditions;
  private final Map<String, LocalText> places;

  private FrameworkFile(Fields root) {
    this.root = root;
    this.checked = root.choice("checked", Checked.class);
    this.groups = named(root, "groups");
    this.levels = named(root, "levels");
    this.conditions = named(root, "conditions");
    this.places = named(root, "places");
  }

  /**
   * Reads the document to its end.
   *
   * @throws org.sekisho.model.document.DocumentException naming every problem with its line
   */
  static Framework read(Fields root) {
    return new FrameworkFile(root).framework();
  }

  private Framework framework() {
    root.text("format", FORMAT_FORM, FORMAT);
    String id = root.text("id", ID, "lower-case letters and digits in dashed words");
    Map<String, FrameworkItem> items = new LinkedHashMap<>();
    Map<String, Fields> where = new LinkedHashMap<>();
    for (Fields one : root.sections("items")) {
      FrameworkItem item = item(one);
      if (items.putIfAbsent(item.id(), item) != null) {
        one.problem("id", "'" + item.id() + "' stands twice in this framework");
      }
      where.put(item.id(), one);
    }
    if (items.isEmpty()) {
      root.problem("items", "at least one item");
    }
    refuseLostParents(items, where);
    var framework =
        new Framework(
            id,
            text(root.section("name")),
            filled(root, "version"),
            filled(root, "publisher"),
            filled(root, "licence"),
            filled(root, "source"),
            checked,
            root.has("note") ? Optional.of(text(root.section("note"))) : Optional.empty(),
            groups,
            levels,
            conditions,
            places,
            items);
    root.finish();
    return framework;
  }

  private FrameworkItem item(Fields one) {
    List<LocalText> details = new ArrayList<>();
    one.sections("details").forEach(detail -> details.add(text(detail)));
    List<String> related = one.texts("related");
    for (String reference : related) {
      if (!REFERENCE.matcher(reference).matches()) {
        one.problem("related", "'" + reference + "' is not allowed: framework:item");
      }
    }
    return new FrameworkItem(
        filled(one, "id"),
        text(one.section("topic")),
        key(one, "group", groups),
        key(one, "level", levels),
        one.optionalText("parent"),
        one.choice("checked", checked),
        keys(one, "conditions", conditions),
        keys(one, "places", places),
        categories(one),
        related,
        one.integer("slots", 0, 0, MAX_SLOTS),
        details);
  }

  private static Set<ThreatClass> categories(Fields one) {
    Set<ThreatClass> found = new LinkedHashSet<>();
    for (String id : one.texts("categories")) {
      ThreatClass.of(id)
          .ifPresentOrElse(
              found::add,
              () ->
                  one.problem(
                      "categories",
                      "'"
                          + id
                          + "' is not allowed: one of "
                          + Arrays.stream(ThreatClass.values())
                              .map(ThreatClass::id)
                              .collect(Collectors.joining(", "))));
    }
    return found;
  }

  /** A parent must stand before its parts, so that no item can be a part of itself. */
  private static void refuseLostParents(
      Map<String, FrameworkItem> items, Map<String, Fields> where) {
    Set<String> before = new HashSet<>();
    items.forEach(
        (id, item) -> {
          Optional<String> parent = item.parent();
          Fields one = where.get(id);
          if (one != null && parent.isPresent() && !before.contains(parent.get())) {
            one.problem("parent", "no item '" + parent.get() + "' stands before this one");
          }
          before.add(id);
        });
  }

  /** The texts of a mapping, by its keys. */
  private static Map<String, LocalText> named(Fields root, String key) {
    Map<String, LocalText> found = new LinkedHashMap<>();
    Fields all = root.section(key);
    all.keys().forEach(name -> found.put(name, text(all.section(name))));
    return found;
  }

  private static Optional<String> key(Fields one, String key, Map<String, LocalText> allowed) {
    Optional<String> text = one.optionalText(key);
    text.ifPresent(found -> known(one, key, found, allowed));
    return text;
  }

  private static List<String> keys(Fields one, String key, Map<String, LocalText> allowed) {
    List<String> texts = one.texts(key);
    texts.forEach(found -> known(one, key, found, allowed));
    return texts;
  }

  private static void known(Fields one, String key, String found, Map<String, LocalText> allowed) {
    if (!allowed.containsKey(found)) {
      one.problem(
          key,
          "'"
              + found
              + "' is not named at the top of the file; named there: "
              + (allowed.isEmpty() ? "nothing" : String.join(", ", allowed.keySet())));
    }
  }

  private static LocalText text(Fields fields) {
    return new LocalText(filled(fields, "ja"), filled(fields, "en"));
  }

  private static String filled(Fields fields, String key) {
    String text = fields.text(key);
    if (text.isBlank()) {
      fields.problem(key, "must not be empty");
    }
    return text;
  }
}
