package org.sekisho.report.render;

import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Characters;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.KeyValue;
import org.sekisho.report.document.ReportDocument;
import org.sekisho.report.document.Row;

/** Writes a report in GitHub-flavoured Markdown. Safe for use by several threads. */
public final class MarkdownRenderer {
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** What would turn into a list, a heading, a rule or a numbered point at a line's start. */
  private static final Pattern LINE_START = Pattern.compile("^(?:[-+=]|\\d{1,9}(?=[.)]))");

  /** What GitHub turns into links or little pictures without being asked. */
  private static final Pattern TURNED =
      Pattern.compile(
          "(?i)(?<scheme>\\b(?:https?|ftp|mailto|xmpp)):|\\b(?<www>www)\\.|:(?=[a-z0-9_+-]+:)");

  /**
   * Writes the report.
   *
   * @param name the name of the text's file without its ending; the pictures' names begin with it
   */
  public MarkdownReport render(ReportDocument document, String name) {
    if (!FILE_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a file's name has letters, digits, points and hyphens");
    }
    return new Writing(document, name).write();
  }

  /** Text with everything that Markdown would read as form made to be text. */
  static String escaped(String text) {
    String visible = Characters.visible(text);
    StringBuilder out = new StringBuilder(visible.length() + 16);
    boolean first = true;
    for (String line : visible.split("\n", -1)) {
      if (!first) {
        out.append("<br>");
      }
      first = false;
      line(out, line.strip());
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String line) {
    StringBuilder plain = new StringBuilder(line.length() + 16);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      switch (c) {
        case '<' -> plain.append("&lt;");
        case '>' -> plain.append("&gt;");
        case '&' -> plain.append("&amp;");
        case '\\', '`', '*', '_', '[', ']', '|', '~', '#', '$', '!' -> plain.append('\\').append(c);
        default -> plain.append(c);
      }
    }
    Matcher turned = TURNED.matcher(plain);
    StringBuilder held = new StringBuilder(plain.length() + 16);
    while (turned.find()) {
      String instead;
      if (turned.group("scheme") != null) {
        instead = turned.group("scheme") + "\\:";
      } else if (turned.group("www") != null) {
        instead = turned.group("www") + "\\.";
      } else {
        instead = "\\:";
      }
      turned.appendReplacement(held, Matcher.quoteReplacement(instead));
    }
    turned.appendTail(held);
    Matcher start = LINE_START.matcher(held);
    if (start.find()) {
      // A digit cannot be escaped, the point behind it can.
      boolean digits = Character.isDigit(held.charAt(0));
      held.insert(digits ? start.end() : 0, '\\');
    }
    out.append(held);
  }

  /** Code within a line; in a table a bar is escaped even there. */
  private static String code(String text, boolean inTable) {
    String visible = Characters.visible(text).replace('\n', ' ').strip();
    if (visible.isEmpty()) {
      return "";
    }
    int longest = 0;
    int run = 0;
    for (int i = 0; i < visible.length(); i++) {
      run = visible.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    String pad = longest > 0 ? " " : "";
    String inside = inTable ? visible.replace("|", "\\|") : visible;
    return fence + pad + inside + pad + fence;
  }

  private static final class Writing {
    private final ReportDocument document;
    private final String name;
    private final StringBuilder out = new StringBuilder(1 << 14);
    private final TreeMap<String, String> pictures = new TreeMap<>();
    private int figures;
    private int tables;

    Writing(ReportDocument document, String name) {
      this.document = document;
      this.name = name;
    }

    MarkdownReport write() {
      out.append("# ").append(heading(document.title())).append("\n\n");
      keyValues(document.metadata().entries());
      out.append("**").append(Words.CONTENTS.in(document.languageTag())).append("**\n\n");
      for (Chapter chapter : document.chapters()) {
        contents("", chapter.title(), chapter.anchor());
        for (Block.Heading section : Page.sections(chapter)) {
          if (section.anchor() != null) {
            contents("  ", section.text(), section.anchor());
          }
        }
      }
      for (Chapter chapter : document.chapters()) {
        out.append('\n').append(mark(chapter.anchor())).append('\n');
        out.append("\n## ").append(heading(chapter.title())).append('\n');
        for (Block block : chapter.blocks()) {
          out.append('\n');
          block(block);
        }
      }
      return new MarkdownReport(out.toString(), pictures);
    }

    private void contents(String indent, String text, Anchor anchor) {
      out.append(indent).append("- [").append(heading(text)).append("](#").append(anchor.id());
      out.append(")\n");
    }

    private static String heading(String text) {
      return escaped(text.replace('\n', ' '));
    }

    private static String mark(@Nullable Anchor anchor) {
      return anchor == null ? "" : "<a id=\"" + anchor.id() + "\"></a>";
    }

    private void block(Block block) {
      switch (block) {
        case Block.Heading heading -> {
          if (heading.anchor() != null) {
            out.append(mark(heading.anchor())).append("\n\n");
          }
          out.append("#".repeat(heading.level() + 2)).append(' ');
          out.append(heading(heading.text())).append('\n');
        }
        case Block.Paragraph paragraph -> out.append(inline(paragraph.text(), false)).append('\n');
        case Block.Points points -> points(points.numbered(), points.items(), "");
        case Block.Table table -> table(table);
        case Block.KeyValues keyValues -> keyValues(keyValues.entries());
        case Block.Figure figure -> figure(figure);
        case Block.Note note -> {
          boolean warning = note.weight() == Block.Note.Weight.WARNING;
          out.append(warning ? "> [!WARNING]\n> " : "> [!NOTE]\n> ");
          out.append(inline(note.text(), false)).append('\n');
        }
        case Block.PageBreak _ -> out.append("---\n");
      }
    }

    private String inline(List<Inline> text, boolean inTable) {
      StringBuilder line = new StringBuilder();
      for (Inline run : text) {
        switch (run) {
          case Inline.Text plain -> line.append(escapedWithin(plain.text()));
          case Inline.Strong strong ->
              line.append("<strong>").append(escapedWithin(strong.text())).append("</strong>");
          case Inline.Code code -> line.append(code(code.text(), inTable));
          case Inline.Reference reference ->
              line.append('[')
                  .append(escaped(reference.text()))
                  .append("](#")
                  .append(reference.target().id())
                  .append(')');
          case Inline.WebLink link ->
              line.append('[')
                  .append(escaped(link.text()))
                  .append("](<")
                  .append(
                      link.address()
                          .toASCIIString()
                          .replace("|", "%7C")
                          .replace("<", "%3C")
                          .replace(">", "%3E"))
                  .append(">)");
        }
      }
      return line.toString();
    }

    /** Escapes, but keeps the spaces at the ends: words follow. */
    private static String escapedWithin(String text) {
      String before = text.startsWith(" ") ? " " : "";
      String after = text.length() > 1 && text.endsWith(" ") ? " " : "";
      return before + escaped(text) + after;
    }

    private void points(boolean numbered, List<Block.Item> items, String indent) {
      int number = 0;
      for (Block.Item item : items) {
        number++;
        String sign = numbered ? number + ". " : "- ";
        out.append(indent).append(sign).append(inline(item.text(), false)).append('\n');
        points(numbered, item.items(), indent + " ".repeat(sign.length()));
      }
    }

    private void keyValues(List<KeyValue> entries) {
      if (entries.isEmpty()) {
        return;
      }
      out.append("| | |\n| --- | --- |\n");
      for (KeyValue entry : entries) {
        out.append("| **").append(escaped(entry.key())).append("** | ");
        out.append(inline(entry.value(), true)).append(" |\n");
      }
      out.append('\n');
    }

    private void table(Block.Table table) {
      tables++;
      if (table.anchor() != null) {
        out.append(mark(table.anchor())).append("\n\n");
      }
      out.append("**").append(Words.TABLE.in(document.languageTag())).append(' ').append(tables);
      out.append("** ").append(heading(table.caption())).append("\n\n|");
      for (Column column : table.columns()) {
        out.append(' ').append(escaped(column.title())).append(" |");
      }
      out.append("\n|");
      for (Column column : table.columns()) {
        out.append(column.kind() == Column.Kind.NUMBER ? " ---: |" : " --- |");
      }
      out.append('\n');
      if (table.rows().isEmpty()) {
        out.append("| ").append(Words.NO_ROWS.in(document.languageTag())).append(" |\n");
      }
      for (Row row : table.rows()) {
        out.append('|');
        String mark = mark(row.anchor());
        for (Cell cell : row.cells()) {
          out.append(' ').append(mark).append(mark(cell.anchor()));
          out.append(inline(cell.content(), true)).append(" |");
          mark = "";
        }
        out.append('\n');
      }
    }

    private void figure(Block.Figure figure) {
      figures++;
      String file = name + "-figure-" + figures + ".svg";
      pictures.put(file, SvgWriter.file(figure.picture(), figure.caption(), figure.alternative()));
      if (figure.anchor() != null) {
        out.append(mark(figure.anchor())).append("\n\n");
      }
      out.append("![").append(heading(figure.alternative())).append("](").append(file);
      out.append(")\n\n**").append(Words.FIGURE.in(document.languageTag())).append(' ');
      out.append(figures).append("** ").append(heading(figure.caption())).append('\n');
    }
  }
}
