package org.sekisho.risk.fact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;

/**
 * How the values of a system model and of an analysis are called where people read them, in both
 * languages: the one table of them.
 */
public final class ValueWords {
  private static final Map<String, LocalText> WORDS = words();

  private ValueWords() {}

  /** How a value is called. */
  public static LocalText of(Enum<?> value) {
    String key = section(value.getDeclaringClass()) + "." + value.name();
    LocalText word = WORDS.get(key);
    if (word == null) {
      throw new IllegalStateException(key + " has no word");
    }
    return word;
  }

  /** How a value of a section is called that is written in dashed words; empty when unknown. */
  static Optional<LocalText> of(String section, String written) {
    return Optional.ofNullable(
        WORDS.get(section + "." + written.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  /** The section of the table that a type of values has. */
  static String section(Class<?> type) {
    Class<?> around = type.getEnclosingClass();
    String name = type.getSimpleName();
    return around != null && List.of("Kind", "Reach", "State").contains(name)
        ? around.getSimpleName() + name
        : name;
  }

  private static Map<String, LocalText> words() {
    try (InputStream in = ValueWords.class.getResourceAsStream("words.yaml")) {
      if (in == null) {
        throw new IllegalStateException("words.yaml is missing beside this class");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Fields root = Document.read("words.yaml", text);
      Map<String, LocalText> words = new HashMap<>();
      for (String section : root.keys()) {
        Fields values = root.section(section);
        for (String value : values.keys()) {
          Fields word = values.section(value);
          words.put(section + "." + value, new LocalText(word.text("ja"), word.text("en")));
        }
      }
      root.finish();
      return Map.copyOf(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
