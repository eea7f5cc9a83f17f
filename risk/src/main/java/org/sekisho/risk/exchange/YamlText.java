package org.sekisho.risk.exchange;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes plain Java values as YAML in the order in which they stand. */
final class YamlText {
  private static final int FLOW_WIDTH = 100;
  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N} ._/+()@-]*[\\p{L}\\p{N}).])?");
  private static final Pattern NO_TEXT =
      Pattern.compile(
          "(?i)true|false|yes|no|on|off|y|n|null|[-+.0-9][-+.0-9_:,xobe]*|0x[0-9a-f_]+|[.](inf|nan)");

  private final StringBuilder out = new StringBuilder();
  private final IdentityHashMap<Object, Integer> origins;
  private final NavigableMap<Integer, Integer> lines = new TreeMap<>();
  private int line = 1;

  private YamlText(IdentityHashMap<Object, Integer> origins) {
    this.origins = origins;
  }

  /** A text with the lines that its parts came from. */
  record Written(String text, NavigableMap<Integer, Integer> origins) {
    /** The line of the source that the line of the text came from; 0 when from none. */
    int origin(int line) {
      var entry = origins.floorEntry(line);
      return entry == null ? 0 : entry.getValue();
    }
  }

  static String of(Map<String, ?> root) {
    return of(root, new IdentityHashMap<>()).text();
  }

  /** Writes the root; {@code origins} tells for maps below it where they came from, by identity. */
  static Written of(Map<String, ?> root, IdentityHashMap<Object, Integer> origins) {
    var yaml = new YamlText(origins);
    yaml.block(root, 0);
    return new Written(yaml.out.toString(), yaml.lines);
  }

  private void block(Map<?, ?> map, int indent) {
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first || out.isEmpty() || out.charAt(out.length() - 1) == '\n') {
        indent(indent);
      }
      first = false;
      out.append(key(entry.getKey())).append(':');
      value(entry.getValue(), indent);
    }
  }

  private void value(@Nullable Object value, int indent) {
    switch (value) {
      case Map<?, ?> m when !m.isEmpty() && !flat(m) -> {
        newLine();
        block(m, indent + 2);
      }
      case List<?> list when list.stream().anyMatch(Map.class::isInstance) -> {
        newLine();
        for (Object item : list) {
          items(item, indent + 2);
        }
      }
      case null -> newLine();
      default -> {
        out.append(' ');
        flow(value);
        newLine();
      }
    }
  }

  private void items(@Nullable Object item, int indent) {
    Integer origin = origins.get(item);
    if (origin != null) {
      lines.put(line, origin);
    }
    indent(indent);
    out.append("- ");
    if (item instanceof Map<?, ?> m && !m.isEmpty() && !flat(m)) {
      block(m, indent + 2);
    } else {
      flow(item);
      newLine();
    }
  }

  /** Whether the map is small enough for one line. */
  private static boolean flat(Map<?, ?> map) {
    return map.values().stream()
            .allMatch(
                v ->
                    !(v instanceof Map<?, ?> m && !m.isEmpty())
                        && !(v instanceof List<?> l && !l.isEmpty()))
        && width(map) <= FLOW_WIDTH;
  }

  private static int width(Map<?, ?> map) {
    int width = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      width += String.valueOf(entry.getKey()).length() + 4;
      width += String.valueOf(entry.getValue()).length();
    }
    return width;
  }

  private void flow(@Nullable Object value) {
    switch (value) {
      case Map<?, ?> m -> {
        out.append('{');
        String between = "";
        for (Map.Entry<?, ?> entry : m.entrySet()) {
          out.append(between).append(key(entry.getKey())).append(": ");
          flow(entry.getValue());
          between = ", ";
        }
        out.append('}');
      }
      case List<?> list -> {
        out.append('[');
        String between = "";
        for (Object item : list) {
          out.append(between);
          flow(item);
          between = ", ";
        }
        out.append(']');
      }
      case null -> out.append("null");
      case Number n -> out.append(n);
      case Boolean b -> out.append(b);
      default -> out.append(text(value.toString()));
    }
  }

  private void indent(int by) {
    out.repeat(' ', by);
  }

  private void newLine() {
    out.append('\n');
    line++;
  }

  /** A key: always read as text, so that {@code on} needs no quotes. */
  private static String key(@Nullable Object key) {
    String text = String.valueOf(key);
    return PLAIN.matcher(text).matches() ? text : text(text);
  }

  /** The text as a YAML scalar, quoted where plain form could mean something else. */
  static String text(String text) {
    if (PLAIN.matcher(text).matches() && !NO_TEXT.matcher(text).matches()) {
      return text;
    }
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (c >= 0xD800 && c <= 0xDFFF) {
                    quoted.append('\uFFFD'); // half of a pair: no character, and no YAML
                  } else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || unprintable(c)) {
                    quoted.append(String.format("\\u%04X", c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }

  private static boolean unprintable(int c) {
    return c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
  }
}
