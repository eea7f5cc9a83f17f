package org.sekisho.headend.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.program.https.Answer;
import tools.jackson.databind.json.JsonMapper;

/** Refusals as problem details (RFC 9457). No text in them comes from a request. */
final class Problems {
  private static final JsonMapper JSON = new JsonMapper();

  private Problems() {}

  static Answer of(int status, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("status", status);
    problem.put("title", title(status));
    problem.put("detail", detail);
    return new Answer(
        status,
        Map.of("Content-Type", "application/problem+json"),
        JSON.writeValueAsBytes(problem));
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
