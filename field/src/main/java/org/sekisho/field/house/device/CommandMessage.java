package org.sekisho.field.house.device;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Ids;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A command as it arrives at a device on {@code commands/<point>}.
 *
 * @param point the point of the topic
 * @param id id of the command, to be repeated in the result
 * @param value the value asked for
 * @param expires until when it may be carried out
 */
public record CommandMessage(String point, String id, Value value, Optional<Instant> expires) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOPIC = "commands/";
  private static final int MAX_ID_CHARS = 64;

  /** Decodes topic and payload; empty for whatever is no command. */
  public static Optional<CommandMessage> decode(String topic, byte[] payload) {
    if (!topic.startsWith(TOPIC) || !Ids.isId(topic.substring(TOPIC.length()))) {
      return Optional.empty();
    }
    try {
      JsonNode body = JSON.readTree(payload);
      JsonNode id = body.path("id");
      Value value = value(body.path("value"));
      if (!id.isString() || id.stringValue().length() > MAX_ID_CHARS || value == null) {
        return Optional.empty();
      }
      JsonNode expires = body.path("expires");
      return Optional.of(
          new CommandMessage(
              topic.substring(TOPIC.length()),
              id.stringValue(),
              value,
              expires.isString()
                  ? Optional.of(Instant.parse(expires.stringValue()))
                  : Optional.empty()));
    } catch (JacksonException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The result to publish on {@code commands/<point>/result} when it was carried out. */
  public byte[] done(Value readBack) {
    var body = JSON.createObjectNode().put("id", id).put("status", "done");
    PayloadForm.put(body, "value", readBack);
    return JSON.writeValueAsBytes(body);
  }

  /** The result to publish when it was not. */
  public byte[] failed(String reason) {
    return JSON.writeValueAsBytes(
        JSON.createObjectNode().put("id", id).put("status", "failed").put("reason", reason));
  }

  private static @Nullable Value value(JsonNode node) {
    if (node.isNumber()) {
      double number = node.doubleValue();
      return Double.isFinite(number) ? new Value.Numeric(number) : null;
    }
    if (node.isBoolean()) {
      return new Value.Bool(node.booleanValue());
    }
    return node.isString() ? new Value.Text(node.stringValue()) : null;
  }
}
