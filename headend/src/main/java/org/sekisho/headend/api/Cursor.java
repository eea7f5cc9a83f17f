package org.sekisho.headend.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.sekisho.headend.store.ReadingStore.ReadingKey;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.system.Ids;

/**
 * The place between two readings as an opaque text. It carries no permission: what a page shows is
 * decided anew each time.
 */
final class Cursor {
  private Cursor() {}

  static String of(ReadingKey key) {
    String text =
        key.timeUs() + "|" + key.gateway() + "|" + key.point().device() + "|" + key.point().point();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The place; empty when the text is no cursor. */
  static Optional<ReadingKey> parse(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      String[] parts = text.split("\\|", -1);
      if (parts.length != 4 || !Ids.isId(parts[1])) {
        return Optional.empty();
      }
      long timeUs = Long.parseLong(parts[0]);
      return timeUs < 0
          ? Optional.empty()
          : Optional.of(new ReadingKey(timeUs, parts[1], new PointId(parts[2], parts[3])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
