package org.sekisho.risk.diff;

/**
 * A change of a model.
 *
 * @param list list of the model, such as {@code links}; empty for a key of the whole system
 * @param id id of the item; for a countermeasure {@code control@place}; empty for a key of the
 *     whole system
 * @param key key that changed; empty when the item came or went
 * @param before value before; empty when it was not there
 * @param after value after; empty when it is not there
 */
public record ModelChange(String list, String id, String key, String before, String after) {
  /** The place, such as {@code links/gw-he/encryption}. */
  public String place() {
    String item = list.isEmpty() ? "" : list + "/" + id;
    return key.isEmpty() ? item : item.isEmpty() ? key : item + "/" + key;
  }

  @Override
  public String toString() {
    return place() + ": " + shown(before) + " → " + shown(after);
  }

  private static String shown(String value) {
    return value.isEmpty() ? "–" : value;
  }
}
