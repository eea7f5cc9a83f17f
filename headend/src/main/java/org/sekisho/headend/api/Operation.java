package org.sekisho.headend.api;

import com.networknt.schema.Schema;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of the description.
 *
 * @param id its operationId
 * @param method such as {@code GET}
 * @param segments the path between its slashes; one in braces is a parameter
 * @param scopes scopes that the token must have, all of them
 * @param body what the JSON body must be like; empty when there is none
 * @param stream whether the answer is an endless stream of events
 */
record Operation(
    String id,
    String method,
    List<String> segments,
    Set<String> scopes,
    List<Parameter> parameters,
    Optional<Schema> body,
    boolean stream) {

  /** Where a parameter stands. */
  enum Place {
    /** A part of the path. */
    PATH,
    /** In the query. */
    QUERY,
    /** A header. */
    HEADER
  }

  /** Type of a parameter's value. */
  enum Type {
    /** A text. */
    STRING,
    /** A whole number. */
    INTEGER
  }

  /**
   * One parameter.
   *
   * @param schema what its value must be like
   */
  record Parameter(String name, Place place, boolean required, Type type, Schema schema) {}

  /** Whether the path, cut at its slashes, is this operation's. */
  boolean matches(List<String> path) {
    if (path.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      if (!isParameter(segments.get(i)) && !segments.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isParameter(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }
}
