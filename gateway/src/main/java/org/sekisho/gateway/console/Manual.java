package org.sekisho.gateway.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/**
 * What the ways of using this gateway risk: a chapter for each function that is on at this moment,
 * and the text of each operation that weakens security.
 *
 * @param chapters of all functions, in the order of the page
 */
public record Manual(List<Chapter> chapters) implements ConsoleSection {
  private static final LocalText TITLE = new LocalText("使い方と危険性", "Use and its risks");
  private static final LocalText NOTE =
      new LocalText(
          "この機器で今有効な機能と、その使い方から生じる危険性です。機能を有効にすると、その説明がここに加わります。",
          "The functions that are on at this moment, and what using them risks. When a function is"
              + " switched on, its chapter is added here.");
  private static final LocalText OPERATIONS =
      new LocalText("保護を弱める操作", "Operations that weaken protection");

  /**
   * A chapter.
   *
   * @param title of the function
   * @param text what its use risks, and what to do about it
   * @param on whether the function is on
   */
  public record Chapter(LocalText title, LocalText text, BooleanSupplier on) {
    /** A chapter of a function. */
    public static Chapter of(
        String ja, String en, String textJa, String textEn, BooleanSupplier on) {
      return new Chapter(new LocalText(ja, en), new LocalText(textJa, textEn), on);
    }
  }

  /** Keeps the list. */
  public Manual {
    chapters = List.copyOf(chapters);
  }

  @Override
  public String id() {
    return "manual";
  }

  @Override
  public LocalText title() {
    return TITLE;
  }

  @Override
  public Map<Screen, Set<AccountRole>> readers() {
    return Map.of(
        Screen.USERS, Screen.USERS.roles(), Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
  }

  @Override
  public List<Block> show(Viewer viewer) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Note(NOTE, Block.Tone.PLAIN));
    present().forEach(chapter -> add(blocks, chapter.title(), chapter.text()));
    if (viewer.screen() == Screen.MAINTAINERS) {
      Risk.OPERATIONS.forEach((name, risk) -> add(blocks, name, risk.text()));
    }
    return blocks;
  }

  private static void add(List<Block> blocks, LocalText title, LocalText text) {
    blocks.add(new Block.Heading(title));
    blocks.add(new Block.Note(text, Block.Tone.PLAIN));
  }

  private List<Chapter> present() {
    return chapters.stream().filter(c -> c.on().getAsBoolean()).toList();
  }

  /** All of it as Markdown. */
  public String markdown(String language) {
    var text = new StringBuilder("# ").append(TITLE.in(language)).append("\n\n");
    text.append(NOTE.in(language)).append('\n');
    for (Chapter chapter : present()) {
      text.append("\n## ").append(chapter.title().in(language)).append("\n\n");
      text.append(chapter.text().in(language)).append('\n');
    }
    text.append("\n# ").append(OPERATIONS.in(language)).append('\n');
    Risk.OPERATIONS.forEach(
        (name, risk) ->
            text.append("\n## ")
                .append(name.in(language))
                .append("\n\n")
                .append(risk.text().in(language))
                .append(" (")
                .append(risk.id())
                .append('/')
                .append(risk.version())
                .append(")\n"));
    return text.toString();
  }
}
