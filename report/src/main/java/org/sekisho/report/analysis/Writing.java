package org.sekisho.report.analysis;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.sekisho.model.system.LocalText;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Inline;
import org.sekisho.risk.fact.ValueWords;

/** One of the two languages: says texts and the names of values in it. Immutable. */
final class Writing {
  private final boolean ja;

  /** Writes Japanese for tags that begin with {@code ja}, else English. */
  Writing(String languageTag) {
    this.ja = languageTag.startsWith("ja");
  }

  String languageTag() {
    return ja ? "ja" : "en";
  }

  String say(String japanese, String english) {
    return ja ? japanese : english;
  }

  String text(LocalText text) {
    return ja ? text.ja() : text.en();
  }

  /** How a value of the model or of an analysis is called. */
  String word(Enum<?> value) {
    return text(ValueWords.of(value));
  }

  String words(Collection<? extends Enum<?>> values) {
    return values.stream().map(this::word).collect(Collectors.joining(comma()));
  }

  String comma() {
    return say("、", ", ");
  }

  String none() {
    return "—";
  }

  String yes(boolean holds) {
    return holds ? say("はい", "yes") : say("いいえ", "no");
  }

  Block.Paragraph paragraph(String japanese, String english) {
    return Block.Paragraph.of(say(japanese, english));
  }

  Block.Note note(String japanese, String english) {
    return new Block.Note(Block.Note.Weight.INFORMATION, Inline.text(say(japanese, english)));
  }

  Block.Note warning(String japanese, String english) {
    return new Block.Note(Block.Note.Weight.WARNING, Inline.text(say(japanese, english)));
  }

  Block.Heading heading(String japanese, String english) {
    return new Block.Heading(1, say(japanese, english), null);
  }

  static Cell code(String text) {
    return Cell.of(List.of(new Inline.Code(text)));
  }

  static Cell link(String text, Anchor target) {
    return Cell.of(List.of(new Inline.Reference(text, target)));
  }
}
