package org.sekisho.report.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Characters;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.KeyValue;
import org.sekisho.report.document.Picture;
import org.sekisho.report.document.ReportDocument;
import org.sekisho.report.document.Row;
import org.sekisho.report.document.Shape;
import org.sekisho.report.document.Tone;

/** The body of a report as HTML that is also well-formed XML, for the screen or for paper. */
final class Page {
  /** The prefix of ids that the renderer gives itself. */
  static final String OWN = "_s-";

  private static final double PORTRAIT_WIDTH_PX = 657;
  private static final double PORTRAIT_HEIGHT_PX = 860;
  private static final double BESIDE_TEXT_HEIGHT_PX = 640;
  // Below this the text of a picture is too small to read with ease.
  private static final double LEGIBLE = 0.7;
  private static final double LANDSCAPE_WIDTH_PX = 986;
  private static final double LANDSCAPE_HEIGHT_PX = 540;
  // Where the base line stands in a line as high as the em, in the typeface of the PDF.
  private static final double BASE_LINE = 0.88;

  private static final double MAX_RUNNING_EMS = 54;

  private final ReportDocument document;
  private final boolean paper;
  private final Markup out;
  private final SortedSet<Integer> shares = new TreeSet<>();
  private final List<Picture> pictures = new ArrayList<>();
  private int figures;
  private int tables;

  /**
   * @param paper whether it is for paper (the PDF), not for the screen
   * @param letters what replaces glyphs that the reader lacks
   */
  Page(ReportDocument document, boolean paper, UnaryOperator<String> letters) {
    this.document = document;
    this.paper = paper;
    out = new Markup(letters);
  }

  /** Writes the body's content and returns it. */
  String write() {
    if (paper) {
      out.element("div", running(document.title()), "class", "running").line();
    } else {
      out.element("a", word(Words.SKIP), "class", "skip", "href", "#" + OWN + "content").line();
    }
    out.open("header", "class", "cover").line();
    out.element("h1", document.title()).line();
    keyValues(document.metadata().entries());
    out.close().line();
    contents();
    out.open("main", "id", OWN + "content").line();
    for (Chapter chapter : document.chapters()) {
      chapter(chapter);
    }
    out.close().line();
    return out.toString();
  }

  /** The title as the head of a page has room for it: on one line. */
  private static String running(String title) {
    String line = Characters.visible(title).replace('\n', ' ');
    double ems = 0;
    for (int i = 0; i < line.length(); ) {
      int c = line.codePointAt(i);
      ems += Characters.isWide(c) ? 1 : 0.6;
      if (ems > MAX_RUNNING_EMS) {
        return line.substring(0, i) + "…";
      }
      i += Character.charCount(c);
    }
    return line;
  }

  /** The widths of columns that the body uses, in percent. */
  SortedSet<Integer> shares() {
    return shares;
  }

  /** The pictures that the body shows, in its order. */
  List<Picture> pictures() {
    return pictures;
  }

  private String word(Words word) {
    return word.in(document.languageTag());
  }

  private String caption(Words kind, int number, String text) {
    String gap = Words.isJapanese(document.languageTag()) ? "\u3000" : ". ";
    return word(kind) + " " + number + gap + text;
  }

  private static @Nullable String id(@Nullable Anchor anchor) {
    return anchor == null ? null : anchor.id();
  }

  private void contents() {
    out.open("nav", "class", "contents", "aria-label", word(Words.CONTENTS)).line();
    out.element("p", word(Words.CONTENTS), "class", "contents-title").line();
    out.open("ol").line();
    for (Chapter chapter : document.chapters()) {
      out.open("li");
      out.element("a", chapter.title(), "href", "#" + chapter.anchor().id());
      List<Block.Heading> sections = sections(chapter);
      if (!sections.isEmpty()) {
        out.line().open("ol").line();
        for (Block.Heading section : sections) {
          out.open("li");
          out.element("a", section.text(), "href", "#" + id(section.anchor()));
          out.close().line();
        }
        out.close();
      }
      out.close().line();
    }
    out.close().line();
    out.close().line();
  }

  /** The headings of a chapter that stand in the table of contents. */
  static List<Block.Heading> sections(Chapter chapter) {
    List<Block.Heading> sections = new ArrayList<>();
    for (Block block : chapter.blocks()) {
      if (block instanceof Block.Heading heading
          && heading.level() == 1
          && heading.anchor() != null) {
        sections.add(heading);
      }
    }
    return sections;
  }

  private void chapter(Chapter chapter) {
    // A page that only leads to one across would be nearly empty: the chapter lies across wholly.
    boolean wide =
        chapter.blocks().stream()
            .anyMatch(block -> block instanceof Block.Table table && table.wide());
    String styles = wide ? "chapter wide" : "chapter";
    out.open("section", "class", styles, "aria-labelledby", chapter.anchor().id()).line();
    out.element("h2", chapter.title(), "id", chapter.anchor().id()).line();
    for (Block block : chapter.blocks()) {
      switch (block) {
        case Block.Heading heading ->
            out.element("h" + (heading.level() + 2), heading.text(), "id", id(heading.anchor()));
        case Block.Paragraph paragraph -> {
          out.open("p");
          inline(paragraph.text());
          out.close();
        }
        case Block.Points points -> points(points.numbered(), points.items());
        case Block.Table table -> table(table);
        case Block.KeyValues keyValues -> keyValues(keyValues.entries());
        case Block.Figure figure -> figure(figure);
        case Block.Note note -> note(note);
        case Block.PageBreak _ -> out.open("div", "class", "page-break").close();
      }
      out.line();
    }
    out.close().line();
  }

  private void inline(List<Inline> text) {
    for (Inline run : text) {
      switch (run) {
        case Inline.Text plain -> out.text(plain.text());
        case Inline.Strong strong -> out.element("strong", strong.text());
        case Inline.Code code -> code(code.text());
        case Inline.Reference reference ->
            out.element("a", reference.text(), "href", "#" + reference.target().id());
        case Inline.WebLink link ->
            out.element(
                "a",
                link.text(),
                "class",
                "out",
                "href",
                link.address().toASCIIString(),
                "rel",
                paper ? null : "noopener noreferrer external");
      }
    }
  }

  /** A browser may break a path or a vector behind its strokes; the PDF does so by itself. */
  private void code(String text) {
    out.open("code");
    int from = 0;
    for (int stroke = text.indexOf('/'); stroke >= 0 && !paper; stroke = text.indexOf('/', from)) {
      out.text(text.substring(from, stroke + 1)).single("wbr");
      from = stroke + 1;
    }
    out.text(text.substring(from)).close();
  }

  private void points(boolean numbered, List<Block.Item> items) {
    out.open(numbered ? "ol" : "ul").line();
    for (Block.Item item : items) {
      out.open("li");
      inline(item.text());
      if (!item.items().isEmpty()) {
        points(numbered, item.items());
      }
      out.close().line();
    }
    out.close();
  }

  private void keyValues(List<KeyValue> entries) {
    if (entries.isEmpty()) {
      return;
    }
    // A table, because on paper a description list cannot set its two halves side by side.
    out.open("table", "class", "key-values").open("tbody").line();
    for (KeyValue entry : entries) {
      out.open("tr").element("th", entry.key(), "scope", "row").open("td");
      inline(entry.value());
      out.close().close().line();
    }
    out.close().close();
  }

  private void note(Block.Note note) {
    boolean warning = note.weight() == Block.Note.Weight.WARNING;
    out.open("div", "class", warning ? "note warning" : "note", "role", "note");
    out.open("p").open("strong", "class", "weight");
    out.text(word(warning ? Words.WARNING : Words.INFORMATION)).close().text(" ");
    inline(note.text());
    out.close().close();
  }

  private void table(Block.Table table) {
    tables++;
    String id = table.anchor() == null ? OWN + "table-" + tables : table.anchor().id();
    String caption = caption(Words.TABLE, tables, table.caption());
    out.open("div", "class", table.wide() ? "table wide" : "table").line();
    if (!paper) {
      out.open("div", "class", "scroll", "role", "region", "aria-label", caption, "tabindex", "0");
    }
    out.open("table", "id", id).line();
    out.element("caption", caption).line();
    int sum = table.columns().stream().mapToInt(Column::share).sum();
    out.open("colgroup");
    for (Column column : table.columns()) {
      int percent = Math.max(1, Math.round(column.share() * 100f / sum));
      shares.add(percent);
      out.single("col", "class", "w" + percent);
    }
    out.close().line();
    out.open("thead").open("tr");
    for (Column column : table.columns()) {
      out.element("th", column.title(), "scope", "col", "class", kind(column));
    }
    out.close().close().line();
    out.open("tbody").line();
    if (table.rows().isEmpty()) {
      out.open("tr");
      out.element(
          "td",
          word(Words.NO_ROWS),
          "class",
          "tone-muted",
          "colspan",
          Integer.toString(table.columns().size()));
      out.close().line();
    }
    for (Row row : table.rows()) {
      out.open("tr", "id", id(row.anchor()));
      for (int i = 0; i < row.cells().size(); i++) {
        cell(row.cells().get(i), table.columns().get(i));
      }
      out.close().line();
    }
    out.close().close();
    if (!paper) {
      out.close();
    }
    out.close();
  }

  private void cell(Cell cell, Column column) {
    String tone = cell.tone() == Tone.NONE ? null : "tone-" + tone(cell.tone());
    String kind = kind(column);
    String styles = tone == null ? kind : kind == null ? tone : kind + " " + tone;
    boolean key = column.kind() == Column.Kind.KEY;
    out.open(
        key ? "th" : "td", "scope", key ? "row" : null, "id", id(cell.anchor()), "class", styles);
    inline(cell.content());
    out.close();
  }

  private static @Nullable String kind(Column column) {
    return column.kind() == Column.Kind.NUMBER ? "number" : null;
  }

  private static String tone(Tone tone) {
    return tone.name().toLowerCase(Locale.ROOT);
  }

  private void figure(Block.Figure figure) {
    figures++;
    Picture picture = figure.picture();
    pictures.add(picture);
    double upright = scale(picture, PORTRAIT_WIDTH_PX, BESIDE_TEXT_HEIGHT_PX);
    if (upright < LEGIBLE) {
      upright = scale(picture, PORTRAIT_WIDTH_PX, PORTRAIT_HEIGHT_PX);
    }
    double across = scale(picture, LANDSCAPE_WIDTH_PX, LANDSCAPE_HEIGHT_PX);
    // A page of its own across is worth it when the text would else be too small to read.
    boolean wide = upright < LEGIBLE && across > upright * 1.15;
    String caption = caption(Words.FIGURE, figures, figure.caption());
    out.open("figure", "class", wide ? "wide" : null, "id", id(figure.anchor())).line();
    if (paper) {
      drawn(picture, wide ? across : upright, figure.alternative());
    } else {
      out.open("div", "class", "picture");
      SvgWriter.inline(out, picture, figure.alternative(), "p" + figures);
      out.close();
    }
    out.line().element("figcaption", caption).line();
    out.close();
  }

  private static double scale(Picture picture, double width, double height) {
    return Math.min(1, Math.min(width / picture.width(), height / picture.height()));
  }

  /** Shapes are painted by {@link PictureDrawer}; text is text, so that a PDF can be searched. */
  private void drawn(Picture picture, double scale, String alternative) {
    String size = size(picture.width() * scale, picture.height() * scale);
    out.open("div", "class", "picture", "style", size).line();
    out.open(
        "object",
        "type",
        PictureDrawer.TYPE,
        "data",
        Integer.toString(pictures.size() - 1),
        "alt",
        alternative,
        "style",
        size);
    out.close().line();
    for (Shape shape : picture.shapes()) {
      if (shape instanceof Shape.Label label && !label.text().isBlank()) {
        label(label, scale);
      }
    }
    out.close();
  }

  private static String size(double width, double height) {
    return "width:" + SvgWriter.number(width) + "px;height:" + SvgWriter.number(height) + "px";
  }

  private void label(Shape.Label label, double scale) {
    double size = label.size() * scale;
    boolean middle = label.align() == Shape.Align.MIDDLE;
    double half = middle ? 300 : 0;
    String style =
        "left:%spx;top:%spx;%sfont-size:%spx;line-height:%spx;color:%s%s"
            .formatted(
                SvgWriter.number(label.x() * scale - half),
                SvgWriter.number(label.y() * scale - size * BASE_LINE),
                middle ? "width:600px;text-align:center;" : "",
                SvgWriter.number(size),
                SvgWriter.number(size),
                label.ink().light(),
                label.bold() ? ";font-weight:bold" : "");
    out.open("div", "class", "label", "style", style);
    String text = label.text().replace('\n', ' ');
    if (label.target() == null) {
      out.text(text);
    } else {
      out.element("a", text, "href", "#" + label.target().id());
    }
    out.close().line();
  }
}
