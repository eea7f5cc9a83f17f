package org.sekisho.report.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class MarkdownRendererTest {
  private static final MarkdownRenderer RENDERER = new MarkdownRenderer();

  @Test
  void writesTheSameTwice() throws IOException {
    MarkdownReport once = RENDERER.render(Sample.report(true), "sample-ja");
    Path folder = Files.createDirectories(Path.of("target", "samples"));
    Files.writeString(folder.resolve("sample-ja.md"), once.text());
    for (var picture : once.pictures().entrySet()) {
      Files.writeString(folder.resolve(picture.getKey()), picture.getValue());
    }
    assertThat(new MarkdownRenderer().render(Sample.report(true), "sample-ja")).isEqualTo(once);
    assertThat(once.pictures().keySet()).containsExactly("sample-ja-figure-1.svg");
    assertThat(once.text()).contains("](sample-ja-figure-1.svg)");
  }

  @Test
  void linksLeadSomewhere() {
    String text = RENDERER.render(Sample.report(true), "x").text();
    Matcher link = Pattern.compile("]\\(#([^)]+)\\)").matcher(text);
    int links = 0;
    while (link.find()) {
      assertThat(text).contains("<a id=\"" + link.group(1) + "\"></a>");
      links++;
    }
    assertThat(links).isGreaterThan(10);
  }

  @Test
  void leavesNoFormInHostileText() {
    assertThat(MarkdownRenderer.escaped("<script>alert(1)</script>"))
        .isEqualTo("&lt;script&gt;alert(1)&lt;/script&gt;");
    assertThat(MarkdownRenderer.escaped("| a | b |")).isEqualTo("\\| a \\| b \\|");
    assertThat(MarkdownRenderer.escaped("[x](y)")).isEqualTo("\\[x\\](y)");
    assertThat(MarkdownRenderer.escaped("# a\n- b\n1. c\n***\n+ d\n=== e\n12) f"))
        .isEqualTo("\\# a<br>\\- b<br>1\\. c<br>\\*\\*\\*<br>\\+ d<br>\\=== e<br>12\\) f");
    assertThat(MarkdownRenderer.escaped("`a` _b_ ~~c~~ $d$ \\e"))
        .isEqualTo("\\`a\\` \\_b\\_ \\~\\~c\\~\\~ \\$d\\$ \\\\e");
    assertThat(MarkdownRenderer.escaped("https://x www.x :smile: 10:30:00"))
        .isEqualTo("https\\://x www\\.x \\:smile: 10\\:30:00");
    assertThat(MarkdownRenderer.escaped("CVSS:4.0/AV:N は 9.3")).isEqualTo("CVSS:4.0/AV:N は 9.3");
    assertThat(MarkdownRenderer.escaped("&lt;\u202E")).isEqualTo("&amp;lt;\\[U+202E\\]");
  }

  @Test
  void hasNoElementsButItsOwnInAHostileReport() {
    String text = RENDERER.render(Sample.hostile(), "x").text();
    // What stands between backquotes is code, in which elements mean nothing.
    String withoutCode = text.replaceAll("(?<![`\\\\])(`+)(?!`)(.*?)(?<!`)\\1(?!`)", "");
    Matcher element = Pattern.compile("<[^>\\n]*>").matcher(withoutCode);
    while (element.find()) {
      assertThat(element.group())
          .matches("<a id=\"[A-Za-z0-9._-]+\">|</a>|<br>|</?strong>|<https://example\\.org/[^>]*>");
    }
    for (String line : withoutCode.lines().toList()) {
      assertThat(line).doesNotStartWith("    ");
    }
  }

  @Test
  void picturesAreFilesOfSvgOnTheirOwn() throws Exception {
    for (String svg : RENDERER.render(Sample.hostile(), "x").pictures().values()) {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      var root =
          factory
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)))
              .getDocumentElement();
      assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
      assertThat(root.getElementsByTagName("script").getLength()).isZero();
      assertThat(root.getElementsByTagName("a").getLength()).isZero();
    }
  }

  @Test
  void refusesNamesThatLeaveTheFolder() {
    assertThatThrownBy(() -> RENDERER.render(Sample.report(false), "../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
