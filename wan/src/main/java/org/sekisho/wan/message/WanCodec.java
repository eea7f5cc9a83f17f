package org.sekisho.wan.message;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.sekisho.model.cbor.CborWriter;
import org.sekisho.model.command.Command;
import org.sekisho.model.command.CommandResult;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.wan.batch.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Messages as CBOR maps with text keys; decoding is total. Thread-safe. */
public final class WanCodec {
  /** Largest encoded message, in bytes. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final CBORMapper MAPPER =
      CBORMapper.builder(
              CBORFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(4)
                          .maxNameLength(32)
                          .maxStringLength(4096)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private WanCodec() {}

  /** What a decoder says about bytes that should be a message. */
  public sealed interface Decoded {
    /** Well formed. */
    record Message(WanMessage message) implements Decoded {}

    /** Not a message; the reason is a short clause without any input in it. */
    record Malformed(String reason) implements Decoded {}
  }

  /** Encodes a message. */
  public static byte[] encode(WanMessage message) {
    var out = new CborWriter(192);
    switch (message) {
      case WanMessage.Resume m ->
          out.map(4)
              .text("type")
              .text("resume")
              .text("chain")
              .bytes(m.chain().toArray())
              .text("no")
              .integer(m.number())
              .text("hash")
              .bytes(m.hash().toArray());
      case WanMessage.LedgerReport m ->
          out.map(8)
              .text("type")
              .text("ledger")
              .text("chain")
              .bytes(m.chain().toArray())
              .text("at")
              .integer(m.atMs())
              .text("accepted")
              .integer(m.accepted())
              .text("delivered")
              .integer(m.delivered())
              .text("waiting")
              .integer(m.waiting())
              .text("dropped")
              .integer(m.dropped())
              .text("acked")
              .integer(m.ackedBatch());
      case WanMessage.LedgerAnswer m ->
          out.map(6)
              .text("type")
              .text("ledger-answer")
              .text("chain")
              .bytes(m.chain().toArray())
              .text("at")
              .integer(m.atMs())
              .text("stored")
              .integer(m.stored())
              .text("redelivered")
              .integer(m.redelivered())
              .text("gap")
              .integer(m.gap());
      case WanMessage.Order(Command c) -> {
        out.map(9)
            .text("type")
            .text("command")
            .text("id")
            .text(c.id().toString())
            .text("gateway")
            .text(c.gateway())
            .text("device")
            .text(c.point().device())
            .text("point")
            .text(c.point().point())
            .text("application")
            .text(c.application())
            .text("issued")
            .integer(c.issuedAt().toEpochMilli())
            .text("expires")
            .integer(c.expiresAt().toEpochMilli())
            .text("value");
        value(out, c.value());
      }
      case WanMessage.Result(CommandResult r) -> {
        out.map(r.readBack().isPresent() ? 6 : 5)
            .text("type")
            .text("result")
            .text("id")
            .text(r.id().toString())
            .text("status")
            .text(r.status().word())
            .text("reason")
            .text(r.reason())
            .text("at")
            .integer(r.at().toEpochMilli());
        r.readBack().ifPresent(v -> value(out.text("read-back"), v));
      }
    }
    return out.toBytes();
  }

  /** Decodes a message. */
  public static Decoded decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return new Decoded.Malformed("larger than " + MAX_BYTES + " bytes");
    }
    try {
      JsonNode map = MAPPER.readTree(bytes);
      if (map == null || !map.isObject()) {
        return new Decoded.Malformed("not a map");
      }
      return new Decoded.Message(message(new Entries(map)));
    } catch (JacksonException | IllegalArgumentException e) {
      return new Decoded.Malformed("not a message of this protocol");
    }
  }

  private static WanMessage message(Entries in) {
    String type = in.text("type");
    return switch (type) {
      case "resume" ->
          new WanMessage.Resume(in.bytes("chain", 16), in.count("no"), in.bytes("hash", 32));
      case "ledger" ->
          new WanMessage.LedgerReport(
              in.bytes("chain", 16),
              in.count("at"),
              in.count("accepted"),
              in.count("delivered"),
              in.count("waiting"),
              in.count("dropped"),
              in.count("acked"));
      case "ledger-answer" ->
          new WanMessage.LedgerAnswer(
              in.bytes("chain", 16),
              in.count("at"),
              in.count("stored"),
              in.count("redelivered"),
              in.whole("gap"));
      case "command" ->
          new WanMessage.Order(
              new Command(
                  UUID.fromString(in.text("id")),
                  in.text("gateway"),
                  new PointId(in.text("device"), in.text("point")),
                  in.value("value"),
                  in.text("application"),
                  Instant.ofEpochMilli(in.count("issued")),
                  Instant.ofEpochMilli(in.count("expires"))));
      case "result" ->
          new WanMessage.Result(
              new CommandResult(
                  UUID.fromString(in.text("id")),
                  CommandResult.Status.valueOf(in.text("status").toUpperCase(Locale.ROOT)),
                  in.text("reason"),
                  in.has("read-back") ? Optional.of(in.value("read-back")) : Optional.empty(),
                  Instant.ofEpochMilli(in.count("at"))));
      default -> throw new IllegalArgumentException("unknown type");
    };
  }

  private static void value(CborWriter out, Value value) {
    switch (value) {
      case Value.Numeric(double number) -> out.number(number);
      case Value.Bool(boolean bool) -> out.bool(bool);
      case Value.Text(String text) -> out.text(text);
    }
  }

  /** Entries of a message's map; every accessor throws IllegalArgumentException on a wrong type. */
  private record Entries(JsonNode map) {
    boolean has(String key) {
      return map.has(key);
    }

    String text(String key) {
      JsonNode node = map.path(key);
      if (!node.isString() || node.stringValue().isEmpty()) {
        throw new IllegalArgumentException(key);
      }
      return node.stringValue();
    }

    long whole(String key) {
      JsonNode node = map.path(key);
      if (!node.isIntegralNumber() || !node.canConvertToLong()) {
        throw new IllegalArgumentException(key);
      }
      return node.longValue();
    }

    long count(String key) {
      long value = whole(key);
      if (value < 0 || value > 1L << 53) {
        throw new IllegalArgumentException(key);
      }
      return value;
    }

    Bytes bytes(String key, int length) {
      JsonNode node = map.path(key);
      if (!node.isBinary() || node.binaryValue().length != length) {
        throw new IllegalArgumentException(key);
      }
      return Bytes.of(node.binaryValue());
    }

    Value value(String key) {
      JsonNode node = map.path(key);
      if (node.isNumber()) {
        return new Value.Numeric(node.doubleValue());
      }
      if (node.isBoolean()) {
        return new Value.Bool(node.booleanValue());
      }
      return new Value.Text(text(key));
    }
  }
}
