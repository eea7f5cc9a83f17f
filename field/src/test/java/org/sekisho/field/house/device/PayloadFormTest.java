package org.sekisho.field.house.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sekisho.field.payload.Payload;
import org.sekisho.field.payload.PayloadDecoder;
import org.sekisho.field.payload.PointValue;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Value;

class PayloadFormTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.500Z");
  private static final List<Sample> SAMPLES =
      List.of(
          new Sample("temperature", "Cel", new Value.Numeric(21.5)),
          new Sample("switch", "", new Value.Bool(true)));

  @Test
  void writesBareValues() {
    assertThat(texts(PayloadForm.BARE))
        .containsExactly("readings/temperature 21.5", "readings/switch true");
  }

  @Test
  void writesSenmlInJson() {
    assertThat(texts(PayloadForm.SENML_JSON))
        .containsExactly(
            "readings [{\"n\":\"temperature\",\"u\":\"Cel\",\"t\":1767225600.500,\"v\":21.5},"
                + "{\"n\":\"switch\",\"t\":1767225600.500,\"vb\":true}]");
  }

  @Test
  void writesValueObjects() {
    assertThat(texts(PayloadForm.VALUE_OBJECT))
        .containsExactly(
            "readings/temperature"
                + " {\"value\":21.5,\"time\":\"2026-01-01T00:00:00.500Z\",\"unit\":\"Cel\"}",
            "readings/switch {\"value\":true,\"time\":\"2026-01-01T00:00:00.500Z\"}");
  }

  @Test
  void writesOneObject() {
    assertThat(texts(PayloadForm.OBJECT))
        .containsExactly("readings {\"temperature\":21.5,\"switch\":true,\"time\":1767225600500}");
  }

  @Test
  void writesSenmlInCbor() {
    List<Message> messages =
        PayloadForm.SENML_CBOR.encode(
            List.of(new Sample("power", "W", new Value.Numeric(0.5))), TIME);
    assertThat(HexFormat.of().formatHex(messages.getFirst().payload()))
        .isEqualTo(
            "81" // a pack of one record
                + "a4" // with four fields
                + "00" // n
                + "65706f776572" // "power"
                + "01" // u
                + "6157" // "W"
                + "02" // v
                + "fb3fe0000000000000" // 0.5
                + "06" // t
                + "fb41da556e40200000"); // 1767225600.5
  }

  /** The gateway's decoder reads every form back to the same values and times. */
  @Test
  void isReadBackByTheGateway() {
    var decoder = new PayloadDecoder();
    for (PayloadForm form : PayloadForm.values()) {
      Map<String, Value> values = new HashMap<>();
      for (Message message : form.encode(SAMPLES, TIME)) {
        List<PointValue> decoded =
            message.topic().equals("readings")
                ? ((Payload.Values) decoder.several(message.payload())).values()
                : List.of(decoder.one(message.payload()));
        for (PointValue value : decoded) {
          String topic = message.topic().replaceFirst("^readings/?", "");
          values.put(topic.isEmpty() ? value.name() : topic, value.value());
          assertThat(value.reason()).as("%s", form).isEqualTo(QualityReason.NONE);
          if (form != PayloadForm.BARE) {
            assertThat(value.timeUs()).as("%s", form).isEqualTo(TIME.toEpochMilli() * 1000);
          }
        }
      }
      assertThat(values)
          .as("%s", form)
          .isEqualTo(
              Map.of("temperature", new Value.Numeric(21.5), "switch", new Value.Bool(true)));
    }
  }

  @Test
  void decodesCommands() {
    byte[] payload =
        utf8("{\"id\":\"c1\",\"value\":false,\"expires\":\"2026-01-01T00:00:00Z\",\"more\":1}");
    assertThat(CommandMessage.decode("commands/switch", payload))
        .contains(
            new CommandMessage(
                "switch",
                "c1",
                new Value.Bool(false),
                Optional.of(Instant.parse("2026-01-01T00:00:00Z"))));
    assertThat(CommandMessage.decode("commands/switch/result", payload)).isEmpty();
    assertThat(CommandMessage.decode("other/switch", payload)).isEmpty();
    assertThat(CommandMessage.decode("commands/switch", utf8("{\"id\":\"c1\"}"))).isEmpty();
    assertThat(CommandMessage.decode("commands/switch", utf8("{\"id\":1,\"value\":1}"))).isEmpty();
  }

  @Test
  void decodesAnyBytesWithoutAFault() {
    var random = new SplittableRandom(42);
    byte[] good = utf8("{\"id\":\"c1\",\"value\":1.5,\"expires\":\"2026-01-01T00:00:00Z\"}");
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = i % 2 == 0 ? good.clone() : new byte[random.nextInt(40)];
      for (int flip = 0; flip <= random.nextInt(1, 4) && bytes.length > 0; flip++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(CommandMessage.decode("commands/switch", bytes)).isNotNull();
    }
  }

  private static List<String> texts(PayloadForm form) {
    return form.encode(SAMPLES, TIME).stream()
        .map(m -> m.topic() + " " + new String(m.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
