package org.sekisho.headend.intake;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.sekisho.headend.database.HeadEndDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of alarms: kept on disk, at most {@link #MAX_ALARMS}, the oldest go first. The same
 * alarm of the same gateway within {@link #FOLD} is one entry with a count, so that a flood cannot
 * push the others out. Thread-safe.
 */
public final class Alarms {
  /** Most alarms that are kept. */
  public static final int MAX_ALARMS = 1_000;

  /** Within this time the same alarm is one entry. */
  public static final Duration FOLD = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

  private final HeadEndDatabase database;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  /** Alarms in this database. */
  public Alarms(HeadEndDatabase database, InstantSource clock, MeterRegistry metrics) {
    this.database = database;
    this.clock = clock;
    this.metrics = metrics;
    for (Alarm.Kind kind : Alarm.Kind.values()) {
      counter(kind);
    }
  }

  private io.micrometer.core.instrument.Counter counter(Alarm.Kind kind) {
    return metrics.counter("sekisho.headend.alarms", "kind", kind.word());
  }

  /** Notes an alarm; it is on disk some milliseconds later. */
  public void raise(Alarm.Kind kind, String gateway, String detail) {
    counter(kind).increment();
    long now = clock.millis();
    database
        .write(
            db -> {
              int folded =
                  db.update(
                      "update alarm set at_ms = ?, times = times + 1, detail = ? where id ="
                          + " (select max(id) from alarm where kind = ? and gateway = ?)"
                          + " and at_ms > ?",
                      now,
                      detail,
                      kind.word(),
                      gateway,
                      now - FOLD.toMillis());
              if (folded == 0) {
                db.update(
                    "insert into alarm (first_ms, at_ms, kind, gateway, detail, times)"
                        + " values (?, ?, ?, ?, ?, 1)",
                    now,
                    now,
                    kind.word(),
                    gateway,
                    detail);
                db.update(
                    "delete from alarm where id <= (select max(id) from alarm) - ?", MAX_ALARMS);
                LOG.warn("alarm {} of gateway {}: {}", kind.word(), gateway, detail);
              }
              return folded;
            })
        .exceptionally(
            e -> {
              LOG.error("alarm {} of gateway {} was not kept: {}", kind.word(), gateway, e);
              return 0;
            });
  }

  /** The newest alarms, newest first. */
  public List<Alarm> newest(int limit) {
    return database.read(
        db ->
            db.list(
                "select id, kind, gateway, detail, first_ms, at_ms, times from alarm"
                    + " order by id desc limit ?",
                row ->
                    new Alarm(
                        row.getLong(1),
                        kind(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5)),
                        Instant.ofEpochMilli(row.getLong(6)),
                        row.getLong(7)),
                limit));
  }

  private static Alarm.Kind kind(String word) {
    for (Alarm.Kind kind : Alarm.Kind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalStateException("an alarm of a kind that this version does not know");
  }
}
