package org.sekisho.headend.store;

import io.questdb.DefaultTelemetryConfiguration;
import io.questdb.TelemetryConfiguration;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CommitMode;
import io.questdb.cairo.DefaultCairoConfiguration;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.cairo.wal.ApplyWal2TableJob;
import io.questdb.cairo.wal.CheckWalTransactionsJob;
import io.questdb.cairo.wal.WalPurgeJob;
import io.questdb.cairo.wal.WalWriter;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.griffin.engine.functions.bind.BindVariableServiceImpl;
import io.questdb.std.str.Utf8Sequence;
import io.questdb.std.str.Utf8String;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Quality;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.program.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readings in an embedded QuestDB: one table with a write-ahead log, a partition for each day,
 * duplicates replaced by key.
 *
 * <p>One thread writes: it takes every batch that waits, commits them together and only then
 * completes each. Commit mode SYNC means that the log's files are synchronised with the disk before
 * the commit returns. A second thread applies the log to the table, which makes readings visible to
 * queries some ten milliseconds later.
 */
public final class QuestDbReadingStore implements ReadingStore {
  /** Most batches that wait for the writer; then {@link #append} blocks. */
  public static final int MAX_WAITING_BATCHES = 256;

  /** Readings after which a group is committed even when more batches wait. */
  public static final int MAX_GROUP_READINGS = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(QuestDbReadingStore.class);
  private static final String TABLE = "readings";
  private static final byte NUMBER = 0;
  private static final byte BOOL = 1;
  private static final byte TEXT = 2;
  private static final long PURGE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long RESUME_INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long APPLY_REST_MS = 10;
  private static final int QUERIES_AT_ONCE = 8;
  private static final String COLUMNS =
      "ts, gateway, device, point, kind, reason, clock, value, text";
  private static final String NOT_BAD =
      Arrays.stream(QualityReason.values())
          .filter(r -> r.quality() != Quality.BAD)
          .map(r -> Integer.toString(r.code()))
          .collect(Collectors.joining(",", "reason in (", ")"));

  private final CairoEngine engine;
  private final TableToken table;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING_BATCHES);
  private final AtomicLong stored = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final java.util.concurrent.Semaphore queries =
      new java.util.concurrent.Semaphore(QUERIES_AT_ONCE);
  private final Thread writerThread;
  private final Thread applierThread;
  private volatile boolean closing;

  private record Waiting(StoredBatch batch, CompletableFuture<Void> done) {}

  /** Opens the database in the folder, makes the table when it is not there, and starts. */
  public QuestDbReadingStore(Path folder) {
    PrivateFiles.folder(folder);
    QuestDbLog.quiet(folder);
    engine = new CairoEngine(new Configuration(folder));
    try {
      engine.load();
      execute(
          "create table if not exists "
              + TABLE
              + " (ts timestamp, gateway symbol capacity 1024 cache, device symbol capacity 65536"
              + " cache, point symbol capacity 1024 cache, kind byte, reason byte, clock byte,"
              + " value double, text varchar, number long, chain uuid) timestamp(ts) partition by"
              + " day wal dedup upsert keys(ts, gateway, device, point)");
      table = engine.verifyTableName(TABLE);
    } catch (SqlException e) {
      engine.close();
      throw new IllegalStateException("the readings table cannot be made", e);
    }
    // What a crash left in the log is applied first.
    new CheckWalTransactionsJob(engine).run(0);
    writerThread = Thread.ofPlatform().name("readings-writer").start(this::write);
    applierThread = Thread.ofPlatform().name("readings-applier").start(this::apply);
  }

  @Override
  public CompletableFuture<Void> append(StoredBatch batch) {
    var waiting = new Waiting(batch, new CompletableFuture<>());
    try {
      while (!queue.offer(waiting, 1, TimeUnit.SECONDS)) {
        if (closing) {
          return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
      }
      if (closing) {
        waiting.done.completeExceptionally(new IllegalStateException("closed"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    }
    return waiting.done;
  }

  /** Runs on the writer thread until closed. */
  private void write() {
    @Nullable WalWriter writer = null;
    List<Waiting> group = new ArrayList<>();
    while (true) {
      try {
        group.clear();
        take(group);
        if (group.isEmpty()) {
          if (closing) {
            break;
          }
          continue;
        }
        if (writer == null) {
          writer = engine.getWalWriter(table);
        }
        long rows = 0;
        for (Waiting w : group) {
          write(writer, w.batch);
          rows += w.batch.readings().size();
        }
        writer.commit();
        commits.incrementAndGet();
        stored.addAndGet(rows);
        group.forEach(w -> w.done.complete(null));
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException | Error e) {
        // Nothing of the group was committed: nobody is acknowledged, the gateways send again.
        failures.incrementAndGet();
        LOG.error("readings were not stored: {}", e.toString());
        writer = discard(writer);
        group.forEach(w -> w.done.completeExceptionally(e));
      }
    }
    if (writer != null) {
      writer.close();
    }
    group.clear();
    queue.drainTo(group);
    group.forEach(w -> w.done.completeExceptionally(new IllegalStateException("closed")));
  }

  private void take(List<Waiting> group) throws InterruptedException {
    Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
    int readings = 0;
    for (Waiting w = first; w != null; w = readings < MAX_GROUP_READINGS ? queue.poll() : null) {
      group.add(w);
      readings += w.batch.readings().size();
    }
  }

  private static @Nullable WalWriter discard(@Nullable WalWriter writer) {
    if (writer != null) {
      try {
        writer.rollback();
      } catch (RuntimeException | Error e) {
        LOG.warn("the log of readings was not rolled back: {}", e.toString());
      }
      writer.close();
    }
    return null;
  }

  private static void write(WalWriter writer, StoredBatch batch) {
    UUID chain = uuid(batch.chain());
    long number = batch.firstNumber();
    for (Reading reading : batch.readings()) {
      TableWriter.Row row = writer.newRow(reading.timeUs());
      row.putSym(1, batch.gateway());
      row.putSym(2, reading.point().device());
      row.putSym(3, reading.point().point());
      row.putByte(5, (byte) reading.reason().code());
      row.putByte(6, (byte) (reading.clock() == Clock.DEVICE ? 0 : 1));
      switch (reading.value()) {
        case Value.Numeric(double value) -> {
          row.putByte(4, NUMBER);
          row.putDouble(7, value);
        }
        case Value.Bool(boolean value) -> {
          row.putByte(4, BOOL);
          row.putDouble(7, value ? 1 : 0);
        }
        case Value.Text(String value) -> {
          row.putByte(4, TEXT);
          row.putVarchar(8, new Utf8String(value));
        }
      }
      row.putLong(9, number++);
      row.putLong128(10, chain.getLeastSignificantBits(), chain.getMostSignificantBits());
      row.append();
    }
  }

  private static UUID uuid(String hex) {
    return new UUID(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16, 32), 16));
  }

  /** Runs on the applier thread until closed. */
  private void apply() {
    try (var job = new ApplyWal2TableJob(engine, 0);
        var purge = new WalPurgeJob(engine)) {
      long purged = System.nanoTime();
      long resumed = purged;
      while (true) {
        long began = System.nanoTime();
        boolean worked = false;
        while (job.run(0)) {
          worked = true;
        }
        if (closing && !worked) {
          return;
        }
        long now = System.nanoTime();
        if (now - purged > PURGE_INTERVAL_NS) {
          purge.run(0);
          purged = now;
        }
        if (now - resumed > RESUME_INTERVAL_NS) {
          resumed = now;
          resumeWhenSuspended();
        }
        // Rest as long as the work took: several commits are then applied at once, which is
        // cheaper.
        TimeUnit.NANOSECONDS.sleep(
            Math.max(
                TimeUnit.MILLISECONDS.toNanos(APPLY_REST_MS), Math.min(now - began, 100_000_000)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("readings are stored but no longer become visible", e);
    }
  }

  /** A full disk suspends the table; it goes on when there is room again. */
  private void resumeWhenSuspended() {
    if (engine.getTableSequencerAPI().isSuspended(table)) {
      try {
        LOG.warn("the readings table is suspended and is resumed");
        execute("alter table " + TABLE + " resume wal");
      } catch (SqlException e) {
        LOG.error("the readings table was not resumed: {}", e.getMessage());
      }
    }
  }

  /** Waits until everything that was stored before the call is visible to queries. */
  public void awaitVisible(Duration limit) throws InterruptedException {
    long target = engine.getTableSequencerAPI().lastTxn(table);
    long end = System.nanoTime() + limit.toNanos();
    while (engine.getTableSequencerAPI().getTxnTracker(table).getWriterTxn() < target) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("stored readings did not become visible in time");
      }
      Thread.sleep(2);
    }
  }

  @Override
  public List<StoredReading> latest(Selection selection) {
    if (selection.gatewayOf().isEmpty()) {
      return List.of();
    }
    var query = new Query();
    String sql =
        "select "
            + COLUMNS
            + " from "
            + TABLE
            + " where "
            + devices(query, selection)
            + " latest on ts partition by gateway, device, point";
    var allowed = selection.asPredicate();
    List<StoredReading> found = new ArrayList<>();
    run(
        sql,
        query,
        r -> {
          StoredReading reading = reading(r);
          if (allowed.test(reading)) {
            found.add(reading);
          }
          return true;
        });
    found.sort(
        java.util.Comparator.comparing(StoredReading::gateway)
            .thenComparing(r -> r.reading().point().device())
            .thenComparing(r -> r.reading().point().point()));
    return found;
  }

  @Override
  public Page history(
      Selection selection, long fromUs, long toUs, int limit, Optional<ReadingKey> after) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit is 1 to " + MAX_PAGE);
    }
    if (selection.gatewayOf().isEmpty()) {
      return new Page(List.of(), Optional.empty());
    }
    long start = after.map(a -> Math.max(a.timeUs(), fromUs)).orElse(fromUs);
    var query = new Query();
    String sql =
        "select "
            + COLUMNS
            + " from "
            + TABLE
            + " where ts >= "
            + query.time(start)
            + " and ts < "
            + query.time(toUs)
            + " and "
            + devices(query, selection)
            + " order by ts";
    var collector = new PageCollector(limit, after);
    var allowed = selection.asPredicate();
    run(
        sql,
        query,
        r -> {
          StoredReading reading = reading(r);
          return !allowed.test(reading) || collector.add(reading);
        });
    return collector.page();
  }

  @Override
  public List<Bucket> buckets(
      String gateway, PointId point, long fromUs, long toUs, Duration width) {
    long seconds = width.toSeconds();
    if (seconds < 1
        || !width.equals(Duration.ofSeconds(seconds))
        || (toUs - fromUs) / 1_000_000 / seconds > MAX_PAGE) {
      throw new IllegalArgumentException("buckets are whole seconds, at most " + MAX_PAGE);
    }
    var query = new Query();
    String usable = "case when " + NOT_BAD + " then value end";
    String sql =
        "select ts, count(%1$s), count() - count(%1$s), avg(%1$s), min(%1$s), max(%1$s), last_not_null(%1$s) from "
                .formatted(usable)
            + TABLE
            + " where ts >= "
            + query.time(fromUs)
            + " and ts < "
            + query.time(toUs)
            + " and gateway = "
            + query.text(gateway)
            + " and device = "
            + query.text(point.device())
            + " and point = "
            + query.text(point.point())
            + " and (kind = 0 or not "
            + NOT_BAD
            + ") sample by "
            + seconds
            + "s align to calendar";
    List<Bucket> found = new ArrayList<>();
    run(
        sql,
        query,
        r -> {
          found.add(
              new Bucket(
                  r.getTimestamp(0),
                  r.getLong(1),
                  r.getLong(2),
                  r.getDouble(3),
                  r.getDouble(4),
                  r.getDouble(5),
                  r.getDouble(6)));
          return found.size() < MAX_PAGE;
        });
    return found;
  }

  @Override
  public List<Reading> missing(String gateway, List<Reading> readings) {
    if (readings.isEmpty()) {
      return List.of();
    }
    Map<ReadingKey, Reading> wanted = new LinkedHashMap<>();
    long from = Long.MAX_VALUE;
    long to = 0;
    for (Reading reading : readings) {
      // Of two readings with one key the later one counts, as in the table.
      wanted.put(new ReadingKey(reading.timeUs(), gateway, reading.point()), reading);
      from = Math.min(from, reading.timeUs());
      to = Math.max(to, reading.timeUs());
    }
    var query = new Query();
    String sql =
        "select "
            + COLUMNS
            + " from "
            + TABLE
            + " where ts >= "
            + query.time(from)
            + " and ts < "
            + query.time(to + 1)
            + " and gateway = "
            + query.text(gateway);
    run(
        sql,
        query,
        r -> {
          StoredReading found = reading(r);
          wanted.remove(found.key(), found.reading());
          return !wanted.isEmpty();
        });
    return List.copyOf(wanted.values());
  }

  @Override
  public void dropBefore(Instant time) {
    // Only the start of a UTC day goes into the text: a number made here, never input.
    long dayUs = time.truncatedTo(java.time.temporal.ChronoUnit.DAYS).getEpochSecond() * 1_000_000;
    boolean[] older = {false};
    var query = new Query();
    run(
        "select ts from " + TABLE + " where ts < " + query.time(dayUs) + " limit 1",
        query,
        _ -> {
          older[0] = true;
          return false;
        });
    if (older[0]) {
      try {
        execute(
            "alter table "
                + TABLE
                + " drop partition where ts < cast("
                + dayUs
                + "L as timestamp)");
      } catch (SqlException e) {
        LOG.warn("old readings were not dropped: {}", e.getMessage());
      }
    }
  }

  @Override
  public Map<String, Object> status() {
    var tracker = engine.getTableSequencerAPI().getTxnTracker(table);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("stored_since_start", stored.get());
    facts.put("commits_since_start", commits.get());
    facts.put("failed_commits_since_start", failures.get());
    facts.put("batches_waiting", queue.size());
    facts.put("commits_not_visible", Math.max(0, tracker.getSeqTxn() - tracker.getWriterTxn()));
    facts.put("suspended", engine.getTableSequencerAPI().isSuspended(table));
    return facts;
  }

  @Override
  public void close() {
    closing = true;
    try {
      writerThread.join(TimeUnit.SECONDS.toMillis(4));
      applierThread.join(TimeUnit.SECONDS.toMillis(4));
      if (!queries.tryAcquire(QUERIES_AT_ONCE, 2, TimeUnit.SECONDS)) {
        LOG.warn("a query did not end before the store was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    engine.close();
  }

  private static String devices(Query query, Selection selection) {
    String list =
        selection.gatewayOf().keySet().stream()
            .sorted()
            .map(query::text)
            .collect(Collectors.joining(", ", "device in (", ")"));
    return selection.point().map(p -> list + " and point = " + query.text(p)).orElse(list);
  }

  private static StoredReading reading(Record r) {
    Value value =
        switch (r.getByte(4)) {
          case BOOL -> new Value.Bool(r.getDouble(7) != 0);
          case TEXT -> {
            Utf8Sequence text = r.getVarcharA(8);
            yield new Value.Text(text == null ? "" : text.toString());
          }
          default -> new Value.Numeric(r.getDouble(7));
        };
    return new StoredReading(
        String.valueOf(r.getSymA(1)),
        new Reading(
            new PointId(String.valueOf(r.getSymA(2)), String.valueOf(r.getSymA(3))),
            value,
            r.getTimestamp(0),
            r.getByte(6) == 0 ? Clock.DEVICE : Clock.GATEWAY,
            QualityReason.ofCode(r.getByte(5)).orElse(QualityReason.MALFORMED)));
  }

  @FunctionalInterface
  private interface Row {
    /** Takes a record; false ends the query. */
    boolean take(Record row);
  }

  private void run(String sql, Query query, Row row) {
    queries.acquireUninterruptibly();
    try {
      if (closing) {
        throw new IllegalStateException("closed");
      }
      try (var context = context(query)) {
        try (RecordCursorFactory factory = engine.select(sql, context);
            RecordCursor cursor = factory.getCursor(context)) {
          Record record = cursor.getRecord();
          while (cursor.hasNext() && row.take(record)) {
            // The row has been taken.
          }
        }
      }
    } catch (SqlException e) {
      throw new IllegalStateException("a query of the store is wrong: " + e.getMessage(), e);
    } finally {
      queries.release();
    }
  }

  private void execute(String sql) throws SqlException {
    try (var context = context(new Query())) {
      engine.execute(sql, context);
    }
  }

  private SqlExecutionContext context(Query query) throws SqlException {
    var variables = new BindVariableServiceImpl(engine.getConfiguration());
    for (int i = 0; i < query.values.size(); i++) {
      switch (query.values.get(i)) {
        case Long time -> variables.setTimestamp(i, time);
        case String text -> variables.setStr(i, text);
        default -> throw new IllegalStateException("unknown kind of variable");
      }
    }
    return new SqlExecutionContextImpl(engine, 0).with(AllowAllSecurityContext.INSTANCE, variables);
  }

  /** The bind variables of one query; input reaches the database in no other way. */
  private static final class Query {
    private final List<Object> values = new ArrayList<>();

    String time(long us) {
      values.add(us);
      return "$" + values.size();
    }

    String text(String text) {
      values.add(text);
      return "$" + values.size();
    }
  }

  private static final class Configuration extends DefaultCairoConfiguration {
    private final TelemetryConfiguration noTelemetry =
        new DefaultTelemetryConfiguration() {
          @Override
          public boolean getEnabled() {
            return false;
          }
        };

    Configuration(Path folder) {
      super(folder.toAbsolutePath().toString());
    }

    @Override
    public int getCommitMode() {
      return CommitMode.SYNC;
    }

    @Override
    public TelemetryConfiguration getTelemetryConfiguration() {
      return noTelemetry;
    }
  }
}
