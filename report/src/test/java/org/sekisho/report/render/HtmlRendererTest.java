package org.sekisho.report.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.Metadata;
import org.sekisho.report.document.ReportDocument;
import org.sekisho.report.document.Tone;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlRendererTest {
  private static final HtmlRenderer RENDERER = new HtmlRenderer();

  @Test
  void writesTheSameTextTwice() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "samples"));
    String once = RENDERER.render(Sample.report(true));
    Files.writeString(folder.resolve("sample-ja.html"), once);
    Files.writeString(folder.resolve("sample-en.html"), RENDERER.render(Sample.report(false)));
    Files.writeString(folder.resolve("hostile.html"), RENDERER.render(Sample.hostile()));
    assertThat(new HtmlRenderer().render(Sample.report(true))).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en", "hostile"})
  void isWellFormedAndEveryInnerLinkLeadsSomewhere(String name) throws Exception {
    Document page = parse(RENDERER.render(report(name)));
    Set<String> ids = new HashSet<>();
    List<String> targets = new ArrayList<>();
    for (Element element : elements(page)) {
      String id = element.getAttribute("id");
      if (!id.isEmpty()) {
        assertThat(ids.add(id)).as(id).isTrue();
      }
      String href = element.getAttribute("href");
      if (href.startsWith("#")) {
        targets.add(href.substring(1));
      } else if (!href.isEmpty()) {
        assertThat(href).startsWith("https://");
      }
    }
    assertThat(targets).isNotEmpty().allMatch(ids::contains);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en", "hostile"})
  void hasNothingThatRunsOrIsLoaded(String name) throws Exception {
    Document page = parse(RENDERER.render(report(name)));
    Set<String> tags = new HashSet<>();
    for (Element element : elements(page)) {
      tags.add(element.getTagName());
      for (int i = 0; i < element.getAttributes().getLength(); i++) {
        String attribute = element.getAttributes().item(i).getNodeName();
        assertThat(attribute).doesNotStartWith("on").isNotIn("src", "style", "srcset", "data");
      }
    }
    assertThat(tags).doesNotContain("script", "img", "iframe", "object", "link", "base", "form");
    assertThat(page.getElementsByTagName("style").getLength()).isEqualTo(1);
  }

  @Test
  void allowsItsOwnStyleAndNothingElse() throws Exception {
    String html = RENDERER.render(Sample.report(true));
    String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] hash = sha256.digest(style.getBytes(StandardCharsets.UTF_8));
    assertThat(html)
        .contains(
            "default-src &#39;none&#39;; style-src &#39;sha256-"
                + Base64.getEncoder().encodeToString(hash)
                + "&#39;");
    assertThat(style).doesNotContain("url(", "@import", "<", "&");
  }

  @Test
  void showsEveryHostileTextAsItStands() throws Exception {
    Document page = parse(RENDERER.render(Sample.hostile()));
    String text = page.getDocumentElement().getTextContent();
    assertThat(text)
        .contains("<script>alert(1)</script>")
        .contains("\"><svg/onload=alert(1)>")
        .contains("]]> <!-- comment --> <![CDATA[x]]>")
        .contains("turned [U+202E]round[U+2066] text")
        .contains("null [U+0000] bell [U+0007] half [U+D800] end");
  }

  @Test
  void isAccessible() throws Exception {
    Document page = parse(RENDERER.render(Sample.report(true)));
    assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("ja");
    assertThat(page.getElementsByTagName("h1").getLength()).isEqualTo(1);
    int last = 1;
    for (Element element : elements(page)) {
      String tag = element.getTagName();
      if (tag.matches("h[1-6]")) {
        int level = tag.charAt(1) - '0';
        assertThat(level).as(element.getTextContent()).isLessThanOrEqualTo(last + 1);
        last = level;
      }
      if (tag.equals("th")) {
        assertThat(element.getAttribute("scope")).isIn("row", "col");
      }
      if (tag.equals("svg")) {
        assertThat(element.getAttribute("role")).isEqualTo("img");
        assertThat(element.getAttribute("aria-label")).isNotBlank();
      }
    }
  }

  @Test
  void givesEveryToneAStyle() {
    String html = RENDERER.render(Sample.report(true));
    for (Tone tone : Tone.values()) {
      if (tone != Tone.NONE) {
        assertThat(html).contains(".tone-" + tone.name().toLowerCase(Locale.ROOT) + " {");
      }
    }
  }

  @Test
  void writesAReportWithNothingInIt() throws Exception {
    ReportDocument empty =
        new ReportDocument("", "en", new Metadata(Sample.MADE, "", "", List.of()), List.of());
    assertThat(parse(RENDERER.render(empty)).getElementsByTagName("main").getLength()).isOne();
    assertThat(new PdfRenderer().render(empty)).isNotEmpty();
    assertThat(new XlsxRenderer().render(empty)).isNotEmpty();
    Chapter blank = new Chapter(new Anchor("a"), "", List.of());
    ReportDocument titled =
        new ReportDocument("x", "ja", new Metadata(Sample.MADE, "", "", List.of()), List.of(blank));
    assertThat(new PdfRenderer().render(titled)).isNotEmpty();
    assertThat(Inline.plain(Inline.text("x"))).isEqualTo("x");
  }

  private static ReportDocument report(String name) {
    return name.equals("hostile") ? Sample.hostile() : Sample.report(name.equals("ja"));
  }

  private static Document parse(String html) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    String xml = html.substring("<!DOCTYPE html>\n".length());
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
  }

  private static List<Element> elements(Document page) {
    NodeList all = page.getElementsByTagName("*");
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      elements.add((Element) all.item(i));
    }
    return elements;
  }
}
