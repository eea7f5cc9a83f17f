package org.sekisho.report.render;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.HyperLink;
import org.dhatim.fastexcel.PaperSize;
import org.dhatim.fastexcel.StyleSetter;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Characters;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.KeyValue;
import org.sekisho.report.document.ReportDocument;
import org.sekisho.report.document.Row;
import org.sekisho.report.document.Tone;

/**
 * Writes the tables of a report as a workbook, one sheet each behind a sheet that lists them. Every
 * text is a text and never a formula. Safe for use by several threads.
 */
public final class XlsxRenderer {
  /** The most characters of a field; more are cut, and the field says so. */
  public static final int MAX_TEXT = 32_000;

  /** The most rows of a sheet below its header; a longer table goes on in another sheet. */
  public static final int MAX_ROWS = 1_000_000;

  private static final int MAX_SHEET_NAME = 31;
  private static final double WIDTH = 140;
  private static final Pattern CREATED =
      Pattern.compile("(<dcterms:created[^>]*>)[^<]*(</dcterms:created>)");
  private static final Pattern ESCAPE_LOOKALIKE = Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)");

  private final int maxRows;

  /** With the limits of the format. */
  public XlsxRenderer() {
    this(MAX_ROWS);
  }

  XlsxRenderer(int maxRows) {
    this.maxRows = maxRows;
  }

  /** Writes the workbook. */
  public byte[] render(ReportDocument document) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(document, out);
      String made = document.metadata().made().truncatedTo(ChronoUnit.MILLIS).toString();
      return FixedZip.write(
          out.toByteArray(),
          (name, content) ->
              name.equals("docProps/core.xml")
                  ? CREATED
                      .matcher(new String(content, StandardCharsets.UTF_8))
                      .replaceFirst("$1" + made + "$2")
                      .getBytes(StandardCharsets.UTF_8)
                  : content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(ReportDocument document, ByteArrayOutputStream out) throws IOException {
    String language = document.languageTag();
    try (Workbook workbook = new Workbook(out, "Sekisho", null)) {
      workbook.properties().setTitle(shown(document.title(), language));
      workbook.setGlobalDefaultFont("BIZ UDPGothic", 10);
      Names names = new Names();
      Worksheet list = workbook.newWorksheet(names.next(Words.CONTENTS.in(language)));
      List<Listed> sheets = new ArrayList<>();
      int number = 0;
      for (Chapter chapter : document.chapters()) {
        for (Block block : chapter.blocks()) {
          if (block instanceof Block.Table table) {
            number++;
            int from = 0;
            do {
              int to = Math.min(table.rows().size(), from + maxRows);
              String name = names.next(number + " " + table.caption());
              Worksheet sheet = workbook.newWorksheet(name);
              sheet(sheet, table, table.rows().subList(from, to), language);
              sheets.add(new Listed(name, chapter.title(), table.caption(), to - from));
              from = to;
            } while (from < table.rows().size());
          }
        }
      }
      list(list, document, sheets);
    }
  }

  private record Listed(String name, String chapter, String caption, int rows) {}

  private static void list(Worksheet sheet, ReportDocument document, List<Listed> sheets)
      throws IOException {
    String language = document.languageTag();
    sheet.width(0, 36);
    sheet.width(1, 48);
    sheet.width(2, 60);
    sheet.width(3, 10);
    sheet.inlineString(0, 0, shown(document.title(), language));
    sheet.style(0, 0).bold().fontSize(14).set();
    int row = 2;
    for (KeyValue entry : document.metadata().entries()) {
      sheet.inlineString(row, 0, shown(entry.key(), language));
      sheet.style(row, 0).bold().verticalAlignment("top").set();
      sheet.inlineString(row, 1, shown(Inline.plain(entry.value()), language));
      sheet.style(row, 1).wrapText(true).verticalAlignment("top").set();
      row++;
    }
    row++;
    String[] titles = {
      Words.SHEET.in(language),
      Words.CONTENTS.in(language),
      Words.TABLE.in(language),
      Words.ROWS.in(language)
    };
    for (int i = 0; i < titles.length; i++) {
      sheet.inlineString(row, i, titles[i]);
      header(sheet.style(row, i));
    }
    row++;
    for (Listed listed : sheets) {
      String target = "'" + listed.name().replace("'", "''") + "'!A1";
      sheet.hyperlink(row, 0, HyperLink.internal(target, listed.name()));
      sheet.inlineString(row, 1, shown(listed.chapter(), language));
      sheet.inlineString(row, 2, shown(listed.caption(), language));
      sheet.value(row, 3, listed.rows());
      for (int i = 1; i < 3; i++) {
        sheet.style(row, i).wrapText(true).verticalAlignment("top").set();
      }
      row++;
    }
    page(sheet, false);
    sheet.finish();
  }

  private static void sheet(Worksheet sheet, Block.Table table, List<Row> rows, String language)
      throws IOException {
    List<Column> columns = table.columns();
    int sum = columns.stream().mapToInt(Column::share).sum();
    double all = Math.max(WIDTH, columns.size() * 12.0);
    for (int i = 0; i < columns.size(); i++) {
      sheet.width(i, Math.clamp(all * columns.get(i).share() / sum, 8, 80));
      sheet.inlineString(0, i, shown(columns.get(i).title(), language));
      header(sheet.style(0, i));
    }
    sheet.freezePane(keys(columns), 1);
    if (rows.isEmpty()) {
      sheet.inlineString(1, 0, Words.NO_ROWS.in(language));
    }
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns.size(); c++) {
        cell(sheet, r + 1, c, rows.get(r).cells().get(c), columns.get(c), language);
      }
    }
    sheet.setAutoFilter(0, 0, Math.max(1, rows.size()), columns.size() - 1);
    sheet.repeatRows(0);
    page(sheet, table.wide() || columns.size() > 6);
    sheet.finish();
  }

  private static int keys(List<Column> columns) {
    return columns.getFirst().kind() == Column.Kind.KEY ? 1 : 0;
  }

  private static void page(Worksheet sheet, boolean landscape) {
    sheet.paperSize(PaperSize.A4_PAPER);
    sheet.pageOrientation(landscape ? "landscape" : "portrait");
    sheet.setFitToPage(true);
    sheet.fitToWidth((short) 1);
    sheet.fitToHeight((short) 0);
  }

  private static void header(StyleSetter style) {
    style
        .bold()
        .wrapText(true)
        .verticalAlignment("center")
        .fillColor("F0F3F7")
        .borderStyle("thin")
        .borderColor("8E9BAD")
        .set();
  }

  private static void cell(
      Worksheet sheet, int row, int column, Cell cell, Column kind, String language) {
    BigDecimal number = cell.number();
    StyleSetter style = sheet.style(row, column).verticalAlignment("top");
    if (number != null) {
      sheet.value(row, column, number);
      style.format(number.scale() > 0 ? "0." + "0".repeat(Math.min(10, number.scale())) : "0");
    } else {
      // A string whatever it begins with: only a cell of the kind formula is ever computed.
      sheet.inlineString(row, column, shown(Inline.plain(cell.content()), language));
      style.wrapText(true).format("@");
    }
    if (kind.kind() == Column.Kind.NUMBER) {
      style.horizontalAlignment("right");
    }
    if (kind.kind() == Column.Kind.KEY) {
      style.bold();
    }
    tone(style, cell.tone());
    style.borderStyle("thin").borderColor("D5DBE3").set();
  }

  private static void tone(StyleSetter style, Tone tone) {
    switch (tone) {
      case NONE -> {}
      case GOOD -> style.fillColor("E3F3EE").fontColor("075E45");
      case LOW -> style.fillColor("E6F4EA").fontColor("0B5A2A");
      case MEDIUM -> style.fillColor("FFF1CC").fontColor("664600");
      case HIGH -> style.fillColor("FFE3D3").fontColor("852D00").bold();
      case CRITICAL -> style.fillColor("F9D3DA").fontColor("7A0019").bold();
      case MUTED -> style.fontColor("566273");
    }
  }

  /** Text as a workbook can hold it: visible, no longer than a field, read back as it stands. */
  private static String shown(String text, String language) {
    String visible = Characters.visible(text);
    if (visible.length() > MAX_TEXT) {
      int end = MAX_TEXT;
      if (Character.isHighSurrogate(visible.charAt(end - 1))) {
        end--;
      }
      visible = visible.substring(0, end) + Words.CUT.in(language);
    }
    // Workbooks read _xHHHH_ as a character by its number.
    return ESCAPE_LOOKALIKE.matcher(visible).replaceAll("_x005F_");
  }

  /** Gives sheets names that workbooks allow, each once. */
  private static final class Names {
    private final Set<String> taken = new HashSet<>();

    String next(String wish) {
      String base =
          Characters.visible(wish)
              .replaceAll("[\\[\\]:*?/\\\\\\n]", " ")
              .replaceAll("^[' ]+|[' ]+$", "");
      base = base.isEmpty() ? "-" : base;
      for (int i = 1; ; i++) {
        String end = i == 1 ? "" : " (" + i + ")";
        String name = cut(base, MAX_SHEET_NAME - end.length()) + end;
        if (taken.add(name.toLowerCase(Locale.ROOT))) {
          return name;
        }
      }
    }

    private static String cut(String text, int length) {
      if (text.length() <= length) {
        return text;
      }
      int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
      return text.substring(0, end).replaceAll("[' ]+$", "");
    }
  }
}
