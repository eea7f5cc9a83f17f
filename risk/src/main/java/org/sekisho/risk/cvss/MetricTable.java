package org.sekisho.risk.cvss;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a version as arrays, for what is done with every character of every vector. A
 * letter's bit is its distance from {@code A}.
 */
final class MetricTable {
  private static final MetricTable OF_3 = new MetricTable(Cvss3Metric.ALL);
  private static final MetricTable OF_4 = new MetricTable(Cvss4Metric.ALL);

  private final List<? extends CvssMetric> metrics;
  private final String[] codes;
  private final int[] allowed;
  private final int[] wordless;

  private MetricTable(List<? extends CvssMetric> metrics) {
    int size = metrics.size();
    this.metrics = metrics;
    codes = new String[size];
    allowed = new int[size];
    wordless = new int[size];
    for (CvssMetric metric : metrics) {
      int place = metric.place();
      codes[place] = metric.code();
      for (char letter : metric.letters().toCharArray()) {
        allowed[place] |= bit(letter);
        if (metric.word(letter).length() == 1) {
          wordless[place] |= bit(letter);
        }
      }
    }
  }

  static MetricTable of(CvssVersion version) {
    return version == CvssVersion.V4_0 ? OF_4 : OF_3;
  }

  int size() {
    return codes.length;
  }

  CvssMetric metric(int place) {
    return metrics.get(place);
  }

  /** Whether the letter names a value of the metric at that place. */
  boolean allows(int place, char letter) {
    return (allowed[place] & bit(letter)) != 0;
  }

  /**
   * The place of the metric whose code stands between two places of a text; -1 when there is none.
   * Looks behind {@code last} first, since most vectors are in order.
   */
  int place(String text, int from, int end, int last) {
    int size = codes.length;
    int place = last;
    for (int i = 0; i < size; i++) {
      place = place + 1 == size ? 0 : place + 1;
      String code = codes[place];
      if (code.length() == end - from
          && code.charAt(0) == text.charAt(from)
          && text.startsWith(code, from)) {
        return place;
      }
    }
    return -1;
  }

  /** The letter of the value that stands between two places of a text; unknown when none does. */
  char letter(int place, String text, int from, int end) {
    if (from >= end) {
      return Vectors.UNKNOWN;
    }
    char letter = text.charAt(from);
    if (end - from == 1) {
      return (wordless[place] & bit(letter)) == 0 ? Vectors.UNKNOWN : letter;
    }
    @Nullable String word = allows(place, letter) ? metrics.get(place).word(letter) : null;
    return word != null && word.length() == end - from && text.startsWith(word, from)
        ? letter
        : Vectors.UNKNOWN;
  }

  private static int bit(char letter) {
    return letter >= 'A' && letter <= 'Z' ? 1 << (letter - 'A') : 0;
  }
}
