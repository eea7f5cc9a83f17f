package org.sekisho.report.document;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A report. Every link within it leads somewhere, and every anchor stands once.
 *
 * @param title what it is called
 * @param languageTag the language that it is written in, such as {@code ja} or {@code en}
 * @param metadata what is known of the report itself
 * @param chapters what it says
 */
public record ReportDocument(
    String title, String languageTag, Metadata metadata, List<Chapter> chapters) {
  /** Checks the anchors and the links. */
  public ReportDocument {
    chapters = List.copyOf(chapters);
    if (!languageTag.matches("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")) {
      throw new IllegalArgumentException("not a language tag");
    }
    Anchors anchors = new Anchors();
    for (KeyValue entry : metadata.entries()) {
      anchors.read(entry.value());
    }
    for (Chapter chapter : chapters) {
      anchors.define(chapter.anchor());
      for (Block block : chapter.blocks()) {
        anchors.read(block);
      }
    }
    anchors.check();
  }

  private static final class Anchors {
    private final Set<Anchor> defined = new HashSet<>();
    private final Set<Anchor> wanted = new HashSet<>();

    void define(@Nullable Anchor anchor) {
      if (anchor != null && !defined.add(anchor)) {
        throw new IllegalArgumentException("the anchor " + anchor.id() + " stands twice");
      }
    }

    void read(Block block) {
      switch (block) {
        case Block.Heading heading -> define(heading.anchor());
        case Block.Paragraph paragraph -> read(paragraph.text());
        case Block.Points points -> points.items().forEach(this::read);
        case Block.Table table -> {
          define(table.anchor());
          for (Row row : table.rows()) {
            define(row.anchor());
            for (Cell cell : row.cells()) {
              define(cell.anchor());
              read(cell.content());
            }
          }
        }
        case Block.KeyValues keyValues -> keyValues.entries().forEach(entry -> read(entry.value()));
        case Block.Figure figure -> {
          define(figure.anchor());
          wanted.addAll(figure.picture().targets());
        }
        case Block.Note note -> read(note.text());
        case Block.PageBreak _ -> {}
      }
    }

    private void read(Block.Item item) {
      read(item.text());
      item.items().forEach(this::read);
    }

    void read(List<Inline> text) {
      for (Inline run : text) {
        if (run instanceof Inline.Reference reference) {
          wanted.add(reference.target());
        }
      }
    }

    void check() {
      for (Anchor anchor : wanted) {
        if (!defined.contains(anchor)) {
          throw new IllegalArgumentException(
              "a link leads to " + anchor.id() + ", which is missing");
        }
      }
    }
  }
}
