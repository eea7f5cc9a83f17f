package org.sekisho.report.document;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a chapter that stands on lines of its own. */
public sealed interface Block {
  /**
   * A heading within a chapter.
   *
   * @param level 1 to 3, 1 the greatest
   * @param text what is read
   * @param anchor where links lead, or null; one of level 1 with an anchor stands in the table of
   *     contents
   */
  record Heading(int level, String text, @Nullable Anchor anchor) implements Block {
    /** The smallest heading. */
    public static final int LAST_LEVEL = 3;

    /** Checks the level. */
    public Heading {
      if (level < 1 || level > LAST_LEVEL) {
        throw new IllegalArgumentException("a heading's level is 1 to 3, not " + level);
      }
    }
  }

  /** Lines of text. */
  record Paragraph(List<Inline> text) implements Block {
    /** Copies the text. */
    public Paragraph {
      text = List.copyOf(text);
    }

    /** A paragraph of plain text. */
    public static Paragraph of(String text) {
      return new Paragraph(Inline.text(text));
    }
  }

  /**
   * A list.
   *
   * @param numbered whether the order matters
   * @param items its points
   */
  record Points(boolean numbered, List<Item> items) implements Block {
    /** Copies the items. */
    public Points {
      items = List.copyOf(items);
    }

    /** Points of plain text in no order. */
    public static Points of(String... texts) {
      List<Item> items = new ArrayList<>();
      for (String text : texts) {
        items.add(new Item(Inline.text(text), List.of()));
      }
      return new Points(false, items);
    }
  }

  /**
   * A point of a list.
   *
   * @param text what is read
   * @param items the points below it; at most {@value #MAX_DEPTH} lists within each other
   */
  record Item(List<Inline> text, List<Item> items) {
    /** The most lists within each other. */
    public static final int MAX_DEPTH = 4;

    /** Copies both, checks the depth. */
    public Item {
      text = List.copyOf(text);
      items = List.copyOf(items);
      if (depth(items) >= MAX_DEPTH) {
        throw new IllegalArgumentException("lists stand at most 4 deep");
      }
    }

    private static int depth(List<Item> items) {
      int depth = 0;
      for (Item item : items) {
        depth = Math.max(depth, 1 + depth(item.items));
      }
      return depth;
    }
  }

  /**
   * A table. It is cut between rows at the end of a page, and its header stands on each.
   *
   * @param caption what it shows; also the name of its sheet in a workbook
   * @param columns at least one
   * @param rows each with one cell for each column; none is shown as one line that says so
   * @param wide whether its chapter stands on pages across (landscape) in print
   * @param anchor where links lead, or null
   */
  record Table(
      String caption, List<Column> columns, List<Row> rows, boolean wide, @Nullable Anchor anchor)
      implements Block {
    /** The most columns. */
    public static final int MAX_COLUMNS = 40;

    /** Copies both, checks that the rows fit the columns. */
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
        throw new IllegalArgumentException("a table has 1 to 40 columns, not " + columns.size());
      }
      for (Row row : rows) {
        if (row.cells().size() != columns.size()) {
          throw new IllegalArgumentException(
              "a row has %d cells, its table %d columns"
                  .formatted(row.cells().size(), columns.size()));
        }
      }
    }
  }

  /** Names and what they stand for, line by line. */
  record KeyValues(List<KeyValue> entries) implements Block {
    /** Copies the entries. */
    public KeyValues {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A picture.
   *
   * @param picture what is drawn
   * @param caption what it shows
   * @param alternative what somebody who cannot see it needs to know
   * @param anchor where links lead, or null
   */
  record Figure(Picture picture, String caption, String alternative, @Nullable Anchor anchor)
      implements Block {}

  /**
   * Something that the reader must not miss.
   *
   * @param weight how much it matters
   * @param text what is read
   */
  record Note(Weight weight, List<Inline> text) implements Block {
    /** Copies the text. */
    public Note {
      text = List.copyOf(text);
    }

    /** How much a note matters. */
    public enum Weight {
      /** Good to know. */
      INFORMATION,
      /** Ignoring it does harm. */
      WARNING
    }
  }

  /** What follows stands on a new page in print. */
  record PageBreak() implements Block {}
}
