package org.sekisho.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.senml.SenmlCbor;
import org.sekisho.program.TlsIdentity;
import org.sekisho.wan.batch.BatchCodec;
import org.sekisho.wan.batch.BatchHeader;
import org.sekisho.wan.batch.BatchPayload;
import org.sekisho.wan.batch.Bytes;

/**
 * A chain of batches as a gateway would send them, made ahead of time so that making them costs
 * nothing while the head-end is measured.
 *
 * @param gateway component id
 * @param encoded the batches, in the order of their numbers
 * @param readingsEach in every batch
 */
public record SignedBatches(String gateway, List<byte[]> encoded, int readingsEach) {
  /** Time between two readings of one device, in microseconds. */
  private static final long STEP_US = 10_000;

  /**
   * Makes a chain.
   *
   * @param devices ids whose turn it is one after another
   * @param startUs time of the first readings
   */
  public static SignedBatches make(
      TlsIdentity identity,
      List<String> devices,
      String point,
      int count,
      int readingsEach,
      long startUs,
      RandomGenerator random) {
    List<PointId> points = devices.stream().map(d -> new PointId(d, point)).toList();
    byte[] life = new byte[16];
    random.nextBytes(life);
    Bytes chain = Bytes.of(life);
    Bytes keyId = Bytes.of(identity.thumbprint());
    Bytes previous = Bytes.ZERO_HASH;
    List<byte[]> batches = new ArrayList<>(count);
    long reading = 0;
    for (int number = 1; number <= count; number++) {
      long first = reading + 1;
      List<byte[]> records = new ArrayList<>(readingsEach);
      for (int i = 0; i < readingsEach; i++, reading++) {
        records.add(
            SenmlCbor.record(
                new Reading(
                    points.get((int) (reading % points.size())),
                    new Value.Numeric(Math.round(random.nextDouble(15, 30) * 10) / 10.0),
                    startUs + reading / points.size() * STEP_US,
                    Clock.GATEWAY,
                    QualityReason.NONE)));
      }
      var header = new BatchHeader(chain, number, previous, first, reading, startUs / 1000, keyId);
      BatchCodec.Unsigned unsigned =
          BatchCodec.prepare(header, BatchPayload.encode(identity.id(), records));
      batches.add(BatchCodec.sign(unsigned, identity.key()));
      previous = unsigned.hash();
    }
    return new SignedBatches(identity.id(), batches, readingsEach);
  }

  /** How many readings there are in all. */
  public long readings() {
    return (long) encoded.size() * readingsEach;
  }
}
