package org.sekisho.risk.diff;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.LocalText;

/**
 * Values of a model as texts that are equal when they mean the same: what has no order is sorted.
 * Every component of a record is taken, so that none can be forgotten.
 */
final class Written {
  /**
   * A key of a record with what reads it; looking them up takes long, so each class is asked once.
   */
  private record Key(String name, Method accessor) {}

  private static final ClassValue<List<Key>> KEYS =
      new ClassValue<>() {
        @Override
        protected List<Key> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .map(c -> new Key(key(c.getName()), c.getAccessor()))
              .toList();
        }
      };

  private Written() {}

  /** The components of a record by their key in a model file, written. */
  static Map<String, String> keys(Record item, Set<String> ordered) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (Key key : KEYS.get(item.getClass())) {
      keys.put(key.name(), text(value(item, key.accessor()), ordered.contains(key.name())));
    }
    return keys;
  }

  /** A value, written. */
  static String text(@Nullable Object value) {
    return text(value, false);
  }

  private static String text(@Nullable Object value, boolean ordered) {
    return switch (value) {
      case null -> "";
      case Optional<?> optional -> optional.map(Written::text).orElse("");
      case LocalText text -> text.ja() + " / " + text.en();
      case Enum<?> e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-');
      case List<?> list when ordered ->
          list.stream().map(Written::text).collect(Collectors.joining(", "));
      case Collection<?> all ->
          all.stream().map(Written::text).sorted().collect(Collectors.joining(", "));
      case Map<?, ?> map -> {
        Map<String, String> sorted = new TreeMap<>();
        map.forEach((k, v) -> sorted.put(text(k), text(v)));
        yield sorted.entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining(", "));
      }
      case Record item ->
          keys(item, Set.of()).entrySet().stream()
              .filter(e -> !e.getValue().isEmpty())
              .map(e -> e.getKey() + ": " + e.getValue())
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }

  private static @Nullable Object value(Record item, Method accessor) {
    try {
      return accessor.invoke(item);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(accessor + " of a model cannot be read", e);
    }
  }

  private static String key(String name) {
    var key = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('-').append(Character.toLowerCase(c));
      } else {
        key.append(c);
      }
    }
    return key.toString();
  }
}
