package org.sekisho.model.system;

/**
 * A name as people read it, in both languages.
 *
 * @param ja Japanese
 * @param en English
 */
public record LocalText(String ja, String en) {
  /** The text in the language: Japanese for tags that begin with {@code ja}, else English. */
  public String in(String languageTag) {
    return languageTag.startsWith("ja") ? ja : en;
  }
}
