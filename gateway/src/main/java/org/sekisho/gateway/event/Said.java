package org.sekisho.gateway.event;

import java.util.List;
import java.util.Optional;

/**
 * What is said of an event, as a code with its values: the log keeps both beside the English
 * sentence, and pages word them in the language of the reader.
 *
 * @param code dashed words; empty for a sentence that has none
 * @param values technical, the same in every language
 * @param because what follows behind a colon
 * @param english the whole sentence
 */
public record Said(String code, List<String> values, Optional<Said> because, String english) {
  /** Nothing that a page could word. */
  public static final Said NOTHING = new Said("", List.of(), Optional.empty(), "");

  /** Keeps the values. */
  public Said {
    values = List.copyOf(values);
  }

  /** A sentence with a code. */
  public static Said of(String code, List<String> values, String english) {
    return new Said(code, values, Optional.empty(), english);
  }

  /** The same, and why. */
  public Said because(Said why) {
    return new Said(code, values, Optional.of(why), english + ": " + why.english());
  }
}
