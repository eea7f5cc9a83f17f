package org.sekisho.headend.api;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One request that has passed every check of its description.
 *
 * @param source network address that it comes from
 * @param parameters by name; a String or a Long each
 * @param body the JSON body; missing when the operation has none
 */
record Call(Caller caller, String source, Map<String, Object> parameters, JsonNode body) {
  /** A text parameter that may be absent. */
  Optional<String> text(String name) {
    return Optional.ofNullable((String) parameters.get(name));
  }

  /** A text parameter that the description requires. */
  String need(String name) {
    return text(name).orElseThrow();
  }

  /** A whole-number parameter, or the default. */
  long number(String name, long otherwise) {
    Object value = parameters.get(name);
    return value == null ? otherwise : (Long) value;
  }
}
