package org.sekisho.report.render;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sekisho.report.document.Characters;

/** Writes well-formed markup: elements close in order, and text is only ever text. */
final class Markup {
  private final StringBuilder out = new StringBuilder(1 << 16);
  private final Deque<String> open = new ArrayDeque<>();
  private final UnaryOperator<String> letters;

  /**
   * Markup for a reader that has every glyph, or whose missing glyphs are replaced by {@code
   * letters}.
   */
  Markup(UnaryOperator<String> letters) {
    this.letters = letters;
  }

  /** Opens an element; attributes are names and values in turns, a null value leaves one out. */
  Markup open(String tag, @Nullable String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** An element with no content and no end tag in HTML. */
  Markup single(String tag, @Nullable String... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  Markup line() {
    out.append('\n');
    return this;
  }

  /** An element with text. */
  Markup element(String tag, String text, @Nullable String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** Text; its line feeds become line breaks. */
  Markup text(String text) {
    String visible = letters.apply(Characters.visible(text));
    int from = 0;
    for (int feed = visible.indexOf('\n'); feed >= 0; feed = visible.indexOf('\n', from)) {
      escape(visible, from, feed);
      out.append("<br/>");
      from = feed + 1;
    }
    escape(visible, from, visible.length());
    return this;
  }

  /** Markup that a renderer made itself. */
  Markup raw(String markup) {
    out.append(markup);
    return this;
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("open elements: " + open);
    }
    return out.toString();
  }

  private void start(String tag, @Nullable String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      String value = attributes[i + 1];
      if (value != null) {
        out.append(' ').append(attributes[i]).append("=\"");
        String visible = letters.apply(Characters.visible(value)).replace('\n', ' ');
        escape(visible, 0, visible.length());
        out.append('"');
      }
    }
  }

  private void escape(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
