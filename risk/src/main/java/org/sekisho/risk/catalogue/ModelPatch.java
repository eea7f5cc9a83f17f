package org.sekisho.risk.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Node;
import org.sekisho.model.document.Problem;

/**
 * Small changes of a system-model document, as examples of rules write them.
 *
 * <p>A place is a path of keys and of ids of list items: {@code links/a-b/encryption}, {@code
 * assets/x/impact/life}, {@code controls} for a key at the top.
 *
 * <ul>
 *   <li>A value is YAML as it would stand there: {@code tls}, {@code [a, b]}, <code>{life: severe}
 *       </code>. Keys that are missing are made.
 *   <li>An empty value removes the key or the item.
 *   <li>{@code +a} and {@code -a}, one or several with spaces between, add texts to a list and
 *       remove them from it.
 *   <li>{@code list/+new-id} adds an item; its id is added to the value. {@code list/+} adds an
 *       item without an id, as countermeasures are.
 * </ul>
 */
public final class ModelPatch {
  private static final Pattern LIST_CHANGE =
      Pattern.compile("[+-][a-z][a-z0-9-]*(\\s+[+-][a-z][a-z0-9-]*)*");

  private static final int NO_LINE = 1;

  private ModelPatch() {}

  /**
   * The document with changes made in their order; what is not changed keeps its lines.
   *
   * @throws DocumentException when a place does not exist or a value is no YAML
   */
  public static Node.Mapping apply(Node.Mapping model, Map<String, String> changes) {
    Tree.Keys root = Tree.of(model, true);
    changes.forEach((place, value) -> change(root, place, value));
    return root.node();
  }

  private static void change(Tree.Keys root, String place, String value) {
    String[] keys = place.split("/", -1);
    Tree at = root;
    for (int i = 0; i < keys.length - 1; i++) {
      at = step(at, keys[i], place);
    }
    String last = keys[keys.length - 1];
    switch (at) {
      case Tree.Keys map -> set(map, last, value, place);
      case Tree.Items list -> set(list, last, value, place);
      case Tree.Text ignored -> throw refused(place, "'" + place + "' leads into a text");
    }
  }

  private static Tree step(Tree at, String key, String place) {
    return switch (at) {
      case Tree.Keys map -> {
        Tree next = map.entries.get(key);
        if (next == null) {
          // Lists of parts may be absent in a model; anything else is made as a mapping.
          next = at.isTop() ? new Tree.Items(NO_LINE) : new Tree.Keys(false, NO_LINE);
          map.entries.put(key, next);
        }
        yield next;
      }
      case Tree.Items list -> {
        Tree.Keys item = list.item(key);
        if (item == null) {
          throw refused(place, "there is no '" + key + "' in the list");
        }
        yield item;
      }
      case Tree.Text ignored -> throw refused(place, "leads into a text");
    };
  }

  private static void set(Tree.Keys map, String key, String value, String place) {
    if (value.isEmpty()) {
      if (map.entries.remove(key) == null) {
        throw refused(place, "there is nothing to remove");
      }
    } else if (LIST_CHANGE.matcher(value).matches()) {
      Tree old = map.entries.computeIfAbsent(key, k -> new Tree.Items(NO_LINE));
      if (!(old instanceof Tree.Items list)) {
        throw refused(place, "is no list, so nothing can be added or removed");
      }
      for (String change : value.split("\\s+", -1)) {
        list.change(change, place);
      }
    } else {
      map.entries.put(key, parsed(value, place));
    }
  }

  private static void set(Tree.Items list, String key, String value, String place) {
    if (key.startsWith("+")) {
      if (!(parsed(value, place) instanceof Tree.Keys item)) {
        throw refused(place, "an item is a mapping {…}");
      }
      if (key.length() > 1) {
        item.entries.put("id", new Tree.Text(key.substring(1)));
      }
      list.items.add(item);
      return;
    }
    Tree.Keys item = list.item(key);
    if (item == null) {
      throw refused(place, "there is no '" + key + "' in the list");
    }
    if (value.isEmpty()) {
      list.items.remove(item);
    } else {
      if (!(parsed(value, place) instanceof Tree.Keys other)) {
        throw refused(place, "an item is a mapping {…}");
      }
      other.entries.putIfAbsent("id", new Tree.Text(key));
      list.items.set(list.items.indexOf(item), other);
    }
  }

  private static Tree parsed(String value, String place) {
    Node.Entry entry = Document.read(place, "value: " + value).mapping().entries().get("value");
    if (entry == null) {
      throw refused(place, "no value");
    }
    return Tree.of(entry.value());
  }

  private static DocumentException refused(String place, String message) {
    return new DocumentException(List.of(new Problem(place, 0, 0, message)));
  }

  /** A document that can be changed. */
  private abstract static sealed class Tree {
    abstract Node node();

    boolean isTop() {
      return false;
    }

    static Tree of(Node node) {
      return switch (node) {
        case Node.Scalar scalar -> new Text(scalar);
        case Node.Sequence sequence -> {
          var list = new Items(sequence.line());
          sequence.items().forEach(item -> list.items.add(of(item)));
          yield list;
        }
        case Node.Mapping mapping -> of(mapping, false);
      };
    }

    static Keys of(Node.Mapping mapping, boolean top) {
      var map = new Keys(top, mapping.line());
      mapping
          .entries()
          .forEach(
              (key, e) -> {
                map.entries.put(key, of(e.value()));
                map.lines.put(key, e.line());
              });
      return map;
    }

    static final class Text extends Tree {
      private final Node.Scalar scalar;

      Text(Node.Scalar scalar) {
        this.scalar = scalar;
      }

      Text(String text) {
        this(new Node.Scalar(text, true, NO_LINE, NO_LINE));
      }

      @Override
      Node node() {
        return scalar;
      }
    }

    static final class Items extends Tree {
      private final List<Tree> items = new ArrayList<>();
      private final int line;

      Items(int line) {
        this.line = line;
      }

      @Nullable Keys item(String id) {
        for (Tree item : items) {
          if (item instanceof Keys map
              && map.entries.get("id") instanceof Text text
              && text.scalar.text().equals(id)) {
            return map;
          }
        }
        return null;
      }

      void change(String change, String place) {
        String word = change.substring(1);
        boolean there =
            items.removeIf(i -> i instanceof Text text && text.scalar.text().equals(word));
        if (change.charAt(0) == '+') {
          items.add(new Text(word));
        } else if (!there) {
          throw refused(place, "'" + word + "' is not in the list");
        }
      }

      @Override
      Node node() {
        return new Node.Sequence(items.stream().map(Tree::node).toList(), line, 1);
      }
    }

    static final class Keys extends Tree {
      private final Map<String, Tree> entries = new LinkedHashMap<>();
      private final Map<String, Integer> lines = new LinkedHashMap<>();
      private final boolean top;
      private final int line;

      Keys(boolean top, int line) {
        this.top = top;
        this.line = line;
      }

      @Override
      boolean isTop() {
        return top;
      }

      @Override
      Node.Mapping node() {
        Map<String, Node.Entry> nodes = new LinkedHashMap<>();
        entries.forEach(
            (key, value) ->
                nodes.put(key, new Node.Entry(value.node(), lines.getOrDefault(key, line), 1)));
        return new Node.Mapping(nodes, line, 1);
      }
    }
  }
}
