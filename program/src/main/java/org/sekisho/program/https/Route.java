package org.sekisho.program.https;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One line of a route table.
 *
 * @param method such as {@code POST}
 * @param path begins with a slash; a part in braces matches one non-empty path segment
 * @param handler runs on a virtual thread and may block
 * @param bodyBytes largest body where it is more than the listener's own limit
 * @param large who may send such a body; sees the request without its body, on the event loop, and
 *     must not block
 */
public record Route(
    String method,
    String path,
    Function<Request, Answer> handler,
    int bodyBytes,
    Predicate<Request> large) {
  /** A line for bodies within the listener's limit. */
  public Route(String method, String path, Function<Request, Answer> handler) {
    this(method, path, handler, 0, _ -> false);
  }

  /** The values of the parts in braces when the path matches. */
  Optional<Map<String, String>> match(List<String> segments) {
    List<String> own = segments(path);
    if (own.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < own.size(); i++) {
      String part = own.get(i);
      String segment = segments.get(i);
      if (part.startsWith("{") && part.endsWith("}")) {
        if (segment.isEmpty()) {
          return Optional.empty();
        }
        values.put(part.substring(1, part.length() - 1), segment);
      } else if (!part.equals(segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** The path between its slashes. Nothing is decoded: no route here needs escaped characters. */
  static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }
}
