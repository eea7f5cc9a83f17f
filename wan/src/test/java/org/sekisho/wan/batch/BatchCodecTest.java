package org.sekisho.wan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.senml.SenmlCbor;

class BatchCodecTest {
  private static KeyPair keys;
  private static KeyPair otherKeys;

  private final List<Reading> readings =
      IntStream.range(0, 50)
          .mapToObj(
              i ->
                  new Reading(
                      new PointId("sensor-" + i % 3, "temperature"),
                      new Value.Numeric(20 + i / 10.0),
                      1_795_000_000_123_456L + i,
                      Clock.DEVICE,
                      QualityReason.NONE))
          .toList();
  private final byte[] payload =
      BatchPayload.encode("gw-1", readings.stream().map(SenmlCbor::record).toList());
  private final BatchHeader header =
      new BatchHeader(
          Bytes.of(new byte[16]),
          1,
          Bytes.ZERO_HASH,
          1,
          50,
          1_795_000_000_000L,
          BatchCodec.sha256("certificate"));

  @BeforeAll
  static void makeKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    keys = generator.generateKeyPair();
    otherKeys = generator.generateKeyPair();
  }

  @Test
  @Verifies("SYS-17")
  void carriesReadingsSignedAndChained() {
    BatchCodec.Unsigned unsigned = BatchCodec.prepare(header, payload);
    BatchCodec.Decoded.Batch batch = decoded(BatchCodec.sign(unsigned, keys.getPrivate()));
    assertThat(batch.header()).isEqualTo(header);
    assertThat(batch.hash()).isEqualTo(unsigned.hash());
    assertThat(batch.signedBy(keys.getPublic())).isTrue();
    assertThat(batch.signedBy(otherKeys.getPublic())).isFalse();
    assertThat(BatchPayload.decode(batch.payload(), "gw-1"))
        .isEqualTo(new BatchPayload.Decoded.Readings(readings));
  }

  @Test
  void refusesReadingsNamedForAnotherGateway() {
    assertThat(BatchPayload.decode(payload, "gw-2"))
        .isEqualTo(new BatchPayload.Decoded.Malformed("a name that is not the gateway's"));
  }

  @Test
  void keepsTheHashWhenSignedAgain() {
    BatchCodec.Unsigned unsigned = BatchCodec.prepare(header, payload);
    byte[] once = BatchCodec.sign(unsigned, keys.getPrivate());
    byte[] again = BatchCodec.sign(unsigned, keys.getPrivate());
    assertThat(once).isNotEqualTo(again);
    assertThat(decoded(once).hash()).isEqualTo(decoded(again).hash());
  }

  @Test
  @Verifies("SYS-17")
  void noChangedByteLeavesTheSignatureValid() {
    byte[] signed = BatchCodec.sign(BatchCodec.prepare(header, payload), keys.getPrivate());
    var random = new Random(42);
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = signed.clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      if (BatchCodec.decode(changed) instanceof BatchCodec.Decoded.Batch batch) {
        assertThat(batch.signedBy(keys.getPublic())).as("byte %d changed", at).isFalse();
      }
    }
  }

  @Test
  void neverThrowsOnAnyBytes() {
    byte[] signed = BatchCodec.sign(BatchCodec.prepare(header, payload), keys.getPrivate());
    var random = new Random(43);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = i % 2 == 0 ? signed.clone() : new byte[random.nextInt(80)];
      if (i % 2 == 0) {
        for (int k = 0; k < 3; k++) {
          bytes[random.nextInt(200)] = (byte) random.nextInt();
        }
      } else {
        random.nextBytes(bytes);
      }
      assertThat(BatchCodec.decode(bytes)).isNotNull();
      assertThat(BatchPayload.decode(bytes, "gw-1")).isNotNull();
    }
  }

  private static BatchCodec.Decoded.Batch decoded(byte[] cose) {
    assertThat(BatchCodec.decode(cose)).isInstanceOf(BatchCodec.Decoded.Batch.class);
    return (BatchCodec.Decoded.Batch) BatchCodec.decode(cose);
  }
}
