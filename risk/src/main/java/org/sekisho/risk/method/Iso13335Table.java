package org.sekisho.risk.method;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;

/**
 * The matrix with predefined values of ISO/IEC TR 13335-3, annex E, as data.
 *
 * @param id names the table, with {@code version}, in every score made with it
 * @param version version of the table
 * @param source where the cells come from and whether they were checked
 * @param cells one row for each asset value from 0; in a row the cells of threat low, medium, high,
 *     within each of vulnerability low, medium, high
 */
public record Iso13335Table(String id, String version, Source source, List<List<Integer>> cells) {
  /** Number of levels of threat and of vulnerability: low, medium, high. */
  public static final int LEVELS = 3;

  private static final String FILE = "iso-tr-13335-3.yaml";
  private static final Iso13335Table SHIPPED = read(FILE, Tables.text(FILE));

  /** Refuses a matrix with missing cells. */
  public Iso13335Table {
    if (cells.isEmpty() || cells.stream().anyMatch(row -> row.size() != LEVELS * LEVELS)) {
      throw new IllegalArgumentException("each row has nine cells, and there is at least one");
    }
    cells = cells.stream().map(List::copyOf).toList();
  }

  /** The table that is shipped; unchecked. */
  public static Iso13335Table shipped() {
    return SHIPPED;
  }

  /** The highest asset value. */
  public int maxAsset() {
    return cells.size() - 1;
  }

  /** A cell; threat and vulnerability from 0 (low) to 2 (high). */
  public int cell(int asset, int threat, int vulnerability) {
    return cells.get(asset).get(threat * LEVELS + vulnerability);
  }

  /**
   * Reads a table of the form of the file that is shipped.
   *
   * @throws org.sekisho.model.document.DocumentException naming every problem
   */
  public static Iso13335Table read(String file, String text) {
    Fields root = Document.read(file, text);
    List<List<Integer>> cells = new ArrayList<>();
    for (Fields row : root.sections("rows")) {
      List<Integer> values = row.numbers("cells").stream().map(Double::intValue).toList();
      if (row.integer("asset", -1, 0, 100) != cells.size() || values.size() != LEVELS * LEVELS) {
        row.problem("rows count up from asset 0 and have nine cells");
      }
      cells.add(values);
    }
    if (cells.isEmpty()) {
      root.problem("rows", "at least one row");
    }
    String id = root.text("id");
    String version = root.text("version");
    Source source = Source.read(root.section("source"));
    root.finish();
    return new Iso13335Table(id, version, source, cells);
  }
}
