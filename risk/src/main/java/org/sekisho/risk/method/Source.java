package org.sekisho.risk.method;

import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;

/**
 * Where the figures of a method come from; printed with every score.
 *
 * @param document the document that defines them
 * @param version its version or date
 * @param checked whether the figures were compared with the document itself
 * @param note what a reader must know about them; may be empty
 */
public record Source(String document, String version, boolean checked, LocalText note) {
  static final LocalText NO_NOTE = new LocalText("", "");

  static Source read(Fields source) {
    Fields note = source.section("note");
    return new Source(
        source.text("document"),
        source.text("version"),
        source.flag("checked", false),
        new LocalText(note.text("ja", ""), note.text("en", "")));
  }

  /** One line for a report, in both languages. */
  public LocalText text() {
    String name = document + ", " + version;
    return new LocalText(
        name + (checked ? "" : "（原文と未照合）") + (note.ja().isEmpty() ? "" : " " + note.ja()),
        name + (checked ? "" : " (unchecked)") + (note.en().isEmpty() ? "" : " " + note.en()));
  }
}
