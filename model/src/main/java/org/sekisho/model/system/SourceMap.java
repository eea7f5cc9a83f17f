package org.sekisho.model.system;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.sekisho.model.document.Fields;
import org.sekisho.model.document.Node;

/**
 * Lines of a system-model file: {@code components/home-gw-1} is where an item begins, {@code
 * components/home-gw-1/zone} is where its key stands. An item without an id goes by its number from
 * 0: {@code countermeasures/0}. Immutable.
 */
public final class SourceMap {
  /** The map of a model that was not read from a file: every place is unknown. */
  public static final SourceMap NONE = new SourceMap("", Map.of());

  private final String file;
  private final Map<String, Integer> lines;

  private SourceMap(String file, Map<String, Integer> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** Name of the file; empty when there is none. */
  public String file() {
    return file;
  }

  /** The line, from 1, of an item or of a key of it. */
  public OptionalInt line(String place) {
    Integer line = lines.get(place);
    return line == null ? OptionalInt.empty() : OptionalInt.of(line);
  }

  static SourceMap of(Fields root) {
    Map<String, Integer> lines = new HashMap<>();
    root.mapping().entries().forEach((key, entry) -> note(lines, key, entry));
    return new SourceMap(root.file(), Map.copyOf(lines));
  }

  private static void note(Map<String, Integer> lines, String key, Node.Entry entry) {
    lines.put(key, entry.line());
    if (entry.value() instanceof Node.Sequence list) {
      for (int i = 0; i < list.items().size(); i++) {
        if (list.items().get(i) instanceof Node.Mapping mapping) {
          String at = key + "/" + name(mapping, i);
          lines.put(at, mapping.line());
          mapping.entries().forEach((k, value) -> lines.put(at + "/" + k, value.line()));
        }
      }
    }
  }

  private static String name(Node.Mapping item, int index) {
    Node.Entry id = item.entries().get("id");
    return id != null && id.value() instanceof Node.Scalar text
        ? text.text()
        : String.valueOf(index);
  }
}
