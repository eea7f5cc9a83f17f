package org.sekisho.home.statistics;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.sekisho.home.headend.CommandState;
import org.sekisho.home.headend.Inventory;
import org.sekisho.home.headend.SeenReading;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Quality;
import org.sekisho.model.reading.Value;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The application's own database, one SQLite file. Every method blocks and may be called from any
 * thread; writers take turns.
 *
 * <p>What a power cut takes away is read again from the head-end: the moment up to which everything
 * is complete stands in the same file and is written after the readings.
 */
public final class HomeStore implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final int BUSY_MS = 10_000;
  private static final String COMPLETE = "complete-us";
  private static final String INVENTORY = "inventory";

  private final HikariDataSource source;
  private final Jdbi jdbi;
  private final Retention retention;
  private final InstantSource clock;
  private final Map<PointId, Integer> keys = new HashMap<>();
  private final Map<PointId, SeenReading> latest = new ConcurrentHashMap<>();

  /**
   * What a group of readings came to.
   *
   * @param counted entered the statistics
   * @param repeated had been counted before
   * @param tooLate older than what is kept, so not counted
   * @param leftOut bad quality, or no number
   * @param newest those that are now the latest of their points
   */
  public record Applied(
      int counted, int repeated, int tooLate, int leftOut, List<SeenReading> newest) {}

  /** A span of one point and what it came to. */
  public record Span(Instant start, Statistic statistic) {}

  /** Means of a point over steps of equal length: start in seconds, mean; in order of time. */
  public record Course(List<Long> startS, List<Double> mean) {}

  /** Name and password hash of the one who may sign in. */
  public record Owner(String name, String hash) {}

  /** Opens the file, makes it when it is not there, and brings its tables to the present form. */
  public HomeStore(Path file, Retention retention, InstantSource clock) {
    this.retention = retention;
    this.clock = clock;
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    // What is deleted is overwritten in the file, not only forgotten.
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    config.setBusyTimeout(BUSY_MS);
    config.enforceForeignKeys(true);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    var sqlite = new SQLiteDataSource(config);
    sqlite.setUrl("jdbc:sqlite:" + file);
    var pool = new HikariConfig();
    pool.setDataSource(sqlite);
    pool.setMaximumPoolSize(CONNECTIONS);
    pool.setPoolName("home");
    this.source = new HikariDataSource(pool);
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:org/sekisho/home/statistics")
        .load()
        .migrate();
    this.jdbi = Jdbi.create(source);
    jdbi.useHandle(this::load);
  }

  private void load(Handle handle) {
    handle
        .createQuery("SELECT key, device, point FROM point")
        .map(
            (rows, _) ->
                Map.entry(new PointId(rows.getString(2), rows.getString(3)), rows.getInt(1)))
        .forEach(entry -> keys.put(entry.getKey(), entry.getValue()));
    handle
        .createQuery("SELECT p.device, p.point, l.* FROM latest l JOIN point p ON p.key = l.point")
        .map((rows, _) -> reading(rows))
        .forEach(reading -> latest.put(reading.point(), reading));
  }

  /** Takes the readings in one transaction: latest values and statistics. */
  public synchronized Applied apply(Collection<SeenReading> readings) {
    Map<PointId, SeenReading> newest = new LinkedHashMap<>();
    Map<StatisticsWriter.Taken, Integer> taken = new EnumMap<>(StatisticsWriter.Taken.class);
    long keptFromUs = keptFromS() * 1_000_000L;
    jdbi.useTransaction(
        handle -> {
          var writer = new StatisticsWriter(handle, point -> key(handle, point), keptFromUs);
          for (SeenReading reading : readings) {
            taken.merge(writer.take(reading), 1, Integer::sum);
            SeenReading before = newest.getOrDefault(reading.point(), latest.get(reading.point()));
            if (before == null || reading.timeUs() > before.timeUs()) {
              newest.put(reading.point(), reading);
            }
          }
          writer.flush();
          store(handle, newest.values());
        });
    latest.putAll(newest);
    return new Applied(
        taken.getOrDefault(StatisticsWriter.Taken.COUNTED, 0),
        taken.getOrDefault(StatisticsWriter.Taken.REPEATED, 0),
        taken.getOrDefault(StatisticsWriter.Taken.TOO_LATE, 0),
        taken.getOrDefault(StatisticsWriter.Taken.LEFT_OUT, 0),
        List.copyOf(newest.values()));
  }

  /** Beginning of the oldest minute that is kept. */
  private long keptFromS() {
    return Resolution.MINUTE.start(clock.instant().minus(retention.minutes())).getEpochSecond();
  }

  private int key(Handle handle, PointId point) {
    Integer known = keys.get(point);
    if (known != null) {
      return known;
    }
    // Read back instead of remembered at once: a transaction that fails leaves no false key behind.
    handle.execute(
        "INSERT OR IGNORE INTO point (device, point) VALUES (?, ?)", point.device(), point.point());
    int key =
        handle
            .createQuery("SELECT key FROM point WHERE device = ? AND point = ?")
            .bind(0, point.device())
            .bind(1, point.point())
            .mapTo(Integer.class)
            .one();
    handle.afterCommit(() -> keys.put(point, key));
    return key;
  }

  private void store(Handle handle, Collection<SeenReading> newest) {
    if (newest.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT OR REPLACE INTO latest (point, gateway, time_us, type, value, unit, quality,"
                + " reason, clock) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (SeenReading r : newest) {
        Value value = r.value();
        batch.add(
            key(handle, r.point()),
            r.gateway(),
            r.timeUs(),
            type(value),
            value == null ? "" : value.toString(),
            r.unit(),
            r.quality().word(),
            r.reason(),
            r.clock());
      }
      batch.execute();
    }
  }

  /** The newest reading of each point, by point. */
  public Map<PointId, SeenReading> latest() {
    return Map.copyOf(latest);
  }

  /** The point's spans that begin within {@code [from, to)}, in order of time. */
  public List<Span> statistics(PointId point, Resolution resolution, Instant from, Instant to) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT s.start_s, s.count, s.sum, s.min, s.max, s.last, s.last_us, s.total"
                        + " FROM statistic s JOIN point p ON p.key = s.point"
                        + " WHERE s.length_s = ? AND p.device = ? AND p.point = ?"
                        + " AND s.start_s >= ? AND s.start_s < ? ORDER BY s.start_s")
                .bind(0, resolution.lengthS())
                .bind(1, point.device())
                .bind(2, point.point())
                .bind(3, from.getEpochSecond())
                .bind(4, to.getEpochSecond())
                .map(
                    (rows, _) ->
                        new Span(
                            Instant.ofEpochSecond(rows.getLong(1)),
                            new Statistic(
                                rows.getLong(2),
                                new BigDecimal(rows.getString(3)),
                                rows.getDouble(4),
                                rows.getDouble(5),
                                rows.getDouble(6),
                                rows.getLong(7),
                                Optional.ofNullable(rows.getString(8)).map(BigDecimal::new))))
                .list());
  }

  /** The course of every number point since {@code from}, in steps of whole minutes. */
  public Map<PointId, Course> courses(Instant from, Duration step) {
    long stepS = step.toSeconds();
    Map<PointId, Course> found = new LinkedHashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT p.device, p.point, s.start_s / ? * ? AS step_s,"
                        + " sum(s.mean * s.count) / sum(s.count)"
                        + " FROM statistic s JOIN point p ON p.key = s.point"
                        + " WHERE s.length_s = 60 AND s.start_s >= ?"
                        + " GROUP BY s.point, step_s ORDER BY s.point, step_s")
                .bind(0, stepS)
                .bind(1, stepS)
                .bind(2, from.getEpochSecond())
                .map(
                    (rows, _) -> {
                      Course course =
                          found.computeIfAbsent(
                              new PointId(rows.getString(1), rows.getString(2)),
                              _ -> new Course(new ArrayList<>(), new ArrayList<>()));
                      course.startS().add(rows.getLong(3));
                      course.mean().add(rows.getDouble(4));
                      return course;
                    })
                .list());
    return found;
  }

  /** Beginning of the first minute since {@code from} in which anything was counted. */
  public Optional<Instant> firstMinute(Instant from) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT start_s FROM statistic WHERE length_s = 60 AND start_s >= ?"
                        + " ORDER BY start_s LIMIT 1")
                .bind(0, from.getEpochSecond())
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochSecond));
  }

  /** What each meter counted in the minutes that begin since {@code from}. */
  public Map<PointId, BigDecimal> totals(Instant from) {
    Map<PointId, BigDecimal> found = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT p.device, p.point, s.total FROM statistic s"
                        + " JOIN point p ON p.key = s.point"
                        + " WHERE s.length_s = 60 AND s.start_s >= ? AND s.total IS NOT NULL")
                .bind(0, from.getEpochSecond())
                .map(
                    (rows, _) ->
                        found.merge(
                            new PointId(rows.getString(1), rows.getString(2)),
                            new BigDecimal(rows.getString(3)),
                            BigDecimal::add))
                .list());
    return found;
  }

  /** Up to when everything that the head-end had was read; empty before the first time. */
  public Optional<Instant> completeUntil() {
    return fact(COMPLETE).map(us -> Instant.EPOCH.plus(Long.parseLong(us), ChronoUnit.MICROS));
  }

  /** Notes that everything up to this moment was read; never goes back. */
  public synchronized void completeUntil(Instant moment) {
    long us = ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
                    + " SET value = excluded.value"
                    + " WHERE CAST(excluded.value AS INTEGER) > CAST(fact.value AS INTEGER)",
                COMPLETE,
                Long.toString(us)));
  }

  /** The inventory as it was last read. */
  public Inventory inventory() {
    return fact(INVENTORY).map(Inventory::parse).orElse(Inventory.EMPTY);
  }

  /** Keeps the inventory, so that the page can be drawn when the head-end is away. */
  public synchronized void inventory(Inventory inventory) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)",
                INVENTORY,
                inventory.text()));
  }

  private Optional<String> fact(String name) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT value FROM fact WHERE name = ?")
                .bind(0, name)
                .mapTo(String.class)
                .findOne());
  }

  /** Who may sign in; empty before the set-up. */
  public Optional<Owner> owner() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT name, hash FROM owner")
                .map((rows, _) -> new Owner(rows.getString(1), rows.getString(2)))
                .findOne());
  }

  /** Makes this the one who may sign in, when there is none; answers whether it did. */
  public synchronized boolean addOwner(Owner owner) {
    return jdbi.withHandle(
            handle ->
                handle.execute(
                    "INSERT OR IGNORE INTO owner (one, name, hash) VALUES (1, ?, ?)",
                    owner.name(),
                    owner.hash()))
        == 1;
  }

  /** Nobody may sign in any more until a new set-up. */
  public synchronized void removeOwner() {
    jdbi.useHandle(handle -> handle.execute("DELETE FROM owner"));
  }

  /** Notes a command and who asked for it, or what became of it. */
  public synchronized void command(CommandState state, String byWhom) {
    long nowMs = clock.millis();
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO command (id, at_ms, by_whom, device, point, value, status, reason,"
                    + " ended_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                    + " status = excluded.status, reason = excluded.reason,"
                    + " ended_ms = excluded.ended_ms WHERE command.ended_ms IS NULL",
                state.id(),
                nowMs,
                byWhom,
                state.point().device(),
                state.point().point(),
                String.valueOf(state.value()),
                state.status(),
                state.reason(),
                state.ended() ? nowMs : null));
  }

  /** Status of a noted command, for tests and the record; empty when it is not known. */
  public Optional<String> commandStatus(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT status FROM command WHERE id = ?")
                .bind(0, id)
                .mapTo(String.class)
                .findOne());
  }

  /**
   * Removes what is older than it is kept; answers how many rows went. The newest good reading of
   * each point stays, whatever its age: the next step of a meter begins there.
   */
  public synchronized int prune() {
    long minutesS = keptFromS();
    long hoursS = clock.instant().minus(retention.hours()).getEpochSecond();
    return jdbi.inTransaction(
        handle ->
            handle.execute(
                    "DELETE FROM counted WHERE time_us < ? AND time_us < ifnull((SELECT"
                        + " max(time_us) FROM counted n WHERE n.point = counted.point AND n.good ="
                        + " 1), 0)",
                    minutesS * 1_000_000L)
                + handle.execute(
                    "DELETE FROM statistic WHERE length_s = 60 AND start_s < ?", minutesS)
                + handle.execute(
                    "DELETE FROM statistic WHERE length_s = 3600 AND start_s < ?", hoursS)
                + handle.execute("DELETE FROM command WHERE at_ms < ?", hoursS * 1000L));
  }

  @Override
  public void close() {
    source.close();
  }

  private static String type(@Nullable Value value) {
    return switch (value) {
      case Value.Numeric _ -> "number";
      case Value.Bool _ -> "boolean";
      case Value.Text _ -> "text";
      case null -> "none";
    };
  }

  private static SeenReading reading(ResultSet rows) throws SQLException {
    String text = rows.getString("value");
    Value value =
        switch (rows.getString("type")) {
          case "number" -> new Value.Numeric(Double.parseDouble(text));
          case "boolean" -> new Value.Bool(Boolean.parseBoolean(text));
          case "text" -> new Value.Text(text);
          default -> null;
        };
    return new SeenReading(
        rows.getString("gateway"),
        new PointId(rows.getString(1), rows.getString(2)),
        value,
        rows.getString("unit"),
        rows.getLong("time_us"),
        Quality.valueOf(rows.getString("quality").toUpperCase(Locale.ROOT)),
        rows.getString("reason"),
        rows.getString("clock"));
  }
}
