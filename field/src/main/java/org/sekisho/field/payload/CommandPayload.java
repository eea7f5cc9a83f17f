package org.sekisho.field.payload;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON that a gateway sends to a device as a command, and the device back as its result.
 * Decoding is total. Immutable and thread-safe.
 */
public final class CommandPayload {
  /** Longest reason that a device may give, in characters; longer ones are cut. */
  public static final int MAX_REASON = 64;

  private static final int MAX_BYTES = 4_096;

  private final TokenStreamFactory json =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxStringLength(1_024)
                  .maxNameLength(64)
                  .maxNumberLength(64)
                  .build())
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .build();

  /**
   * A device's word on a command.
   *
   * @param id identity of the command
   * @param done whether the device carried it out
   * @param value the device's state afterwards, when it said so
   * @param reason why not; empty when the device gave none
   */
  public record Result(UUID id, boolean done, Optional<Value> value, String reason) {}

  /** {@code {"id":…,"value":…,"expires":…}}. */
  public byte[] command(UUID id, Value value, Instant expires) {
    StringWriter text = new StringWriter(128);
    try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeStringProperty("id", id.toString());
      switch (value) {
        case Value.Numeric numeric -> {
          if (numeric.number() == Math.rint(numeric.number())
              && Math.abs(numeric.number()) < 1e15) {
            out.writeNumberProperty("value", (long) numeric.number());
          } else {
            out.writeNumberProperty("value", numeric.number());
          }
        }
        case Value.Bool(boolean bool) -> out.writeBooleanProperty("value", bool);
        case Value.Text(String string) -> out.writeStringProperty("value", string);
      }
      out.writeStringProperty("expires", expires.toString());
      out.writeEndObject();
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads {@code {"id":…,"status":"done|failed","value"?:…,"reason"?:…}}; empty for all else. */
  public Optional<Result> result(byte[] payload) {
    if (payload.length > MAX_BYTES) {
      return Optional.empty();
    }
    try (JsonParser in = json.createParser(ObjectReadContext.empty(), payload)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      return members(in);
    } catch (JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Result> members(JsonParser in) {
    UUID id = null;
    String status = "";
    Value value = null;
    String reason = "";
    for (JsonToken token = in.nextToken(); token != JsonToken.END_OBJECT; token = in.nextToken()) {
      if (token != JsonToken.PROPERTY_NAME) {
        return Optional.empty();
      }
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "id" -> id = UUID.fromString(text(in));
        case "status" -> status = text(in);
        case "reason" -> reason = text(in);
        case "value" -> value = value(in);
        default -> in.skipChildren();
      }
    }
    boolean done = status.equals("done");
    if (id == null || in.nextToken() != null || (!done && !status.equals("failed"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Result(
            id,
            done,
            Optional.ofNullable(value),
            reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason));
  }

  private static String text(JsonParser in) {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      in.skipChildren();
      return "";
    }
    return in.getString();
  }

  private static @Nullable Value value(JsonParser in) {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double number = in.getDoubleValue();
        yield Double.isFinite(number) ? new Value.Numeric(number) : null;
      }
      case VALUE_STRING ->
          in.getStringLength() > PayloadDecoder.MAX_TEXT ? null : new Value.Text(in.getString());
      case null, default -> {
        in.skipChildren();
        yield null;
      }
    };
  }
}
