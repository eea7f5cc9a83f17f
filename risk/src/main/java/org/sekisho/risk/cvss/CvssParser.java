package org.sekisho.risk.cvss;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads vector texts of all versions; total: no text makes it throw.
 *
 * <p>Versions 3.0 and 3.1 allow the metrics in any order, version 4.0 only in that of its
 * specification. No metric may stand twice. Upper and lower case count.
 */
public final class CvssParser {
  /** Longest text that is looked at, in characters; the longest valid vector has fewer than 240. */
  public static final int MAX_LENGTH = 512;

  private final String text;
  private final CvssVersion version;
  private final MetricTable table;
  private final char[] letters;
  private long seen;
  private int last = -1;

  private CvssParser(String text, CvssVersion version) {
    this.text = text;
    this.version = version;
    this.table = MetricTable.of(version);
    this.letters = Vectors.blank(version).toCharArray();
  }

  /** What the text says. */
  public static CvssParse parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return new CvssParse.Refused(
          MAX_LENGTH, "the text is too long", "at most " + MAX_LENGTH + " characters");
    }
    for (CvssVersion version : CvssVersion.values()) {
      if (text.startsWith(version.prefix())) {
        return new CvssParser(text, version).metrics();
      }
    }
    return new CvssParse.Refused(
        0,
        "no version of CVSS that is known",
        Arrays.stream(CvssVersion.values())
            .map(v -> v.prefix() + "/")
            .collect(Collectors.joining(", ")));
  }

  private CvssParse metrics() {
    int at = version.prefix().length();
    while (at < text.length()) {
      if (text.charAt(at) != '/') {
        return new CvssParse.Refused(at, "unexpected character", "/");
      }
      int slash = text.indexOf('/', at + 1);
      int end = slash < 0 ? text.length() : slash;
      CvssParse.Refused refused = take(at + 1, end);
      if (refused != null) {
        return refused;
      }
      at = end;
    }
    String read = new String(letters);
    return read.indexOf(Vectors.UNKNOWN) < 0
        ? new CvssParse.Parsed(Vectors.complete(version, read))
        : new CvssParse.Incomplete(new CvssDraft(version, read));
  }

  /** Takes over the metric between the two places; gives the refusal if there is none. */
  private CvssParse.@Nullable Refused take(int from, int end) {
    int colon = text.indexOf(':', from);
    if (colon < 0 || colon >= end) {
      return new CvssParse.Refused(from, "no metric with a value", "NAME:VALUE, such as AV:N");
    }
    int place = table.place(text, from, colon, last);
    if (place < 0) {
      return new CvssParse.Refused(from, "no metric of " + version.prefix(), names());
    }
    long bit = 1L << place;
    if ((seen & bit) != 0) {
      return new CvssParse.Refused(
          from, table.metric(place).code() + " stands twice", "each metric once");
    }
    if (version == CvssVersion.V4_0 && place < last) {
      return new CvssParse.Refused(
          from,
          table.metric(place).code() + " stands after " + table.metric(last).code(),
          "the order " + names());
    }
    char letter = table.letter(place, text, colon + 1, end);
    if (letter == Vectors.UNKNOWN) {
      CvssMetric metric = table.metric(place);
      return new CvssParse.Refused(
          colon + 1, "no value of " + metric.code(), String.join(", ", metric.words()));
    }
    seen |= bit;
    last = place;
    letters[place] = letter;
    return null;
  }

  private String names() {
    return version.metrics().stream().map(CvssMetric::code).collect(Collectors.joining(" "));
  }
}
