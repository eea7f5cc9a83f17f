package org.sekisho.program.https;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a route answers.
 *
 * @param status 100…599
 * @param headers written as they stand
 * @param body may be empty
 * @param part sent in place of the body, straight from the disk
 */
@SuppressWarnings("ArrayRecordComponent") // bytes in transit: never compared, never changed
public record Answer(
    int status, Map<String, String> headers, byte[] body, Optional<FilePart> part) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * A part of a file.
   *
   * @param from first byte, from 0
   * @param length bytes, at least 1
   */
  public record FilePart(Path file, long from, long length) {}

  /** An answer whose body is in memory. */
  public Answer(int status, Map<String, String> headers, byte[] body) {
    this(status, headers, body, Optional.empty());
  }

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

  /** A part of a file, of any size. */
  public static Answer file(int status, String type, FilePart part) {
    return new Answer(status, Map.of("Content-Type", type), new byte[0], Optional.of(part));
  }

  /** The same answer with one more header. */
  public Answer with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body, part);
  }
}
