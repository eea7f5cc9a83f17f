package org.sekisho.gateway.console;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes the body of a form, once: at most {@value #MAX_FIELDS} fields, no name twice, UTF-8 only.
 */
final class FormBody {
  static final int MAX_FIELDS = 32;
  static final int MAX_NAME = 64;
  static final int MAX_VALUE = 4_096;

  private FormBody() {}

  /**
   * Empty when the bytes are no such form.
   *
   * @param valueChars most characters of a value
   */
  static Optional<Map<String, String>> decode(byte[] body, int valueChars) {
    Map<String, String> fields = new HashMap<>();
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    if (text.isEmpty()) {
      return Optional.of(fields);
    }
    String[] pairs = text.split("&", MAX_FIELDS + 1);
    if (pairs.length > MAX_FIELDS) {
      return Optional.empty();
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        return Optional.empty();
      }
      try {
        String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
        // Browsers end the lines of a text with both characters, whatever stood there before.
        String value =
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8)
                .replace("\r\n", "\n");
        if (name.length() > MAX_NAME
            || value.length() > valueChars
            || value.indexOf('\uFFFD') >= 0
            || fields.put(name, value) != null) {
          return Optional.empty();
        }
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.of(fields);
  }
}
