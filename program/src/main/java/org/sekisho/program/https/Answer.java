package org.sekisho.program.https;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a route answers.
 *
 * @param status 100…599
 * @param headers written as they stand
 * @param body may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // bytes in transit: never compared, never changed
public record Answer(int status, Map<String, String> headers, byte[] body) {
  private static final JsonMapper JSON = new JsonMapper();

  public Answer {
    headers = Map.copyOf(headers);
  }

  /** A status and nothing else. */
  public static Answer empty(int status) {
    return new Answer(status, Map.of(), new byte[0]);
  }

  /** A value as JSON. */
  public static Answer json(int status, Object value) {
    return new Answer(
        status, Map.of("Content-Type", "application/json"), JSON.writeValueAsBytes(value));
  }

  /** A text in UTF-8. */
  public static Answer text(int status, String type, String text) {
    return new Answer(status, Map.of("Content-Type", type), text.getBytes(StandardCharsets.UTF_8));
  }

  /** A refusal or fault as problem details (RFC 9457); the title must not echo input. */
  public static Answer problem(int status, String title) {
    return new Answer(
        status,
        Map.of("Content-Type", "application/problem+json"),
        JSON.writeValueAsBytes(Map.of("status", status, "title", title)));
  }

  /** The same answer with one more header. */
  public Answer with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }
}
