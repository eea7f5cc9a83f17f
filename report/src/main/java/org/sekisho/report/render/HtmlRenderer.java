package org.sekisho.report.render;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sekisho.report.document.Ink;
import org.sekisho.report.document.Picture;
import org.sekisho.report.document.ReportDocument;

/**
 * Writes a report as one HTML file that needs nothing else: its style and pictures stand in it, it
 * has no script, and its content security policy allows none. Safe for use by several threads.
 */
public final class HtmlRenderer {
  private final String style = Resources.text("screen.css");

  /** Writes the report; the text is to be stored as UTF-8. */
  public String render(ReportDocument document) {
    Page page = new Page(document, false, UnaryOperator.identity());
    String body = page.write();
    StringBuilder css = new StringBuilder(style);
    for (int percent : page.shares()) {
      css.append(".w").append(percent).append("{width:").append(percent).append("%}\n");
    }
    pictures(css, page.pictures());
    css.append("@media screen and (prefers-color-scheme:dark){\n");
    for (Ink ink : Ink.values()) {
      if (ink != Ink.NONE) {
        css.append(".f-%s{fill:%s}".formatted(SvgWriter.name(ink), ink.dark()));
        css.append(".s-%s{stroke:%s}\n".formatted(SvgWriter.name(ink), ink.dark()));
      }
    }
    css.append("}\n");
    String policy =
        "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
            .formatted(hash(css.toString()));
    Markup head = new Markup(UnaryOperator.identity());
    head.open("head").line();
    head.single("meta", "charset", "utf-8").line();
    head.single("meta", "http-equiv", "Content-Security-Policy", "content", policy).line();
    head.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    head.line().single("meta", "name", "referrer", "content", "no-referrer").line();
    head.single("meta", "name", "color-scheme", "content", "light dark").line();
    head.single("meta", "name", "author", "content", document.metadata().author()).line();
    head.single("meta", "name", "description", "content", document.metadata().subject()).line();
    head.element("title", document.title().replace('\n', ' ')).line();
    head.open("style").raw(css.toString()).close().line();
    head.close();
    return "<!DOCTYPE html>\n<html lang=\""
        + document.languageTag()
        + "\" xmlns=\"http://www.w3.org/1999/xhtml\">\n"
        + head
        + "\n<body>\n"
        + body
        + "</body>\n</html>\n";
  }

  /** A picture may shrink with the window, but not until its text cannot be read. */
  private static void pictures(StringBuilder css, List<Picture> pictures) {
    for (int i = 0; i < pictures.size(); i++) {
      long least = Math.round(pictures.get(i).width() * 0.7);
      css.append("@media screen{.p%d{min-width:%dpx}}\n".formatted(i + 1, least));
    }
  }

  private static String hash(String style) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(sha256.digest(style.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
