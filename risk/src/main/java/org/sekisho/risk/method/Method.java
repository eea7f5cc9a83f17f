package org.sekisho.risk.method;

import org.sekisho.model.system.LocalText;

/**
 * A way of scoring with its scales or tables. Only scores of equal methods are ever compared: two
 * versions of a table, or two use cases with scales of their own, are two methods.
 *
 * @param id unique, such as {@code cvss-3.1}
 * @param name the name that people read
 */
public record Method(String id, LocalText name) implements Comparable<Method> {
  @Override
  public int compareTo(Method other) {
    return id.compareTo(other.id);
  }
}
