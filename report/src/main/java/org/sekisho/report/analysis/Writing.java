package org.sekisho.report.analysis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Inline;

/** One of the two languages: says texts and the names of values in it. Immutable. */
final class Writing {
  private static final Map<String, LocalText> WORDS = words();

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
    LocalText word = WORDS.get(section(value) + "." + value.name());
    if (word == null) {
      throw new IllegalStateException(section(value) + "." + value.name() + " has no word");
    }
    return text(word);
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

  /** The section of the words that a type of values has. */
  private static String section(Enum<?> value) {
    Class<?> type = value.getDeclaringClass();
    Class<?> around = type.getEnclosingClass();
    String name = type.getSimpleName();
    return around != null && List.of("Kind", "Reach", "State").contains(name)
        ? around.getSimpleName() + name
        : name;
  }

  private static Map<String, LocalText> words() {
    try (InputStream in = Writing.class.getResourceAsStream("words.yaml")) {
      if (in == null) {
        throw new IllegalStateException("words.yaml is missing beside this class");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Fields root = Document.read("words.yaml", text);
      Map<String, LocalText> words = new HashMap<>();
      for (String section : root.keys()) {
        Fields values = root.section(section);
        for (String value : values.keys()) {
          Fields word = values.section(value);
          words.put(section + "." + value, new LocalText(word.text("ja"), word.text("en")));
        }
      }
      root.finish();
      return Map.copyOf(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
