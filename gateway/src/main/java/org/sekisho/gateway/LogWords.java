package org.sekisho.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.gateway.configuration.Return;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.gateway.weakening.GuardWords;
import org.sekisho.guard.policy.Remark;
import org.sekisho.model.system.LocalText;
import tools.jackson.databind.JsonNode;

/** What records of the log say, in the languages of the pages. */
final class LogWords {
  private LogWords() {}

  /**
   * The sentence of a record; in English for both when it has no code that this program knows.
   *
   * @param line a record
   */
  static LocalText of(JsonNode line) {
    String english = line.path("detail").asString("");
    return said(line.path("said"))
        .map(text -> new LocalText(text.ja(), english))
        .orElseGet(() -> new LocalText(english, english));
  }

  private static Optional<LocalText> said(JsonNode said) {
    String code = said.path("code").asString("");
    List<String> values = new ArrayList<>();
    said.path("values").forEach(v -> values.add(v.asString("")));
    Optional<LocalText> own =
        code.isEmpty()
            ? Optional.empty()
            : Phrase.text(code, values)
                .or(() -> Return.ofLog(code, values))
                .or(() -> remark(code, values));
    return said.has("because")
        ? own.flatMap(
            text ->
                said(said.path("because"))
                    .map(
                        why ->
                            new LocalText(
                                text.ja() + ": " + why.ja(), text.en() + ": " + why.en())))
        : own;
  }

  private static Optional<LocalText> remark(String code, List<String> values) {
    for (Remark.Code one : Remark.Code.values()) {
      if (code.equals(NetworkDefence.GUARD + one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          && values.size() == one.places()) {
        return Optional.of(GuardWords.of(new Remark(one, values)));
      }
    }
    return Optional.empty();
  }
}
