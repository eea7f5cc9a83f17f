package org.sekisho.gateway.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.Said;
import org.sekisho.gateway.event.SecurityEvent;
import tools.jackson.databind.json.JsonMapper;

/** A record as the line of JSON that is hashed, kept and exported; what is empty is left out. */
final class LogLine {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_VALUE = 300;

  private LogLine() {}

  /**
   * When a record was made.
   *
   * @param order counts up over all classes and starts
   * @param boot counts the starts of the gateway
   * @param uptimeMs by the monotonic clock since that start
   * @param quality of the wall clock, in one word
   */
  record Stamp(long order, long boot, long uptimeMs, String quality) {}

  /** The bytes of the line, without a line end. */
  static byte[] of(SecurityEvent event, long no, String prev, Stamp stamp) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("no", no);
    json.put("class", word(event.kind().logClass()));
    json.put("kind", event.kind().word());
    json.put("at", event.at().toString());
    json.put("clock", stamp.quality());
    json.put("boot", stamp.boot());
    json.put("uptime_ms", stamp.uptimeMs());
    json.put("order", stamp.order());
    if (event.count() > 1) {
      json.put("count", event.count());
      json.put("since", event.since().toString());
    }
    end(json, "source", event.source());
    end(json, "destination", event.destination());
    text(json, "protocol", event.protocol());
    text(json, "device", event.device());
    text(json, "account", event.account());
    text(json, "rule", event.rule());
    text(json, "action", event.action());
    text(json, "detail", event.detail());
    if (!event.said().code().isEmpty()) {
      json.put("said", said(event.said()));
    }
    json.put("prev", prev);
    // Half a surrogate pair becomes a question mark here, once, and is hashed as such.
    return JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
  }

  /** The class in one word. */
  static String word(EventClass of) {
    return of.word();
  }

  /** The class of that word. */
  static EventClass ofWord(String word) {
    return EventClass.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** When the record says that it happened. */
  static Instant at(byte[] line) {
    return Instant.parse(JSON.readTree(line).path("at").asString(""));
  }

  private static void end(Map<String, Object> json, String name, Endpoint end) {
    if (!end.address().isEmpty()) {
      json.put(name, end.address());
    }
    if (end.port() != 0) {
      json.put(name + "_port", end.port());
    }
  }

  private static Map<String, Object> said(Said said) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", said.code());
    if (!said.values().isEmpty()) {
      json.put("values", said.values().stream().map(LogLine::cut).toList());
    }
    said.because().ifPresent(why -> json.put("because", said(why)));
    return json;
  }

  private static String cut(String value) {
    return value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
  }

  private static void text(Map<String, Object> json, String name, String text) {
    if (!text.isEmpty()) {
      json.put(name, text);
    }
  }
}
