package org.sekisho.gateway.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.sekisho.model.system.LocalText;

/** A piece of a page. All texts are drawn as text, whatever stands in them. */
public sealed interface Block {
  /** How something stands. */
  enum Tone {
    /** Neither good nor bad. */
    PLAIN,
    /** As it should be. */
    GOOD,
    /** Somebody should look. */
    CARE,
    /** Somebody must look. */
    BAD
  }

  /** A paragraph. */
  record Note(LocalText text, Tone tone) implements Block {}

  /** A heading. */
  record Heading(LocalText text) implements Block {}

  /** Names and values. */
  record Facts(List<Fact> facts) implements Block {}

  /** A name and its value. */
  record Fact(LocalText name, LocalText value, Tone tone) {}

  /**
   * A table.
   *
   * @param head names of the columns
   * @param rows each with as many cells
   * @param empty what stands there when there are no rows
   */
  record Table(List<LocalText> head, List<Row> rows, LocalText empty) implements Block {}

  /**
   * A row.
   *
   * @param key what actions of this row get as {@code key}
   * @param cells one for each column
   * @param tone of the whole row
   * @param actions ids of the section's actions that this row offers
   */
  record Row(String key, List<LocalText> cells, Tone tone, List<String> actions) {}

  /**
   * The form of an action that concerns no row.
   *
   * @param key what the action gets as {@code key}, or empty
   * @param filled what stands in its inputs by their names
   */
  record Form(String action, String key, Map<String, String> filled) implements Block {
    /** An empty form without a key. */
    public Form(String action) {
      this(action, "", Map.of());
    }
  }

  /** Lines that are shown when somebody opens them. */
  record Folded(LocalText title, List<String> lines) implements Block {}

  /** Two texts line by line. */
  record Comparison(List<Line> lines) implements Block {}

  /**
   * A line of a comparison.
   *
   * @param change what became of it
   * @param before its number in the text before, from 1; 0 when it is not there
   * @param after its number in the text after, from 1; 0 when it is not there
   */
  record Line(Change change, int before, int after, String text) {
    /** What became of a line. */
    public enum Change {
      /** It stands in both. */
      SAME,
      /** It is new. */
      ADDED,
      /** It is gone. */
      REMOVED,
      /** Lines that stand in both are left out here. */
      LEFT_OUT
    }
  }

  /** Lines of text as they are, such as a log. */
  record Lines(List<String> lines) implements Block {}

  /** Text that is the same in both languages: names, numbers, ids. */
  static LocalText same(String text) {
    return new LocalText(text, text);
  }

  /** A time as people read it, in the machine's zone. */
  static LocalText time(Instant at) {
    return Pages.time(at);
  }

  /** A note without tone. */
  static Note note(String ja, String en) {
    return new Note(new LocalText(ja, en), Tone.PLAIN);
  }

  /** A fact. */
  static Fact fact(String ja, String en, LocalText value, Tone tone) {
    return new Fact(new LocalText(ja, en), value, tone);
  }
}
