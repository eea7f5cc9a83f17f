package org.sekisho.model.senml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

class SenmlTest {
  private final SenmlDecoder decoder = new SenmlDecoder(1000);

  @Test
  void readsBackEveryReadingThatItWrites() {
    var random = new Random(20261121);
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Value value =
          switch (i % 4) {
            case 0 -> new Value.Numeric(random.nextGaussian() * Math.pow(10, random.nextInt(20)));
            case 1 -> new Value.Numeric(random.nextInt());
            case 2 -> new Value.Bool(random.nextBoolean());
            default -> new Value.Text("値" + random.nextInt());
          };
      readings.add(
          new Reading(
              new PointId("d" + random.nextInt(100), "p" + i % 7),
              value,
              1_790_000_000_000_000L + random.nextLong(2_000_000_000_000_000L),
              random.nextBoolean() ? Clock.DEVICE : Clock.GATEWAY,
              QualityReason.ofCode(random.nextInt(9)).orElseThrow()));
    }
    byte[] pack = SenmlCbor.pack("gw-1/", readings.stream().map(SenmlCbor::record).toList());
    var records = records(decoder.cbor(pack));
    assertThat(records).hasSameSizeAs(readings);
    for (int i = 0; i < records.size(); i++) {
      Reading sent = readings.get(i);
      SenmlRecord got = records.get(i);
      assertThat(got.name()).isEqualTo("gw-1/" + sent.point());
      assertThat(got.value()).isEqualTo(sent.value());
      assertThat(Math.round(got.timeS() * 1e6)).isEqualTo(sent.timeUs());
      assertThat(got.reason()).isEqualTo(sent.reason());
      assertThat(got.clock()).isEqualTo(sent.clock());
    }
  }

  @Test
  void appliesBaseFieldsAsInTheStandardsMultipleDatapointExample() {
    String pack =
        """
        [{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,"bu":"A","bver":5,
          "n":"voltage","u":"V","v":120.1},
         {"n":"current","t":-5,"v":1.2},
         {"n":"current","v":1.7}]
        """;
    var records = records(decoder.json(pack.getBytes(StandardCharsets.UTF_8)));
    assertThat(records).extracting(SenmlRecord::unit).containsExactly("V", "A", "A");
    assertThat(records.get(1).name()).isEqualTo("urn:dev:ow:10e2073a0108006:current");
    assertThat(records.get(1).timeS()).isEqualTo(1.276020071001e+09);
  }

  @Test
  void refusesLabelsThatMustBeUnderstood() {
    assertThat(decoder.json("[{\"n\":\"a\",\"v\":1,\"x_\":1}]".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SenmlPack.Malformed.class);
  }

  @Test
  void refusesMoreRecordsThanAllowed() {
    var one = new SenmlDecoder(1);
    assertThat(
            one.json(
                "[{\"n\":\"a\",\"v\":1},{\"n\":\"b\",\"v\":1}]".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new SenmlPack.Malformed("more than 1 records"));
  }

  @Test
  void marksNotANumber() {
    // [{0: "a", 2: NaN}] with a half-precision NaN
    byte[] pack = HexFormat.of().parseHex("81a200616102f97e00");
    assertThat(records(decoder.cbor(pack)).getFirst().reason())
        .isEqualTo(QualityReason.NOT_A_NUMBER);
  }

  @Test
  void neverThrowsOnAnyBytes() {
    var random = new Random(7);
    byte[] valid =
        SenmlCbor.pack(
            "gw/",
            List.of(
                SenmlCbor.record(
                    new Reading(
                        new PointId("d", "p"),
                        new Value.Numeric(1.5),
                        1,
                        Clock.GATEWAY,
                        QualityReason.NONE)),
                SenmlCbor.record(
                    new Reading(
                        new PointId("d", "p"),
                        new Value.Text("x"),
                        1,
                        Clock.DEVICE,
                        QualityReason.MALFORMED))));
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = valid.clone();
      if (i % 2 == 0) {
        for (int k = 0; k <= random.nextInt(4); k++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      } else {
        bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
      }
      assertThat(decoder.cbor(bytes)).isNotNull();
      assertThat(decoder.json(bytes)).isNotNull();
    }
  }

  private static List<SenmlRecord> records(SenmlPack pack) {
    assertThat(pack).isInstanceOf(SenmlPack.Records.class);
    return ((SenmlPack.Records) pack).records();
  }
}
