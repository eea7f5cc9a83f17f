package org.sekisho.gateway.alert;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;

/** What people read of each kind of event, in Japanese and English. Immutable. */
public final class AlertTexts {
  private static final String RESOURCE = "texts.yaml";

  private final Map<EventKind, Text> texts;

  /** A title, and what a person should do. */
  public record Text(LocalText title, LocalText advice) {}

  private AlertTexts(Map<EventKind, Text> texts) {
    this.texts = texts;
  }

  /** The texts of this version. */
  public static AlertTexts load() {
    try (InputStream in = AlertTexts.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      Fields all = Document.read(RESOURCE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
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
      return new AlertTexts(texts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
