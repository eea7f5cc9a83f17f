package org.sekisho.report.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportDocumentTest {
  private static final Metadata METADATA = new Metadata(Instant.EPOCH, "", "", List.of());

  @Test
  void refusesLinksThatLeadNowhere() {
    Block link = new Block.Paragraph(List.of(new Inline.Reference("x", new Anchor("missing"))));
    assertThatThrownBy(() -> report(link)).hasMessageContaining("missing");
  }

  @Test
  void refusesAnchorsThatStandTwice() {
    Block heading = new Block.Heading(1, "x", new Anchor("a"));
    assertThatThrownBy(() -> report(heading, heading)).hasMessageContaining("twice");
  }

  @Test
  void refusesAddressesThatAProgramCouldRun() {
    assertThatThrownBy(() -> new Inline.WebLink("x", URI.create("javascript:alert(1)")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Inline.link("x", "JavaScript:alert(1)")).isEqualTo(new Inline.Text("x"));
    assertThat(Inline.link("x", "data:text/html,x")).isEqualTo(new Inline.Text("x"));
    assertThat(Inline.link("x", "not an address")).isEqualTo(new Inline.Text("x"));
    assertThat(Inline.link("x", "https://example.org/")).isInstanceOf(Inline.WebLink.class);
  }

  @Test
  void refusesRowsThatDoNotFit() {
    List<Column> columns = List.of(Column.text("a", 1), Column.text("b", 1));
    List<Row> rows = List.of(Row.of(Cell.of("x")));
    assertThatThrownBy(() -> new Block.Table("t", columns, rows, false, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesEveryTextAnAnchorOfItsOwn() {
    assertThat(Anchor.of("t-", "AS1-03").id()).isEqualTo("t-AS1-03");
    assertThat(Anchor.of("t-", "居間").id()).isEqualTo("t-_e5_b1_85_e9_96_93");
    assertThat(Anchor.of("t-", "a b")).isNotEqualTo(Anchor.of("t-", "a_b"));
    assertThat(Anchor.of("t-", "\"><script>").id()).matches("[A-Za-z0-9._-]+");
  }

  @Test
  void spellsOutWhatHidesOrTurnsText() {
    assertThat(Characters.visible("plain 日本語、ー 〒")).isEqualTo("plain 日本語、ー 〒");
    assertThat(Characters.visible("a\u202Eb\u200Bc\u0000d\r\ne\tf\rg"))
        .isEqualTo("a[U+202E]b[U+200B]c[U+0000]d\ne f\ng");
    assertThat(Characters.visible("\uD800x\uDC00")).isEqualTo("[U+D800]x[U+DC00]");
    assertThat(Characters.visible("\uD842\uDFB7野")).isEqualTo("\uD842\uDFB7野");
  }

  private static ReportDocument report(Block... blocks) {
    return new ReportDocument(
        "t", "en", METADATA, List.of(new Chapter(new Anchor("c"), "c", List.of(blocks))));
  }
}
