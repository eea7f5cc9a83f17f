package org.sekisho.report.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.junit.jupiter.api.Test;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Metadata;
import org.sekisho.report.document.ReportDocument;

class XlsxRendererTest {
  private static final XlsxRenderer RENDERER = new XlsxRenderer();

  @Test
  void writesTheSameBytesTwice() throws IOException {
    byte[] once = RENDERER.render(Sample.report(true));
    Files.write(
        Files.createDirectories(Path.of("target", "samples")).resolve("sample-ja.xlsx"), once);
    assertThat(new XlsxRenderer().render(Sample.report(true))).isEqualTo(once);
    assertThat(part(once, "docProps/core.xml")).contains("2026-04-01T03:04:05Z");
  }

  @Test
  void hasASheetForEachTableAndOneThatListsThem() throws IOException {
    try (ReadableWorkbook workbook = open(RENDERER.render(Sample.report(true)))) {
      List<String> names = workbook.getSheets().map(Sheet::getName).toList();
      assertThat(names).containsExactly("目次", "1 攻撃面の一覧", "2 受容したリスク", "3 脅威の一覧（全件）");
      List<Row> rows = workbook.getSheets().toList().get(1).read();
      assertThat(rows).hasSize(6);
      assertThat(rows.getFirst().getCellText(1)).isEqualTo("内容");
      assertThat(rows.get(1).getCellAsNumber(3)).contains(new BigDecimal("9.3"));
      assertThat(workbook.getSheets().toList().get(2).read().get(1).getCellText(0))
          .isEqualTo("該当なし");
    }
  }

  @Test
  void freezesAndFiltersTheHeader() throws IOException {
    String sheet = part(RENDERER.render(Sample.report(true)), "xl/worksheets/sheet4.xml");
    assertThat(sheet)
        .contains("ySplit=\"1\"")
        .contains("state=\"frozen\"")
        .contains("<autoFilter ref=\"A1:H41\"")
        .contains("landscape");
  }

  @Test
  void neverTurnsTextIntoAFormula() throws IOException {
    byte[] file = RENDERER.render(Sample.hostile());
    int seen = 0;
    try (ReadableWorkbook workbook = open(file)) {
      List<Sheet> sheets = workbook.getSheets().toList();
      for (int i = 1; i < sheets.size(); i++) {
        for (Row row : sheets.get(i).read()) {
          for (Cell cell : row) {
            assertThat(cell.getType()).isEqualTo(CellType.STRING);
            assertThat(cell.getFormula()).isNull();
            seen++;
          }
        }
      }
      assertThat(sheets.get(4).read().get(1).getCellText(0))
          .isEqualTo("=HYPERLINK(\"http://evil.example\",\"x\")");
    }
    assertThat(seen).isEqualTo(4 * Sample.HOSTILE.size());
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String content = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        if (entry.getName().startsWith("xl/worksheets/sheet")) {
          assertThat(content).doesNotContain("<f>").doesNotContain("<f ");
        }
      }
    }
  }

  @Test
  void goesOnInAnotherSheetWhenOneIsFull() throws IOException {
    List<org.sekisho.report.document.Row> rows = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      rows.add(org.sekisho.report.document.Row.of(org.sekisho.report.document.Cell.of("r" + i)));
    }
    byte[] file = new XlsxRenderer(3).render(oneTable("all", rows));
    try (ReadableWorkbook workbook = open(file)) {
      assertThat(workbook.getSheets().map(Sheet::getName))
          .containsExactly("Contents", "1 all", "1 all (2)", "1 all (3)");
      assertThat(workbook.getSheets().toList().get(3).read()).hasSize(2);
    }
  }

  @Test
  void cutsTextThatNoFieldHoldsAndNamesThatNoSheetBears() throws IOException {
    String text = "字".repeat(40_000);
    var cell = org.sekisho.report.document.Cell.of(text);
    byte[] file =
        RENDERER.render(
            oneTable("a/b:c*[d]?'" + text, List.of(org.sekisho.report.document.Row.of(cell))));
    try (ReadableWorkbook workbook = open(file)) {
      Sheet sheet = workbook.getSheets().toList().get(1);
      assertThat(sheet.getName())
          .hasSizeLessThanOrEqualTo(31)
          .doesNotContainPattern("[/:*\\[\\]?]");
      assertThat(sheet.read().get(1).getCellText(0))
          .hasSizeLessThanOrEqualTo(32_767)
          .endsWith("(cut: too long)");
    }
  }

  private static ReportDocument oneTable(
      String caption, List<org.sekisho.report.document.Row> rows) {
    Block.Table table = new Block.Table(caption, List.of(Column.text("t", 1)), rows, false, null);
    return new ReportDocument(
        "x",
        "en",
        new Metadata(Sample.MADE, "", "", List.of()),
        List.of(new Chapter(new Anchor("a"), "c", List.of(table))));
  }

  private static ReadableWorkbook open(byte[] file) throws IOException {
    return new ReadableWorkbook(new ByteArrayInputStream(file));
  }

  private static String part(byte[] file, String name) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new AssertionError("no " + name);
  }
}
