package org.sekisho.report.document;

/**
 * A column of a table.
 *
 * @param title its header
 * @param share its width in proportion to the other columns' shares, 1 to 100
 * @param kind what its fields are
 */
public record Column(String title, int share, Kind kind) {
  /** Checks the share. */
  public Column {
    if (share < 1 || share > 100) {
      throw new IllegalArgumentException("a column's share is 1 to 100, not " + share);
    }
  }

  /** A column of text. */
  public static Column text(String title, int share) {
    return new Column(title, share, Kind.TEXT);
  }

  /** A column of numbers. */
  public static Column number(String title, int share) {
    return new Column(title, share, Kind.NUMBER);
  }

  /** A column whose fields name their rows. */
  public static Column key(String title, int share) {
    return new Column(title, share, Kind.KEY);
  }

  /** What the fields of a column are. */
  public enum Kind {
    /** The name of the row. */
    KEY,
    /** Text. */
    TEXT,
    /** A number, set flush right. */
    NUMBER
  }
}
