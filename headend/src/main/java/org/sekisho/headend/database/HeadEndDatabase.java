package org.sekisho.headend.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * One SQLite file with a write-ahead log and {@code synchronous=FULL}. One thread writes: writes
 * that wait together are committed together, and each completes only after that commit. Reads have
 * a connection of their own and see what is committed. Thread-safe.
 */
public final class HeadEndDatabase implements AutoCloseable {
  /** Most writes that wait; then {@link #write} blocks. */
  public static final int MAX_WAITING_WRITES = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(HeadEndDatabase.class);
  private static final int VERSION = 2;
  private static final int MAX_GROUP = 64;
  private static final String[] SCHEMA = {
    "create table certificate (kid blob primary key, gateway text not null, der blob not null)",
    "create table chain (gateway text not null, chain blob not null, started_ms integer not null,"
        + " last_no integer not null, last_hash blob not null, stored integer not null,"
        + " redelivered integer not null, present integer not null, delivered integer,"
        + " waiting integer, dropped integer, gap integer, reported_ms integer,"
        + " primary key (gateway, chain))",
    "create table batch (gateway text not null, chain blob not null, no integer not null,"
        + " hash blob not null, previous blob not null, first integer not null,"
        + " last integer not null, made_ms integer not null, received_ms integer not null,"
        + " kid blob not null, covered integer not null, bytes integer not null, raw blob,"
        + " primary key (gateway, chain, no))",
    "create index batch_received on batch (received_ms)",
    "create table covered (gateway text not null, chain blob not null, first integer not null,"
        + " last integer not null, primary key (gateway, chain, first))",
    "create table alarm (id integer primary key, first_ms integer not null, at_ms integer not null,"
        + " kind text not null, gateway text not null, detail text not null, times integer not"
        + " null)",
    "create table command (id text primary key, application text not null, idempotency_key text not"
        + " null, body_hash blob not null, gateway text not null, device text not null, point text"
        + " not null, value text not null, issued_ms integer not null, expires_ms integer not null,"
        + " deadline_ms integer not null, status text not null, reason text not null, read_back"
        + " text, finished_ms integer, unique (application, idempotency_key))",
    "create index command_open on command (gateway, status)",
    "create index command_issued on command (issued_ms)",
    "create table audit (id integer primary key, at_ms integer not null, who text not null, what"
        + " text not null, subject text not null, outcome text not null)",
    "create index audit_at on audit (at_ms)"
  };

  /** What version 2 has in addition. */
  private static final String[] ACCESS = {
    "create table access (id integer primary key, at_ms integer not null, application text not"
        + " null, source text not null, operation text not null, selection text not null,"
        + " status integer not null, given integer not null)",
    "create index access_at on access (at_ms)"
  };

  private final Connection writer;
  private final Connection reader;
  private final ReentrantLock readLock = new ReentrantLock(true);
  private final Session writeSession;
  private final Session readSession;
  private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(MAX_WAITING_WRITES);
  private final Thread thread;
  private volatile boolean closing;

  /** Work on the database within a transaction. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object> {
    /** Does the work; an exception undoes it. */
    T run(Session session) throws SQLException;
  }

  private record Pending<T extends @Nullable Object>(Work<T> work, CompletableFuture<T> done) {}

  /** Opens the file, making or upgrading the tables. */
  public HeadEndDatabase(Path file) {
    try {
      writer = connect(file, false);
      migrate(writer);
      reader = connect(file, true);
      writer.setAutoCommit(false);
    } catch (SQLException e) {
      throw new IllegalStateException(file + " cannot be opened: " + e.getMessage(), e);
    }
    writeSession = new Session(writer);
    readSession = new Session(reader);
    thread = Thread.ofPlatform().name("head-end-db-writer").start(this::work);
  }

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-8000");
    config.setReadOnly(readOnly);
    return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
  }

  private static void migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("pragma user_version")) {
        version = row.getInt(1);
      }
      if (version > VERSION) {
        throw new SQLException("made by a newer version of this program");
      }
      if (version < VERSION) {
        connection.setAutoCommit(false);
        if (version == 0) {
          for (String sql : SCHEMA) {
            statement.execute(sql);
          }
        }
        for (String sql : ACCESS) {
          statement.execute(sql);
        }
        statement.execute("pragma user_version = " + VERSION);
        connection.commit();
        connection.setAutoCommit(true);
      }
    }
  }

  /** Does the work on the writing thread; completes when it is on disk. */
  public <T extends @Nullable Object> CompletableFuture<T> write(Work<T> work) {
    var pending = new Pending<>(work, new CompletableFuture<T>());
    try {
      while (!queue.offer(pending, 1, TimeUnit.SECONDS)) {
        if (closing) {
          return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
      }
      if (closing && !thread.isAlive()) {
        pending.done.completeExceptionally(new IllegalStateException("closed"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    }
    return pending.done;
  }

  /** Does the work on the writing thread and waits until it is on disk. */
  public <T extends @Nullable Object> T writeNow(Work<T> work) {
    try {
      return write(work).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Reads what is committed; one reader at a time. */
  public <T extends @Nullable Object> T read(Work<T> work) {
    readLock.lock();
    try {
      return work.run(readSession);
    } catch (SQLException e) {
      throw new IllegalStateException("head-end.db: " + e.getMessage(), e);
    } finally {
      readLock.unlock();
    }
  }

  private void work() {
    List<Pending<?>> group = new ArrayList<>();
    List<Runnable> completions = new ArrayList<>();
    while (!(closing && queue.isEmpty())) {
      group.clear();
      completions.clear();
      try {
        Pending<?> first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        group.add(first);
        queue.drainTo(group, MAX_GROUP - 1);
        for (Pending<?> pending : group) {
          completions.add(attempt(pending));
        }
        writer.commit();
        completions.forEach(Runnable::run);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      } catch (SQLException | RuntimeException e) {
        LOG.error("head-end.db: a commit failed: {}", e.toString());
        rollback();
        group.forEach(p -> p.done.completeExceptionally(e));
      }
    }
    group.clear();
    queue.drainTo(group);
    group.forEach(p -> p.done.completeExceptionally(new IllegalStateException("closed")));
  }

  /** One failing write undoes itself, not the others of its group. */
  private <T extends @Nullable Object> Runnable attempt(Pending<T> pending) throws SQLException {
    Savepoint before = writer.setSavepoint();
    try {
      T result = pending.work.run(writeSession);
      writer.releaseSavepoint(before);
      return () -> pending.done.complete(result);
    } catch (SQLException | RuntimeException e) {
      writer.rollback(before);
      return () -> pending.done.completeExceptionally(e);
    }
  }

  private void rollback() {
    try {
      writer.rollback();
    } catch (SQLException e) {
      LOG.error("head-end.db: not rolled back: {}", e.toString());
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(4));
      readLock.lock();
      try {
        writer.close();
        reader.close();
      } finally {
        readLock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.warn("head-end.db: not closed: {}", e.toString());
    }
  }

  /** Statements on one connection, prepared once each. Used by one thread at a time. */
  public static final class Session {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Session(Connection connection) {
      this.connection = connection;
    }

    /** Makes something of the row at hand. */
    @FunctionalInterface
    public interface RowMapper<T> {
      /** Reads the row. */
      T map(ResultSet row) throws SQLException;
    }

    /** Changes rows and answers how many. */
    public int update(String sql, @Nullable Object... values) throws SQLException {
      return bound(sql, values).executeUpdate();
    }

    /** All rows. */
    public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... values)
        throws SQLException {
      List<T> found = new ArrayList<>();
      try (ResultSet rows = bound(sql, values).executeQuery()) {
        while (rows.next()) {
          found.add(mapper.map(rows));
        }
      }
      return found;
    }

    /** The first row. */
    public <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... values)
        throws SQLException {
      try (ResultSet rows = bound(sql, values).executeQuery()) {
        return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
      }
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
      PreparedStatement statement = prepared.get(sql);
      if (statement == null) {
        statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
      }
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        if (value instanceof byte[] bytes) {
          statement.setBytes(i + 1, bytes);
        } else {
          statement.setObject(i + 1, value);
        }
      }
      return statement;
    }
  }
}
