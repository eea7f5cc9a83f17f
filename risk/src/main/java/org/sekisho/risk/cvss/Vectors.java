package org.sekisho.risk.cvss;

import java.util.List;

/** What vectors of all versions, complete or not, have in common: one letter for each metric. */
final class Vectors {
  /** Stands for the value of a mandatory metric that is not known. */
  static final char UNKNOWN = '?';

  private static final String BLANK_3 = blank(Cvss3Metric.ALL);
  private static final String BLANK_4 = blank(Cvss4Metric.ALL);

  private Vectors() {}

  /** The letters of a vector of which nothing is known. */
  static String blank(CvssVersion version) {
    return version == CvssVersion.V4_0 ? BLANK_4 : BLANK_3;
  }

  private static String blank(List<? extends CvssMetric> metrics) {
    var letters = new StringBuilder();
    for (CvssMetric metric : metrics) {
      letters.append(metric.mandatory() ? UNKNOWN : CvssMetric.NOT_DEFINED);
    }
    return letters.toString();
  }

  static CvssVector complete(CvssVersion version, String letters) {
    return version == CvssVersion.V4_0
        ? new Cvss4Vector(letters)
        : new Cvss3Vector(version, letters);
  }

  static void check(CvssVersion version, String letters, boolean unknownAllowed) {
    MetricTable table = MetricTable.of(version);
    if (letters.length() != table.size()) {
      throw new IllegalArgumentException(
          letters.length() + " letters: " + version.prefix() + " has " + table.size());
    }
    for (int place = 0; place < letters.length(); place++) {
      char letter = letters.charAt(place);
      if (!table.allows(place, letter)) {
        CvssMetric metric = table.metric(place);
        if (!unknownAllowed || letter != UNKNOWN || !metric.mandatory()) {
          throw new IllegalArgumentException(
              metric.code() + ": one of " + String.join(", ", metric.words()));
        }
      }
    }
  }

  static String with(CvssVersion version, String letters, CvssMetric metric, char letter) {
    if (!version.metrics().contains(metric)) {
      throw new IllegalArgumentException(metric.code() + " is no metric of " + version.prefix());
    }
    var changed = new StringBuilder(letters);
    changed.setCharAt(metric.place(), letter);
    return changed.toString();
  }

  static String text(CvssVersion version, String letters) {
    var text = new StringBuilder(version.prefix());
    for (CvssMetric metric : version.metrics()) {
      char letter = letters.charAt(metric.place());
      if (letter != CvssMetric.NOT_DEFINED && letter != UNKNOWN) {
        text.append('/').append(metric.code()).append(':').append(metric.word(letter));
      }
    }
    return text.toString();
  }

  static boolean defined(String letters, int from, int to) {
    for (int i = from; i < to; i++) {
      if (letters.charAt(i) != CvssMetric.NOT_DEFINED) {
        return true;
      }
    }
    return false;
  }
}
