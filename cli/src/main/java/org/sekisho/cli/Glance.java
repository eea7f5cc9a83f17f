package org.sekisho.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * JSON as a person reads it: plain values first, then a paragraph per object and a table per list
 * of objects. Control characters are shown as {@code ?}, so that an answer cannot steer the
 * terminal.
 */
final class Glance {
  private static final int MAX_CELL = 60;
  private static final Pattern FRACTION =
      Pattern.compile("^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)\\.\\d+Z$");

  private final StringBuilder text = new StringBuilder();

  private Glance() {}

  /** The text, ending with a line feed. */
  static String of(JsonNode node) {
    var glance = new Glance();
    glance.value("", node, 0);
    return glance.text.toString();
  }

  /** A text of any length that cannot steer the terminal. */
  static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private void value(String name, JsonNode node, int depth) {
    switch (node) {
      case ArrayNode list when isTable(list) -> table(name, list, depth);
      case JsonNode object when object.isObject() -> object(name, object, depth);
      default -> line(depth, label(name), cell(name, node));
    }
  }

  private void object(String name, JsonNode object, int depth) {
    int inside = depth;
    if (!name.isEmpty()) {
      if (depth == 0) {
        text.append('\n');
      }
      text.append("  ".repeat(depth)).append(words(name)).append('\n');
      inside = depth + 1;
    }
    int width = 0;
    List<Map.Entry<String, JsonNode>> plain = new ArrayList<>();
    List<Map.Entry<String, JsonNode>> nested = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode content = field.getValue();
      boolean isPlain = !isTable(content) && (!content.isObject() || content.isEmpty());
      (isPlain ? plain : nested).add(field);
      width = isPlain ? Math.max(width, label(field.getKey()).length()) : width;
    }
    for (var field : plain) {
      String padded = pad(label(field.getKey()), width);
      line(inside, padded, cell(field.getKey(), field.getValue()));
    }
    for (var field : nested) {
      value(field.getKey(), field.getValue(), inside);
    }
  }

  private void table(String name, ArrayNode list, int depth) {
    if (depth == 0 && !text.isEmpty()) {
      text.append('\n');
    }
    int inside = depth;
    if (!name.isEmpty()) {
      text.append("  ".repeat(depth)).append(words(name)).append('\n');
      inside = depth + 1;
    }
    Set<String> columns = new LinkedHashSet<>();
    list.forEach(row -> row.properties().forEach(field -> columns.add(field.getKey())));
    List<List<String>> rows = new ArrayList<>();
    rows.add(columns.stream().map(Glance::label).toList());
    for (JsonNode row : list) {
      rows.add(columns.stream().map(column -> cell(column, row.path(column))).toList());
    }
    int[] widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder("  ".repeat(inside));
      for (int i = 0; i < widths.length; i++) {
        line.append(pad(row.get(i), widths[i])).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private void line(int depth, String name, String value) {
    text.append("  ".repeat(depth)).append(name).append(name.isEmpty() ? "" : "  ");
    text.append(value).append('\n');
  }

  private static boolean isTable(JsonNode node) {
    return node.isArray() && !node.isEmpty() && node.get(0).isObject();
  }

  private static String cell(String name, JsonNode node) {
    String shown;
    if (node.isMissingNode() || node.isNull()) {
      shown = "-";
    } else if (node.isBoolean()) {
      shown = node.booleanValue() ? "yes" : "no";
    } else if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(item.isObject() ? "…" : item.asString("")));
      shown = items.isEmpty() ? "none" : String.join(", ", items);
    } else if (node.isObject() && node.isEmpty()) {
      shown = "none";
    } else if (node.isObject()) {
      List<String> items = new ArrayList<>();
      node.properties().forEach(f -> items.add(words(f.getKey()) + " " + cell("", f.getValue())));
      shown = String.join(", ", items);
    } else if (name.endsWith("bytes") && node.isIntegralNumber()) {
      shown = bytes(node.longValue());
    } else if (isSeconds(name) && node.isNumber()) {
      shown = node.asString("") + " s";
    } else {
      // People read times to the second.
      shown = FRACTION.matcher(node.asString("")).replaceFirst("$1Z");
    }
    shown = shown.isEmpty() ? "-" : shown;
    String safe = plain(shown);
    return safe.length() > MAX_CELL ? safe.substring(0, MAX_CELL - 1) + "…" : safe;
  }

  private static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }

  private static boolean isSeconds(String name) {
    return name.endsWith("_s") || name.endsWith("-s");
  }

  /** The name without the unit that stands behind the value. */
  private static String label(String name) {
    return words(isSeconds(name) ? name.substring(0, name.length() - 2) : name);
  }

  private static String words(String name) {
    return name.replace('_', ' ').replace('-', ' ').replaceAll("\\p{Cntrl}", "?");
  }

  private static String pad(String value, int width) {
    return value + " ".repeat(Math.max(0, width - value.length()));
  }
}
