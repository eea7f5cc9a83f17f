package org.sekisho.field.house.device;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.sekisho.model.reading.Value;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORGenerator;

/** The ways in which devices write readings; each is in use in the simulated house. */
public enum PayloadForm {
  /** One message per point, only the value: {@code 21.5}. The gateway gives the time. */
  BARE {
    @Override
    public List<Message> encode(List<Sample> samples, Instant time) {
      return each(samples, sample -> utf8(sample.value().toString()));
    }
  },
  /** One SenML pack in JSON for all points (RFC 8428). */
  SENML_JSON {
    @Override
    public List<Message> encode(List<Sample> samples, Instant time) {
      var pack = NODES.arrayNode();
      for (Sample sample : samples) {
        ObjectNode record = pack.addObject().put("n", sample.point());
        if (!sample.unit().isEmpty()) {
          record.put("u", sample.unit());
        }
        record.put("t", seconds(time));
        switch (sample.value()) {
          case Value.Numeric(double number) -> record.put("v", decimal(number));
          case Value.Bool(boolean bool) -> record.put("vb", bool);
          case Value.Text(String text) -> record.put("vs", text);
        }
      }
      return List.of(new Message("readings", JSON.writeValueAsBytes(pack)));
    }
  },
  /** One message per point: {@code {"value":21.5,"time":"2026-01-01T00:00:00Z","unit":"Cel"}}. */
  VALUE_OBJECT {
    @Override
    public List<Message> encode(List<Sample> samples, Instant time) {
      return each(
          samples,
          sample -> {
            ObjectNode object = NODES.objectNode();
            put(object, "value", sample.value());
            object.put("time", time.toString());
            if (!sample.unit().isEmpty()) {
              object.put("unit", sample.unit());
            }
            return JSON.writeValueAsBytes(object);
          });
    }
  },
  /** One SenML pack in CBOR for all points (RFC 8428, section 6). */
  SENML_CBOR {
    @Override
    public List<Message> encode(List<Sample> samples, Instant time) {
      var bytes = new ByteArrayOutputStream();
      try (CBORGenerator out =
          (CBORGenerator) CBOR.createGenerator(ObjectWriteContext.empty(), bytes)) {
        out.writeStartArray(null, samples.size());
        for (Sample sample : samples) {
          out.writeStartObject(null, sample.unit().isEmpty() ? 3 : 4);
          out.writePropertyId(0);
          out.writeString(sample.point());
          if (!sample.unit().isEmpty()) {
            out.writePropertyId(1);
            out.writeString(sample.unit());
          }
          switch (sample.value()) {
            case Value.Numeric(double number) -> {
              out.writePropertyId(2);
              out.writeNumber(number);
            }
            case Value.Text(String text) -> {
              out.writePropertyId(3);
              out.writeString(text);
            }
            case Value.Bool(boolean bool) -> {
              out.writePropertyId(4);
              out.writeBoolean(bool);
            }
          }
          out.writePropertyId(6);
          out.writeNumber(time.toEpochMilli() / 1000.0);
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      return List.of(new Message("readings", bytes.toByteArray()));
    }
  },
  /** One JSON object for all points: {@code {"temperature":21.5,"time":1767225600000}}. */
  OBJECT {
    @Override
    public List<Message> encode(List<Sample> samples, Instant time) {
      ObjectNode object = NODES.objectNode();
      samples.forEach(sample -> put(object, sample.point(), sample.value()));
      object.put("time", time.toEpochMilli());
      return List.of(new Message("readings", JSON.writeValueAsBytes(object)));
    }
  };

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final CBORFactory CBOR = new CBORFactory();

  /** The messages that carry these samples, measured at one time. */
  public abstract List<Message> encode(List<Sample> samples, Instant time);

  /** Writes a value under the key as the JSON type that fits it. */
  public static void put(ObjectNode object, String key, Value value) {
    switch (value) {
      case Value.Numeric(double number) -> object.put(key, decimal(number));
      case Value.Bool(boolean bool) -> object.put(key, bool);
      case Value.Text(String text) -> object.put(key, text);
    }
  }

  private static List<Message> each(List<Sample> samples, Function<Sample, byte[]> payload) {
    return samples.stream()
        .map(sample -> new Message("readings/" + sample.point(), payload.apply(sample)))
        .toList();
  }

  /** Keeps 21.5 as 21.5 and 80.0 as 80, as a person would write them. */
  private static BigDecimal decimal(double number) {
    return new BigDecimal(new Value.Numeric(number).toString());
  }

  private static BigDecimal seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
