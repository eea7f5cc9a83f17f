package org.sekisho.home.headend;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Decodes server-sent events (WHATWG HTML, 9.2.6) from bytes in any portions; total: whatever comes
 * is events, comments or nothing. A line or an event longer than {@link #MAX_EVENT_BYTES} is cut
 * there, so that a peer cannot fill the memory. Not thread-safe.
 */
public final class EventStream {
  /** Longest line, and longest data of one event, in bytes. */
  public static final int MAX_EVENT_BYTES = 64 * 1024;

  /**
   * One event.
   *
   * @param name {@code message} when the stream gave none
   * @param data lines joined by line feeds
   * @param id the last id that the stream gave, empty when none
   */
  public record Event(String name, String data, String id) {}

  private final Consumer<Event> sink;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private final StringBuilder data = new StringBuilder();
  private String name = "";
  private String id = "";
  private boolean afterReturn;
  private boolean first = true;

  /** Gives each whole event to the sink. */
  public EventStream(Consumer<Event> sink) {
    this.sink = sink;
  }

  /** Takes the first {@code length} bytes of the array. */
  public void feed(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      afterReturn = b == '\r';
      if (b == '\n' || b == '\r') {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        line(first && text.startsWith("\uFEFF") ? text.substring(1) : text);
        first = false;
      } else if (line.size() < MAX_EVENT_BYTES) {
        line.write(b);
      }
    }
  }

  private void line(String text) {
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    if (colon == 0) {
      return;
    }
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    if (value.startsWith(" ")) {
      value = value.substring(1);
    }
    switch (field) {
      case "event" -> name = value;
      case "data" -> {
        if (data.length() + value.length() < MAX_EVENT_BYTES) {
          data.append(value).append('\n');
        }
      }
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          id = value;
        }
      }
      default -> {
        // Unknown fields are ignored, as the standard says; "retry" too: the back-off is ours.
      }
    }
  }

  private void dispatch() {
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
      sink.accept(new Event(name.isEmpty() ? "message" : name, data.toString(), id));
    }
    data.setLength(0);
    name = "";
  }
}
