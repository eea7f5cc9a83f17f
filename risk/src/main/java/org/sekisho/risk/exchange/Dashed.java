package org.sekisho.risk.exchange;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Constants as system-model files write them: lower case with dashes. */
final class Dashed {
  private Dashed() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <E extends Enum<E>> Optional<E> find(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants()).filter(e -> of(e).equals(word)).findFirst();
  }
}
