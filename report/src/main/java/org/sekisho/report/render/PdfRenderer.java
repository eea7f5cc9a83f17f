package org.sekisho.report.render;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.PageSizeUnits;
import com.openhtmltopdf.pdfboxout.PDFontSupplier;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.ReportDocument;

/**
 * Writes a report as a tagged PDF on A4 with bookmarks, page numbers and its typeface embedded. It
 * reads nothing but the document and the typeface in the program. Safe for use by several threads.
 */
public final class PdfRenderer {
  private static final String PRODUCER = "Sekisho";

  static {
    XRLog.setLoggerImpl(new PageLog());
  }

  private final ReportTypeface typeface = new ReportTypeface();
  private final String style = Resources.text("paper.css");

  /** Writes the report. */
  public byte[] render(ReportDocument document) {
    Page page = new Page(document, true, typeface::shown);
    String body = page.write();
    StringBuilder css = new StringBuilder(style);
    for (int percent : page.shares()) {
      css.append(".w").append(percent).append("{width:").append(percent).append("%}\n");
    }
    Markup head = new Markup(typeface::shown);
    head.open("head").line();
    head.element("title", document.title().replace('\n', ' ')).line();
    head.single("meta", "name", "author", "content", document.metadata().author()).line();
    head.single("meta", "name", "subject", "content", document.metadata().subject()).line();
    head.single("meta", "name", "description", "content", document.metadata().subject()).line();
    head.open("style").raw(css.toString()).close().line();
    bookmarks(head, document);
    head.close();
    String html =
        "<html lang=\""
            + document.languageTag()
            + "\">\n"
            + head
            + "<body>\n"
            + body
            + "</body></html>";
    try (PDDocument pdf = new PDDocument();
        TrueTypeFont regular = typeface.regular();
        TrueTypeFont bold = typeface.bold();
        PdfBoxRenderer renderer = builder(pdf, regular, bold, html, page).buildPdfRenderer()) {
      renderer.createPDFWithoutClosing();
      return save(pdf, document, html);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PdfRendererBuilder builder(
      PDDocument pdf, TrueTypeFont regular, TrueTypeFont bold, String html, Page page)
      throws IOException {
    PdfRendererBuilder builder = new PdfRendererBuilder();
    builder.usePDDocument(pdf);
    builder.useDefaultPageSize(210, 297, PageSizeUnits.MM);
    font(builder, pdf, regular, 400);
    font(builder, pdf, bold, 700);
    builder.useUnicodeLineBreaker(new LineBreaker());
    builder.useObjectDrawerFactory(new PictureDrawer(page.pictures()));
    // The document needs nothing from outside: every address but those within it is refused.
    builder.useUriResolver((base, uri) -> uri != null && uri.startsWith("#") ? uri : null);
    builder.usePdfUaAccessibility(true);
    builder.withProducer(PRODUCER);
    builder.withHtmlContent(html, null);
    return builder;
  }

  private static void font(
      PdfRendererBuilder builder, PDDocument pdf, TrueTypeFont font, int weight)
      throws IOException {
    PDFontSupplier supplier = new PDFontSupplier(PDType0Font.load(pdf, font, true));
    builder.useFont(supplier, ReportTypeface.FAMILY, weight, FontStyle.NORMAL, true);
  }

  private static void bookmarks(Markup head, ReportDocument document) {
    head.open("bookmarks").line();
    for (Chapter chapter : document.chapters()) {
      head.open("bookmark", "name", chapter.title(), "href", "#" + chapter.anchor().id());
      for (Block.Heading section : Page.sections(chapter)) {
        if (section.anchor() != null) {
          String href = "#" + section.anchor().id();
          head.open("bookmark", "name", section.text(), "href", href).close();
        }
      }
      head.close().line();
    }
    head.close().line();
  }

  private static byte[] save(PDDocument pdf, ReportDocument document, String html)
      throws IOException {
    Calendar made = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
    made.setTimeInMillis(document.metadata().made().toEpochMilli());
    PDDocumentInformation information = pdf.getDocumentInformation();
    information.setTitle(document.title().replace('\n', ' '));
    information.setAuthor(document.metadata().author());
    information.setSubject(document.metadata().subject());
    information.setProducer(PRODUCER);
    information.setCreationDate(made);
    information.setModificationDate(made);
    pdf.setDocumentId(number(html));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pdf.save(out);
    return out.toByteArray();
  }

  /** The number that the file's identifier is made from: it depends on the content alone. */
  private static long number(String html) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(html.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
