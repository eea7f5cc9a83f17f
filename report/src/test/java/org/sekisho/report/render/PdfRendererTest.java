package org.sekisho.report.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;
import org.sekisho.report.document.ReportDocument;

class PdfRendererTest {
  private static final PdfRenderer RENDERER = new PdfRenderer();
  private static final byte[] JAPANESE = RENDERER.render(Sample.report(true));

  @Test
  void writesTheSameBytesTwice() throws IOException {
    byte[] once = JAPANESE;
    byte[] again = new PdfRenderer().render(Sample.report(true));
    keep("sample-ja.pdf", once);
    assertThat(again).isEqualTo(once);
  }

  private static void keep(String name, byte[] file) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "samples"));
    Files.write(folder.resolve(name), file);
  }

  @Test
  void holdsTheTextOfTheReportAndOfItsPictures() throws IOException {
    String text = text(JAPANESE);
    assertThat(text.replaceAll("\\s", ""))
        .contains("リスク分析報告書：ホームゲートウェイ")
        .contains("攻撃面、脅威、リスク値、対策")
        .contains("ヘッドエンドシステム")
        .contains("利用者の生命・身体に影響が及ぶおそれがある。")
        .contains("該当なし")
        .contains("T-40");
  }

  @Test
  void embedsEveryTypefaceInPart() throws IOException {
    try (PDDocument pdf = Loader.loadPDF(JAPANESE)) {
      Set<String> names = new TreeSet<>();
      for (PDPage page : pdf.getPages()) {
        fonts(page.getResources(), names);
      }
      assertThat(names).hasSize(2);
      assertThat(names).allMatch(name -> name.matches("[A-Z]{6}\\+BIZUDPGothic-(Regular|Bold)"));
    }
  }

  private static void fonts(PDResources resources, Set<String> names) throws IOException {
    for (COSName name : resources.getFontNames()) {
      PDFont font = resources.getFont(name);
      assertThat(font.isEmbedded()).as(font.getName()).isTrue();
      names.add(font.getName());
    }
    for (COSName name : resources.getXObjectNames()) {
      PDXObject object = resources.getXObject(name);
      if (object instanceof PDFormXObject form && form.getResources() != null) {
        fonts(form.getResources(), names);
      }
    }
  }

  @Test
  void hasAGlyphForEveryCharacterOfHostileText() throws IOException {
    byte[] file = RENDERER.render(Sample.hostile());
    keep("hostile.pdf", file);
    List<String> missing = new ArrayList<>();
    try (PDDocument pdf = Loader.loadPDF(file)) {
      PDFTextStripper stripper =
          new PDFTextStripper() {
            @Override
            protected void processTextPosition(TextPosition position) {
              for (int code : position.getCharacterCodes()) {
                if (code == 0) {
                  missing.add(position.getUnicode());
                }
              }
              super.processTextPosition(position);
            }
          };
      String text = stripper.getText(pdf);
      assertThat(missing).isEmpty();
      assertThat(text)
          .contains("<script>alert(1)</script>")
          .contains("[U+202E]")
          .contains("[U+1F600]")
          .contains("&lt;b&gt; &amp; &#60;");
    }
  }

  @Test
  void findsAnInvisibleGlyphWhenThereIsOne() {
    // The check above proves something only if the typeface lacks what the test text has.
    ReportTypeface typeface = new ReportTypeface();
    assertThat(typeface.has(0x1f600)).isFalse();
    assertThat(typeface.has('あ')).isTrue();
    assertThat(typeface.shown("漢\uD83D\uDE00字\u2011")).isEqualTo("漢[U+1F600]字-");
  }

  @Test
  void bookmarksItsChaptersAndSections() throws IOException {
    try (PDDocument pdf = Loader.loadPDF(JAPANESE)) {
      List<String> titles = new ArrayList<>();
      for (PDOutlineItem item : pdf.getDocumentCatalog().getDocumentOutline().children()) {
        titles.add(item.getTitle());
        item.children().forEach(below -> titles.add("- " + below.getTitle()));
      }
      assertThat(titles)
          .containsExactly("1. 分析の対象", "- 1.1 システムの構成", "- 1.2 前提", "2. リスクの評価", "3. 脅威の一覧");
    }
  }

  @Test
  void tellsOfItselfOnlyWhatItWasGiven() throws IOException {
    try (PDDocument pdf = Loader.loadPDF(JAPANESE)) {
      assertThat(pdf.getDocumentInformation().getCreationDate().toInstant()).isEqualTo(Sample.MADE);
      assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("リスク分析報告書：ホームゲートウェイ");
      assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("ja");
      assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
    }
  }

  @Test
  void setsWideTablesAcrossAndCountsItsPages() throws IOException {
    ReportDocument report = Sample.report(false);
    byte[] file = RENDERER.render(report);
    keep("sample-en.pdf", file);
    try (PDDocument pdf = Loader.loadPDF(file)) {
      boolean upright = false;
      boolean across = false;
      for (PDPage page : pdf.getPages()) {
        boolean wide = page.getMediaBox().getWidth() > page.getMediaBox().getHeight();
        across |= wide;
        upright |= !wide;
      }
      assertThat(upright).isTrue();
      assertThat(across).isTrue();
      int pages = pdf.getNumberOfPages();
      assertThat(pages).isBetween(3, 12);
      PDFTextStripper last = new PDFTextStripper();
      last.setStartPage(pages);
      assertThat(last.getText(pdf)).contains(pages + " / " + pages);
    }
  }

  private static String text(byte[] file) throws IOException {
    try (PDDocument pdf = Loader.loadPDF(file)) {
      return new PDFTextStripper().getText(pdf);
    }
  }
}
