package org.sekisho.gateway.alert;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;

/** What people read of each kind of event, in Japanese and English. Immutable. */
public final class AlertTexts {
  private static final String RESOURCE = "texts.yaml";
  private static final String RULES = "rules.yaml";

  private final Map<EventKind, Text> texts;
  private final Map<String, String> rules;

  /** A title, and what a person should do. */
  public record Text(LocalText title, LocalText advice) {}

  private AlertTexts(Map<EventKind, Text> texts, Map<String, String> rules) {
    this.texts = texts;
    this.rules = rules;
  }

  /** The texts of this version. */
  public static AlertTexts load() {
    return new AlertTexts(kinds(read(RESOURCE)), rules(read(RULES)));
  }

  private static Fields read(String resource) {
    try (InputStream in = AlertTexts.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return Document.read(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> rules(Fields all) {
    Map<String, String> rules = new HashMap<>();
    for (String rule : all.keys()) {
      rules.put(rule, all.text(rule));
    }
    all.finish();
    return rules;
  }

  private static Map<EventKind, Text> kinds(Fields all) {
    Map<EventKind, Text> texts = new EnumMap<>(EventKind.class);
    for (EventKind kind : EventKind.values()) {
      if (all.has(kind.word())) {
        Fields one = all.section(kind.word());
        List<String> ja = one.texts("ja");
        List<String> en = one.texts("en");
        if (ja.size() != 2 || en.size() != 2) {
          one.problem("ja and en must be a title and an advice");
        } else {
          texts.put(
              kind,
              new Text(new LocalText(ja.get(0), en.get(0)), new LocalText(ja.get(1), en.get(1))));
        }
      }
    }
    all.finish();
    return texts;
  }

  /**
   * What was found, as people read it: the English sentence of the event, and in Japanese before it
   * what the rule means.
   *
   * @param rule the rule of the event: a dashed word, and a limit behind it or nothing
   * @param detail the event's English sentence
   */
  public LocalText detail(String rule, String detail) {
    return meaning(rule)
        .map(meaning -> new LocalText(meaning + "（" + detail + "）", detail))
        .orElseGet(() -> new LocalText(detail, detail));
  }

  /** What a rule means, in Japanese, if that is written down. */
  Optional<String> meaning(String rule) {
    int end = rule.indexOf(' ');
    return Optional.ofNullable(rules.get(end < 0 ? rule : rule.substring(0, end)));
  }

  /** Whether there is a text for the kind. */
  public boolean has(EventKind kind) {
    return texts.containsKey(kind);
  }

  /** The text of the kind; its word when there is none. */
  public Text of(EventKind kind) {
    Text text = texts.get(kind);
    return text != null
        ? text
        : new Text(new LocalText(kind.word(), kind.word()), new LocalText("", ""));
  }
}
