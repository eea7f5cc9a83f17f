package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.document.Node;
import org.sekisho.model.system.LocalText;

/**
 * One mapping of a foreign file while it is read: a value of the wrong type is a problem with its
 * place, a key that nobody asked for is a loss. Not thread-safe.
 */
final class Foreign {
  private static final int MAX_SHOWN_LIST = 8;

  private final Notes notes;
  private final Node.Mapping mapping;
  private final String where;
  private final Set<String> known = new LinkedHashSet<>();
  private final Map<String, List<Foreign>> children = new LinkedHashMap<>();

  private Foreign(Notes notes, Node.Mapping mapping, String where) {
    this.notes = notes;
    this.mapping = mapping;
    this.where = where;
  }

  static Foreign root(Notes notes, String text) {
    return new Foreign(notes, Trees.read(notes.file(), text), "");
  }

  /** Where this mapping stands, such as {@code components/web-client}. */
  String where() {
    return where;
  }

  int line() {
    return mapping.line();
  }

  /** Where the key stands. */
  String at(String key) {
    return where.isEmpty() ? key : where + "/" + key;
  }

  /** Whether the key is there with a value. */
  boolean has(String key) {
    return value(key) != null;
  }

  Set<String> keys() {
    return mapping.entries().keySet();
  }

  /** A text that must be there and must not be empty. */
  String required(String key) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      notes.problem(mapping, at(key) + ": '" + key + "' is missing: a text");
    }
    return text.orElse("");
  }

  /** A text without blanks around it; an empty one counts as absent. */
  Optional<String> text(String key) {
    Node value = value(key);
    return switch (value) {
      case null -> Optional.empty();
      case Node.Scalar s -> s.text().isBlank() ? Optional.empty() : Optional.of(s.text().strip());
      default -> {
        wrong(key, value, "a text");
        yield Optional.empty();
      }
    };
  }

  /** True or false; false when absent. */
  boolean flag(String key) {
    Node value = value(key);
    if (value == null) {
      return false;
    }
    if (value instanceof Node.Scalar s) {
      switch (s.text()) {
        case "true", "True", "TRUE", "yes", "on" -> {
          return true;
        }
        case "false", "False", "FALSE", "no", "off", "" -> {
          return false;
        }
        default -> {}
      }
    }
    wrong(key, value, "true or false");
    return false;
  }

  /** A finite number. */
  OptionalDouble number(String key) {
    Node value = value(key);
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (value instanceof Node.Scalar s) {
      if (s.text().isBlank()) {
        return OptionalDouble.empty();
      }
      try {
        double number = Double.parseDouble(s.text());
        if (Double.isFinite(number)) {
          return OptionalDouble.of(number);
        }
      } catch (NumberFormatException e) {
        // Said below, in the same words as for a list or a mapping.
      }
    }
    wrong(key, value, "a number");
    return OptionalDouble.empty();
  }

  /** A list of texts; a single text counts as a list of one, nothing in a list is left out. */
  List<String> texts(String key) {
    Node value = value(key);
    List<String> found = new ArrayList<>();
    switch (value) {
      case null -> {}
      case Node.Sequence list -> {
        for (Node item : list.items()) {
          if (!(item instanceof Node.Scalar s)) {
            wrong(key, item, "a list of texts");
          } else if (!s.isNull() && !s.text().isBlank()) {
            found.add(s.text().strip());
          }
        }
      }
      case Node.Scalar s -> {
        if (!s.text().isBlank()) {
          found.add(s.text().strip());
        }
      }
      default -> wrong(key, value, "a list of texts");
    }
    return found;
  }

  /** A mapping; empty when absent. */
  Optional<Foreign> section(String key) {
    Node value = value(key);
    if (children.containsKey(key)) {
      return children.get(key).stream().findFirst();
    }
    return switch (value) {
      case null -> Optional.empty();
      case Node.Mapping m -> Optional.of(child(key, m, at(key)));
      default -> {
        wrong(key, value, "a mapping (key: value)");
        yield Optional.empty();
      }
    };
  }

  /** A list of mappings, each named by the first of the keys that it has. */
  List<Foreign> sections(String key, String... nameKeys) {
    Node value = value(key);
    if (children.containsKey(key)) {
      return children.get(key);
    }
    List<Foreign> found = new ArrayList<>();
    switch (value) {
      case null -> {}
      case Node.Sequence list -> {
        int index = 0;
        for (Node item : list.items()) {
          if (item instanceof Node.Mapping m) {
            found.add(child(key, m, at(key) + "/" + name(m, index, nameKeys)));
          } else if (!(item instanceof Node.Scalar s && s.isNull())) {
            wrong(key, item, "a list of mappings");
          }
          index++;
        }
      }
      default -> wrong(key, value, "a list");
    }
    return found;
  }

  /** Mappings under names, or a list of mappings each with its name under one of the keys. */
  Map<String, Foreign> named(String key, String... nameKeys) {
    Map<String, Foreign> found = new LinkedHashMap<>();
    if (nameKeys.length > 0 && value(key) instanceof Node.Sequence) {
      for (Foreign f : sections(key, nameKeys)) {
        found.put(f.where(), f);
      }
      return found;
    }
    section(key)
        .ifPresent(
            all -> {
              for (String name : all.keys()) {
                all.section(name).ifPresent(f -> found.put(name, f));
              }
            });
    return found;
  }

  /** A carried value as plain Java values. */
  Optional<Object> plain(String key) {
    Node value = value(key);
    return value == null ? Optional.empty() : Optional.ofNullable(Trees.plain(value));
  }

  /** Notes the loss of each key that is there with something to lose. */
  void lost(LocalText why, String... keys) {
    for (String key : keys) {
      Node value = value(key);
      if (value != null) {
        shown(value).ifPresent(shown -> notes.loss(at(key), shown, why));
      }
    }
  }

  /** Notes a loss at the key. */
  void loss(String key, String what, LocalText why) {
    notes.loss(at(key), what, why);
  }

  /** Takes keys for read that say nothing about the system. */
  void ignore(String... keys) {
    known.addAll(List.of(keys));
  }

  /** Takes this mapping and everything below it for read. */
  void ignoreRest() {
    known.addAll(keys());
    children.clear();
  }

  /** Notes a problem at the key's value. */
  void problem(String key, String message) {
    Node value = value(key);
    notes.problem(value == null ? mapping : value, at(key) + ": " + message);
  }

  /** Notes every key that nobody asked for, here and below. */
  void finish() {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                shown(entry.value())
                    .ifPresent(shown -> notes.loss(at(key), shown, Why.UNKNOWN_KEY));
              }
            });
    children.values().forEach(list -> list.forEach(Foreign::finish));
  }

  private @Nullable Node value(String key) {
    known.add(key);
    Node.Entry entry = mapping.entries().get(key);
    return entry == null || (entry.value() instanceof Node.Scalar s && s.isNull())
        ? null
        : entry.value();
  }

  private Foreign child(String key, Node.Mapping m, String at) {
    var child = new Foreign(notes, m, at);
    children.computeIfAbsent(key, k -> new ArrayList<>()).add(child);
    return child;
  }

  private void wrong(String key, Node value, String wanted) {
    notes.problem(value, at(key) + ": '" + key + "' must be " + wanted);
  }

  private static String name(Node.Mapping m, int index, String... nameKeys) {
    for (String key : nameKeys) {
      Node.Entry entry = m.entries().get(key);
      if (entry != null && entry.value() instanceof Node.Scalar s && !s.text().isBlank()) {
        return Notes.shown(s.text());
      }
    }
    return Integer.toString(index);
  }

  /** What would be lost with the node; empty when it says nothing. */
  private static Optional<String> shown(Node node) {
    return switch (node) {
      case Node.Scalar s ->
          s.isNull() || s.text().isBlank() || (!s.quoted() && s.text().equals("false"))
              ? Optional.empty()
              : Optional.of(Notes.shown(s.text()));
      case Node.Sequence list -> {
        if (list.items().isEmpty()) {
          yield Optional.empty();
        }
        boolean plain = list.items().stream().allMatch(Node.Scalar.class::isInstance);
        yield plain && list.items().size() <= MAX_SHOWN_LIST
            ? Optional.of(
                Notes.shown(
                    String.join(
                        ", ", list.items().stream().map(i -> ((Node.Scalar) i).text()).toList())))
            : Optional.of(list.items().size() + (list.items().size() == 1 ? " item" : " items"));
      }
      case Node.Mapping m -> {
        long filled =
            m.entries().values().stream().filter(e -> shown(e.value()).isPresent()).count();
        yield filled == 0
            ? Optional.empty()
            : Optional.of(filled == 1 ? "1 field" : filled + " fields");
      }
    };
  }
}
