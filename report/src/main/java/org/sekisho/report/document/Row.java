package org.sekisho.report.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table.
 *
 * @param cells one for each column
 * @param anchor where links lead, or null
 */
public record Row(List<Cell> cells, @Nullable Anchor anchor) {
  /** Copies the cells. */
  public Row {
    cells = List.copyOf(cells);
  }

  /** A row that no link leads to. */
  public static Row of(Cell... cells) {
    return new Row(List.of(cells), null);
  }
}
