package org.sekisho.risk.catalogue;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.model.document.Node;

/** Writes parts of a document as one line of YAML. */
final class Yaml {
  private Yaml() {}

  /** A text as it is, anything else as a flow collection. */
  static String flow(Node node) {
    return node instanceof Node.Scalar scalar ? scalar.text() : inner(node);
  }

  private static String inner(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.quoted() ? quoted(scalar.text()) : scalar.text();
      case Node.Sequence list ->
          "[" + String.join(", ", list.items().stream().map(Yaml::inner).toList()) + "]";
      case Node.Mapping mapping -> {
        List<String> entries = new ArrayList<>();
        mapping.entries().forEach((k, v) -> entries.add(quoted(k) + ": " + inner(v.value())));
        yield "{" + String.join(", ", entries) + "}";
      }
    };
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
