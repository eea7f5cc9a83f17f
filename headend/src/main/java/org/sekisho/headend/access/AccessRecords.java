package org.sekisho.headend.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sekisho.headend.database.HeadEndDatabase;

/**
 * The record of who read which measured values: one entry for each reading, on disk before the
 * answer leaves, so that a leak can be traced (SEC-CONF-12). At most {@link #MAX_RECORDS}, the
 * oldest go first. Thread-safe; methods block on the database.
 */
public final class AccessRecords {
  /** Most records that are kept. */
  public static final int MAX_RECORDS = 1_000_000;

  /** Most that one question is answered with. */
  public static final int MAX_SHOWN = 1_000;

  private static final int MAX_SELECTION = 500;

  private final HeadEndDatabase database;
  private final InstantSource clock;

  /** Records in this database. */
  public AccessRecords(HeadEndDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Keeps a record; it is on disk when this returns. */
  public void keep(
      String application,
      String source,
      String operation,
      Map<String, Object> parameters,
      int status,
      long values) {
    long now = clock.millis();
    String text =
        new TreeMap<>(parameters)
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" "));
    String selection = text.length() > MAX_SELECTION ? text.substring(0, MAX_SELECTION) : text;
    database.writeNow(
        db -> {
          int kept =
              db.update(
                  "insert into access (at_ms, application, source, operation, selection, status,"
                      + " given) values (?, ?, ?, ?, ?, ?, ?)",
                  now,
                  application,
                  source,
                  operation,
                  selection,
                  status,
                  values);
          db.update("delete from access where id <= (select max(id) from access) - ?", MAX_RECORDS);
          return kept;
        });
  }

  /** The newest records, newest first; those of one application alone when it is named. */
  public List<Access> newest(int limit, Optional<String> application) {
    return database.read(
        db ->
            db.list(
                "select at_ms, application, source, operation, selection, status, given from access"
                    + " where ? is null or application = ? order by id desc limit ?",
                row ->
                    new Access(
                        Instant.ofEpochMilli(row.getLong(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getInt(6),
                        row.getLong(7)),
                application.orElse(null),
                application.orElse(null),
                limit));
  }

  /** Deletes what is older than the time. */
  public void trim(Instant before) {
    database.writeNow(db -> db.update("delete from access where at_ms < ?", before.toEpochMilli()));
  }
}
