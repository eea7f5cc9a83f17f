package org.sekisho.report.document;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field of a table.
 *
 * @param content what is read
 * @param tone how weighty it is
 * @param number the value when the field is a number (a workbook sorts and computes with it), or
 *     null; the content says the same in words
 * @param anchor where links lead, or null
 */
public record Cell(
    List<Inline> content, Tone tone, @Nullable BigDecimal number, @Nullable Anchor anchor) {
  /** Copies the content. */
  public Cell {
    content = List.copyOf(content);
  }

  /** Plain text. */
  public static Cell of(String text) {
    return of(Inline.text(text));
  }

  /** Text with a form. */
  public static Cell of(List<Inline> content) {
    return new Cell(content, Tone.NONE, null, null);
  }

  /** A number, written without an exponent and with the places that it has. */
  public static Cell of(BigDecimal number) {
    return new Cell(Inline.text(number.toPlainString()), Tone.NONE, number, null);
  }

  /** The same with a tone. */
  public Cell with(Tone other) {
    return new Cell(content, other, number, anchor);
  }

  /** The same with an anchor. */
  public Cell with(Anchor other) {
    return new Cell(content, tone, number, other);
  }
}
