package org.sekisho.home.statistics;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.sekisho.home.headend.SeenReading;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Quality;
import org.sekisho.model.reading.Value;

/**
 * Brings one transaction's readings into the statistics: spans are read once, changed in memory and
 * written at {@link #flush}. Lives on one thread.
 */
final class StatisticsWriter {
  /** Units of meters that count upwards (RFC 8428, RFC 8798). */
  private static final Set<String> METER_UNITS = Set.of("kWh", "Wh", "VAh", "J", "m3");

  /** What became of a reading. */
  enum Taken {
    /** It is in the statistics now. */
    COUNTED,
    /** It had been there already. */
    REPEATED,
    /** Its time is before what is still kept. */
    TOO_LATE,
    /** It is bad, or no number. */
    LEFT_OUT
  }

  private record Key(Resolution resolution, int point, long startS) {}

  private record At(long timeUs, double value) {}

  private final Handle handle;
  private final ToIntFunction<PointId> keyOf;
  private final long keptFromUs;
  private final Map<Key, Statistic> spans = new HashMap<>();

  StatisticsWriter(Handle handle, ToIntFunction<PointId> keyOf, long keptFromUs) {
    this.handle = handle;
    this.keyOf = keyOf;
    this.keptFromUs = keptFromUs;
  }

  Taken take(SeenReading reading) {
    if (reading.quality() == Quality.BAD
        || !(reading.value() instanceof Value.Numeric(double number))) {
      return Taken.LEFT_OUT;
    }
    if (reading.timeUs() < keptFromUs) {
      return Taken.TOO_LATE;
    }
    // Adding zero makes −0 and 0 one value, as SQLite's key does.
    double value = number + 0.0;
    boolean good = reading.quality() == Quality.GOOD;
    boolean meter = METER_UNITS.contains(reading.unit());
    int point = keyOf.applyAsInt(reading.point());
    long timeUs = reading.timeUs();
    int added =
        handle.execute(
            "INSERT OR IGNORE INTO counted (point, time_us, value, good) VALUES (?, ?, ?, ?)",
            point,
            timeUs,
            value,
            good ? 1 : 0);
    if (added == 0) {
      return Taken.REPEATED;
    }
    for (Resolution resolution : Resolution.values()) {
      Key key = new Key(resolution, point, resolution.startS(timeUs));
      Statistic before = span(key);
      spans.put(
          key, before == null ? Statistic.of(value, timeUs, meter) : before.plus(value, timeUs));
    }
    if (meter && good) {
      meter(point, new At(timeUs, value));
    }
    return Taken.COUNTED;
  }

  /**
   * A late reading splits the step between its neighbours in two. A step downwards counts nothing:
   * the meter was changed or set back.
   */
  private void meter(int point, At now) {
    Optional<At> before = neighbour(point, now, "<", "DESC");
    Optional<At> after = neighbour(point, now, ">", "ASC");
    before.ifPresent(b -> count(point, now.timeUs(), step(b, now)));
    after.ifPresent(
        a -> {
          BigDecimal change = step(now, a);
          count(point, a.timeUs(), before.map(b -> change.subtract(step(b, a))).orElse(change));
        });
  }

  private void count(int point, long timeUs, BigDecimal more) {
    for (Resolution resolution : Resolution.values()) {
      Key key = new Key(resolution, point, resolution.startS(timeUs));
      Statistic present = span(key);
      if (present != null) {
        spans.put(key, present.withTotal(more));
      }
    }
  }

  private static BigDecimal step(At from, At to) {
    return to.value() > from.value()
        ? BigDecimal.valueOf(to.value()).subtract(BigDecimal.valueOf(from.value()))
        : BigDecimal.ZERO;
  }

  private Optional<At> neighbour(int point, At now, String side, String order) {
    return handle
        .createQuery(
            "SELECT time_us, value FROM counted WHERE point = ? AND good = 1"
                + (" AND (time_us, value) " + side + " (?, ?)")
                + (" ORDER BY time_us " + order + ", value " + order + " LIMIT 1"))
        .bind(0, point)
        .bind(1, now.timeUs())
        .bind(2, now.value())
        .map((rows, _) -> new At(rows.getLong(1), rows.getDouble(2)))
        .findOne();
  }

  private @Nullable Statistic span(Key key) {
    Statistic known = spans.get(key);
    if (known != null) {
      return known;
    }
    Statistic stored =
        handle
            .createQuery(
                "SELECT count, sum, min, max, last, last_us, total FROM statistic"
                    + " WHERE length_s = ? AND point = ? AND start_s = ?")
            .bind(0, key.resolution().lengthS())
            .bind(1, key.point())
            .bind(2, key.startS())
            .map(
                (rows, _) ->
                    new Statistic(
                        rows.getLong(1),
                        new BigDecimal(rows.getString(2)),
                        rows.getDouble(3),
                        rows.getDouble(4),
                        rows.getDouble(5),
                        rows.getLong(6),
                        Optional.ofNullable(rows.getString(7)).map(BigDecimal::new)))
            .findOne()
            .orElse(null);
    if (stored != null) {
      spans.put(key, stored);
    }
    return stored;
  }

  void flush() {
    if (spans.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT OR REPLACE INTO statistic (length_s, point, start_s, count, sum, mean, min,"
                + " max, last, last_us, total) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      spans.forEach(
          (key, s) ->
              batch.add(
                  key.resolution().lengthS(),
                  key.point(),
                  key.startS(),
                  s.count(),
                  s.sum().toString(),
                  s.mean(),
                  s.min(),
                  s.max(),
                  s.last(),
                  s.lastUs(),
                  s.total().map(BigDecimal::toString).orElse(null)));
      batch.execute();
    }
    spans.clear();
  }
}
