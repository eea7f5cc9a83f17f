package org.sekisho.guard.ruleset;

import org.jspecify.annotations.Nullable;
import org.sekisho.guard.channel.CounterReport.Count;

/** Text with indentation. */
final class RulesText {
  private final StringBuilder text = new StringBuilder();
  private int depth;

  void line(String line) {
    text.repeat("  ", depth).append(line).append('\n');
  }

  void open(String head) {
    line(head + " {");
    depth++;
  }

  void close() {
    depth--;
    line("}");
  }

  void counter(String name, @Nullable Count from) {
    line(
        from == null || from.packets() == 0
            ? "counter " + name + " { }"
            : "counter %s { packets %d bytes %d }".formatted(name, from.packets(), from.bytes()));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
