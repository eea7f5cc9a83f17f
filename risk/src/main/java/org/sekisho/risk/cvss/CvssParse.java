package org.sekisho.risk.cvss;

/** What a text says when it is read as a CVSS vector. Any text gives one of the three. */
public sealed interface CvssParse {
  /** A complete vector. */
  record Parsed(CvssVector vector) implements CvssParse {}

  /**
   * All that is there is right, but mandatory metrics are missing: no vector, yet good enough for a
   * range of scores.
   */
  record Incomplete(CvssDraft draft) implements CvssParse {
    /** The refusal for callers that need a complete vector. */
    public Refused refusal() {
      String missing = String.join(", ", draft.unknown().stream().map(CvssMetric::code).toList());
      return new Refused(draft.text().length(), "mandatory metrics are missing", missing);
    }
  }

  /**
   * No vector. The text itself is not repeated, so that the refusal can be shown and logged.
   *
   * @param offset where in the text, in characters from 0
   * @param what what is wrong there
   * @param allowed what may stand there instead
   */
  record Refused(int offset, String what, String allowed) implements CvssParse {}
}
