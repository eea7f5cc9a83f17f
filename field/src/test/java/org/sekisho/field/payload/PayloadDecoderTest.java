package org.sekisho.field.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Value;

class PayloadDecoderTest {
  private static final Path CORPUS = Path.of("src/test/resources/fuzz");
  private final PayloadDecoder decoder = new PayloadDecoder();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private PointValue one(String text) {
    return decoder.one(utf8(text));
  }

  @ParameterizedTest
  @CsvSource({
    "21.5, 21.5",
    "-0.25, -0.25",
    "0, 0",
    "  7 , 7",
    "1e3, 1000",
    "+2, 2",
    "123456789012345678, 123456789012345678",
    "0.1, 0.1",
    "3.141592653589793, 3.141592653589793",
    "{\"value\": 21.5}, 21.5"
  })
  void readsNumbers(String text, double expected) {
    PointValue value = one(text);
    assertThat(value.value()).isEqualTo(new Value.Numeric(expected));
    assertThat(value.reason()).isEqualTo(QualityReason.NONE);
    assertThat(value.timeUs()).isEqualTo(PointValue.NO_TIME);
  }

  @Test
  void readsPlainDecimalsExactlyAsJavaDoes() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      String text =
          (random.nextBoolean() ? "-" : "")
              + random.nextInt(1_000_000)
              + "."
              + random.nextInt(1_000_000_000);
      assertThat(one(text).value()).isEqualTo(new Value.Numeric(Double.parseDouble(text)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "inf",
        "1e999",
        "-1e999",
        "\"NaN\"",
        "{\"value\": NaN}",
        "{\"value\": 1e999}",
        "{\"value\": \"-inf\"}"
      })
  void saysThatItIsNotANumber(String text) {
    PointValue value = one(text);
    assertThat(value.value()).isInstanceOf(Value.Text.class);
    assertThat(value.reason()).isEqualTo(QualityReason.NOT_A_NUMBER);
  }

  @Test
  void readsBooleansAndTexts() {
    assertThat(one("true").value()).isEqualTo(new Value.Bool(true));
    assertThat(one("false").value()).isEqualTo(new Value.Bool(false));
    assertThat(one("{\"value\":false}").value()).isEqualTo(new Value.Bool(false));
    assertThat(one("\"21.5\"").value()).isEqualTo(new Value.Text("21.5"));
    assertThat(one("開").value()).isEqualTo(new Value.Text("開"));
    assertThat(one("0x10").value()).isEqualTo(new Value.Text("0x10"));
    assertThat(one("1f").value()).isEqualTo(new Value.Text("1f"));
  }

  @Test
  void readsTimeAndUnit() {
    PointValue value =
        one(
            "{\"unit\":\"Cel\",\"time\":\"2026-01-31T09:00:00.123456789+09:00\",\"value\":1,"
                + "\"extra\":{\"a\":[1,2]}}");
    assertThat(value.unit()).isEqualTo("Cel");
    assertThat(value.timeUs()).isEqualTo(1_769_817_600_123_456L);
    assertThat(one("{\"value\":1,\"time\":1769817600}").timeUs()).isEqualTo(1_769_817_600_000_000L);
    assertThat(one("{\"value\":1,\"time\":1769817600123}").timeUs())
        .isEqualTo(1_769_817_600_123_000L);
    assertThat(one("{\"value\":1,\"time\":1769817600123456}").timeUs())
        .isEqualTo(1_769_817_600_123_456L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "{}",
        "{\"value\":null}",
        "{\"value\":{}}",
        "{\"value\":1}}",
        "{\"value\":1} x",
        "\"open",
        "{\"value\":1,\"time\":\"yesterday\"}",
        "{\"value\":1,\"time\":\"2026-02-30T00:00:00Z\"}",
        "{\"value\":1,\"time\":-5}",
        "{\"value\":1,\"unit\":5}",
        "a\u0000b"
      })
  void keepsTheBeginningOfWhatItCannotDecode(String text) {
    PointValue value = one(text);
    assertThat(value.reason()).isEqualTo(QualityReason.MALFORMED);
    assertThat(((Value.Text) value.value()).text())
        .hasSizeLessThanOrEqualTo(PayloadDecoder.KEPT_OF_MALFORMED)
        .doesNotContain("\u0000");
  }

  @Test
  void refusesTextsBeyondTheLimit() {
    String longest = "x".repeat(PayloadDecoder.MAX_TEXT);
    assertThat(one(longest).reason()).isEqualTo(QualityReason.NONE);
    assertThat(one(longest + "x").reason()).isEqualTo(QualityReason.MALFORMED);
    assertThat(one("\"" + longest + "x\"").reason()).isEqualTo(QualityReason.MALFORMED);
    assertThat(one("9".repeat(10_000)).reason()).isEqualTo(QualityReason.MALFORMED);
    assertThat(one("{\"value\":" + "9".repeat(10_000) + "}").reason())
        .isEqualTo(QualityReason.MALFORMED);
    assertThat(one("{\"value\":" + "[".repeat(10_000)).reason()).isEqualTo(QualityReason.MALFORMED);
  }

  @Test
  void readsAnObjectOfPoints() {
    assertThat(decoder.several(utf8(" {\"temperature\":21.5,\"time\":1769817600,\"on\":true}")))
        .isEqualTo(
            new Payload.Values(
                List.of(
                    new PointValue(
                        "temperature",
                        new Value.Numeric(21.5),
                        1_769_817_600_000_000L,
                        "",
                        QualityReason.NONE),
                    new PointValue(
                        "on",
                        new Value.Bool(true),
                        1_769_817_600_000_000L,
                        "",
                        QualityReason.NONE))));
  }

  @Test
  void readsSenmlInJsonAndCbor() {
    Payload json =
        decoder.several(
            utf8(
                "[{\"bn\":\"hand-sensor/\",\"bt\":1769817600,\"bu\":\"Cel\",\"n\":\"temperature\","
                    + "\"v\":21.5,\"q\":4},{\"n\":\"note\",\"vs\":\"NaN\",\"t\":1}]"));
    assertThat(json)
        .isEqualTo(
            new Payload.Values(
                List.of(
                    new PointValue(
                        "hand-sensor/temperature",
                        new Value.Numeric(21.5),
                        1_769_817_600_000_000L,
                        "Cel",
                        QualityReason.NONE),
                    new PointValue(
                        "hand-sensor/note",
                        new Value.Text("NaN"),
                        1_769_817_601_000_000L,
                        "Cel",
                        QualityReason.NOT_A_NUMBER))));
    // 81 array(1)  A2 map(2)  00 61 74 n:"t"  02 F9 4D60 v:21.5
    assertThat(decoder.several(HexFormat.of().parseHex("81A200617402F94D60")))
        .isEqualTo(
            new Payload.Values(
                List.of(
                    new PointValue(
                        "t",
                        new Value.Numeric(21.5),
                        PointValue.NO_TIME,
                        "",
                        QualityReason.NONE))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "21.5",
        "[]",
        "{}",
        "[1]",
        "[{}]",
        "{\"a\":{\"b\":1}}",
        "{\"a\":1",
        "{\"a\":1}{",
        "[{\"n\":\"a\",\"vd\":\"AAAA\"}]",
        "[{\"n\":\"a\",\"v\":1,\"must_\":2}]",
        "{\"time\":\"no\"}"
      })
  void refusesWhatIsNoListOfValues(String text) {
    assertThat(decoder.several(utf8(text))).isInstanceOf(Payload.Malformed.class);
  }

  @Test
  void refusesMoreValuesThanAllowed() {
    StringBuilder object = new StringBuilder("{");
    for (int i = 0; i <= PayloadDecoder.MAX_VALUES; i++) {
      object.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":1");
    }
    assertThat(decoder.several(utf8(object + "}"))).isInstanceOf(Payload.Malformed.class);
  }

  @Test
  void neverThrowsOnMutatedCorpus() throws IOException {
    List<byte[]> corpus = new ArrayList<>();
    try (Stream<Path> files = Files.list(CORPUS)) {
      for (Path file : files.sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        corpus.add(
            file.toString().endsWith(".hex")
                ? HexFormat.of().parseHex(new String(bytes, StandardCharsets.US_ASCII).strip())
                : bytes);
      }
    }
    assertThat(corpus).isNotEmpty();
    for (byte[] seed : corpus) {
      decoder.one(seed);
      decoder.several(seed);
    }
    for (long seed = 0; seed < 40_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = mutated(corpus.get(random.nextInt(corpus.size())), random);
      try {
        assertThat(decoder.one(bytes)).isNotNull();
        assertThat(decoder.several(bytes)).isNotNull();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
      }
    }
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
          System.arraycopy(
              bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
          bytes = longer;
        }
        default -> bytes[at] = (byte) "{}[]\",:0123456789-+eE.ntf\\u".charAt(random.nextInt(27));
      }
    }
    return bytes;
  }
}
