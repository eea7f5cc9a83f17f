package org.sekisho.report.document;

import java.util.List;

/**
 * A name and what it stands for.
 *
 * @param key the name
 * @param value what it stands for
 */
public record KeyValue(String key, List<Inline> value) {
  /** Copies the value. */
  public KeyValue {
    value = List.copyOf(value);
  }

  /** A name and plain text. */
  public static KeyValue of(String key, String value) {
    return new KeyValue(key, Inline.text(value));
  }
}
