package org.sekisho.risk.exchange;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes plain Java values as JSON in the order in which they stand. */
final class JsonText {
  private static final JsonMapper PRETTY =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();
  private static final JsonMapper SHORT =
      JsonMapper.builder().disable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private JsonText() {}

  /** The value over several lines, with a line end after it. */
  static String of(Object value) {
    return PRETTY.writeValueAsString(value).replace("\r\n", "\n") + "\n";
  }

  /** The value on one line. */
  static String line(Object value) {
    return SHORT.writeValueAsString(value);
  }
}
