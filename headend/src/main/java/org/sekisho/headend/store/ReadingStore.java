package org.sekisho.headend.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;

/**
 * Keeps readings durably and finds them again. A reading is identified by time, gateway, device and
 * point: storing it again changes nothing, so that a batch may be stored twice with the effect of
 * once. Thread-safe; queries block.
 */
public interface ReadingStore extends AutoCloseable {
  /** Most readings, or buckets, that one query gives. */
  int MAX_PAGE = 10_000;

  /** Latest time that can be stored, microseconds since 1970: the end of the year 9999. */
  long MAX_TIME_US = 253_402_300_799_999_999L;

  /**
   * Stores the batch in the background; completes when it is on disk, exceptionally when it could
   * not be written. Batches are written in the order of the calls. Blocks while the queue is full.
   */
  CompletableFuture<Void> append(StoredBatch batch);

  /** The newest reading of each selected point, in the order of gateway, device and point. */
  List<StoredReading> latest(Selection selection);

  /**
   * Readings of a time range in the order of time, gateway, device and point.
   *
   * @param fromUs first time, inclusive
   * @param toUs last time, exclusive
   * @param limit 1 to {@link #MAX_PAGE}
   * @param after the last reading of the page before; empty for the first page
   */
  Page history(Selection selection, long fromUs, long toUs, int limit, Optional<ReadingKey> after);

  /**
   * Statistics of a point's numbers in buckets aligned to the epoch; buckets without readings are
   * left out.
   *
   * @param width whole seconds; the range has at most {@link #MAX_PAGE} buckets
   */
  List<Bucket> buckets(String gateway, PointId point, long fromUs, long toUs, Duration width);

  /** Those of the readings, each with its key, that the store does not hold with that content. */
  List<Reading> missing(String gateway, List<Reading> readings);

  /** Deletes whole days that lie before the time. */
  void dropBefore(Instant time);

  /** Facts for the status page: number of readings waiting, lag of visibility and such. */
  Map<String, Object> status();

  @Override
  void close();

  /**
   * Readings of one batch, numbered from {@code firstNumber} in their order.
   *
   * @param gateway component id of the gateway
   * @param chain hex form of the chain's 16 bytes
   */
  record StoredBatch(String gateway, String chain, long firstNumber, List<Reading> readings) {}

  /** A reading with the gateway that it came from. */
  record StoredReading(String gateway, Reading reading) {
    /** What identifies it. */
    public ReadingKey key() {
      return new ReadingKey(reading.timeUs(), gateway, reading.point());
    }
  }

  /** What identifies a reading, and the order of history. */
  record ReadingKey(long timeUs, String gateway, PointId point) implements Comparable<ReadingKey> {
    @Override
    public int compareTo(ReadingKey o) {
      int c = Long.compare(timeUs, o.timeUs);
      if (c == 0) {
        c = gateway.compareTo(o.gateway);
      }
      if (c == 0) {
        c = point.device().compareTo(o.point.device());
      }
      return c == 0 ? point.point().compareTo(o.point.point()) : c;
    }
  }

  /**
   * Which readings are meant.
   *
   * @param gatewayOf allowed devices with the gateway that each belongs to; nothing else is given
   * @param point name of the point; empty for all
   */
  record Selection(Map<String, String> gatewayOf, Optional<String> point) {
    /** Whether a reading of this gateway, device and point is selected. */
    public Predicate<StoredReading> asPredicate() {
      return r ->
          r.gateway().equals(gatewayOf.get(r.reading().point().device()))
              && (point.isEmpty() || point.get().equals(r.reading().point().point()));
    }
  }

  /**
   * A part of a history.
   *
   * @param next what to pass as {@code after} for the next page; empty at the end
   */
  record Page(List<StoredReading> readings, Optional<ReadingKey> next) {}

  /**
   * Statistics of one bucket; mean, min, max and last are of good and uncertain numbers.
   *
   * @param startUs start of the bucket, microseconds since 1970
   * @param count readings of good or uncertain quality
   * @param bad readings of bad quality, which are in no statistic
   */
  record Bucket(
      long startUs, long count, long bad, double mean, double min, double max, double last) {}
}
