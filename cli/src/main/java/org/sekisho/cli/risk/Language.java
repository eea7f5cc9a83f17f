package org.sekisho.cli.risk;

import org.sekisho.model.system.LocalText;
import picocli.CommandLine.Option;

/** The language in which a command speaks. */
final class Language {
  /** A language that is spoken. */
  enum Tag {
    /** Japanese. */
    ja,
    /** English. */
    en
  }

  @Option(
      names = "--lang",
      paramLabel = "ja|en",
      description = "language of what is written (default: that of the terminal)")
  private Tag tag = ofTerminal();

  String tag() {
    return tag.name();
  }

  String say(LocalText text) {
    return text.in(tag());
  }

  String say(String japanese, String english) {
    return tag == Tag.ja ? japanese : english;
  }

  private static Tag ofTerminal() {
    for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      String value = System.getenv(name);
      if (value != null && !value.isEmpty()) {
        return value.startsWith("ja") ? Tag.ja : Tag.en;
      }
    }
    return Tag.en;
  }
}
