package org.sekisho.risk.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.sekisho.model.document.Fields;
import org.sekisho.model.document.Problem;
import org.sekisho.model.system.Ids;
import org.sekisho.model.system.LocalText;

/** What the files of the catalogue have in common. */
final class Entries {
  /** Most entries in one file. */
  static final int MAX = 5_000;

  private static final Pattern REFERENCE = Pattern.compile("[a-z0-9][a-z0-9-]*:[^\\s:].*");

  private Entries() {}

  /** Reads each entry of a list with its id; every id stands once. */
  static <T> List<T> each(
      Fields root, String format, String list, BiFunction<String, Fields, T> entry) {
    if (!root.text("format").equals(format)) {
      root.problem("format", "write " + format);
    }
    List<Fields> items = root.sections(list);
    if (items.size() > MAX) {
      root.problem(list, items.size() + " entries: at most " + MAX + " are read");
      return List.of();
    }
    List<T> found = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Fields f : items) {
      String id = f.text("id", Ids.FORM, Ids.ALLOWED);
      if (!taken.add(id)) {
        f.problem("id", "'" + id + "' stands twice in this file");
      }
      found.add(entry.apply(id, f));
    }
    return found;
  }

  /** A text in both languages that must be there. */
  static LocalText text(Fields f, String key) {
    if (!f.has(key)) {
      f.problem("'" + key + "' is missing: a text in both languages, {ja: …, en: …}");
      return new LocalText("", "");
    }
    Fields text = f.section(key);
    return new LocalText(filled(text, "ja"), filled(text, "en"));
  }

  private static String filled(Fields f, String key) {
    String text = f.text(key);
    if (text.isBlank()) {
      f.problem(key, "is empty");
    }
    return text;
  }

  /** References to items of frameworks. */
  static List<String> references(Fields f, String key) {
    List<String> references = List.copyOf(f.texts(key));
    for (String reference : references) {
      if (!REFERENCE.matcher(reference).matches()) {
        f.problem(key, "'" + reference + "' is not framework:item, such as cwe:319");
      }
    }
    return references;
  }

  /** Whole numbers in a range; each once. */
  static Set<Integer> numbers(Fields f, String key, int min, int max) {
    Set<Integer> found = new TreeSet<>();
    for (double number : f.numbers(key)) {
      if (number != Math.rint(number) || number < min || number > max) {
        f.problem(key, "each is a whole number from " + min + " to " + max);
      } else if (!found.add((int) number)) {
        f.problem(key, (int) number + " stands twice");
      }
    }
    return Collections.unmodifiableSet(found);
  }

  /** Constants of an enum by their dashed words; each once. */
  static <E extends Enum<E>> Set<E> choices(Fields f, String key, Class<E> type) {
    Set<E> found = EnumSet.noneOf(type);
    for (String word : f.texts(key)) {
      Optional<E> choice =
          Arrays.stream(type.getEnumConstants()).filter(e -> dashed(e).equals(word)).findFirst();
      if (choice.isEmpty()) {
        f.problem(
            key,
            "'"
                + word
                + "' is not allowed: one of "
                + String.join(
                    ", ", Arrays.stream(type.getEnumConstants()).map(Entries::dashed).toList()));
      } else if (!found.add(choice.get())) {
        f.problem(key, "'" + word + "' stands twice");
      }
    }
    return Collections.unmodifiableSet(found);
  }

  static String dashed(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Problem problem(String file, int line, String message) {
    return new Problem(file, line, 0, message);
  }
}
