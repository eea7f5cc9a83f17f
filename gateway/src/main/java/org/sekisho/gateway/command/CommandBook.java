package org.sekisho.gateway.command;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.command.Command;
import org.sekisho.model.command.CommandResult;
import org.sekisho.model.reading.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * What the gate remembers, in {@code gateway.db}: the ids of commands with their results, so that
 * none is carried out twice, and the audit of every decision.
 *
 * <p>Changes are durable after {@link #commit}. Not thread-safe: belongs to one thread at a time.
 */
public final class CommandBook implements AutoCloseable {
  /** Most ids that are remembered; with that many, new commands are refused. */
  public static final int MAX_IDS = 10_000;

  /** Most rows of the audit; the oldest are dropped. */
  public static final int MAX_AUDIT_ROWS = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(CommandBook.class);
  private static final int CACHE_PAGES = 64;
  private static final int MAX_VALUE_TEXT = 256;

  /** What is remembered of an id. */
  public sealed interface Known {
    /** Taken, and its outcome is open. */
    record Open() implements Known {}

    /** Finished with this result. */
    record Finished(CommandResult result) implements Known {}
  }

  /** A command that passed the gate earlier. */
  public record Passed(String device, String point, long atMs) {}

  /**
   * A line of the audit.
   *
   * @param number from 1, without holes
   * @param outcome {@code passed}, or the status of the result
   */
  public record AuditLine(
      long number,
      Instant at,
      String command,
      String application,
      String point,
      String value,
      String outcome,
      String reason) {}

  private final Connection connection;
  private long ids;
  private long lastAudit;
  private long firstAudit;
  private boolean changing;

  private CommandBook(Connection connection) throws SQLException {
    this.connection = connection;
    try (Statement s = connection.createStatement()) {
      s.execute(
          """
          CREATE TABLE IF NOT EXISTS command(
            id BLOB PRIMARY KEY, device TEXT NOT NULL, point TEXT NOT NULL,
            noted_ms INTEGER NOT NULL, forget_ms INTEGER NOT NULL, passed INTEGER NOT NULL,
            status TEXT, reason TEXT, read_back BLOB, at_ms INTEGER,
            reported INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID\
          """);
      s.execute("CREATE INDEX IF NOT EXISTS command_forget ON command(forget_ms)");
      s.execute(
          """
          CREATE TABLE IF NOT EXISTS audit(
            number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, command TEXT NOT NULL,
            application TEXT NOT NULL, point TEXT NOT NULL, value TEXT NOT NULL,
            outcome TEXT NOT NULL, reason TEXT NOT NULL)\
          """);
    }
    count();
  }

  private void count() throws SQLException {
    ids = number("SELECT count(*) FROM command");
    lastAudit = number("SELECT ifnull(max(number), 0) FROM audit");
    firstAudit = number("SELECT ifnull(min(number), 1) FROM audit");
  }

  /** Opens or begins the book. */
  public static CommandBook open(Path file) {
    try {
      var config = new SQLiteConfig();
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      // What is deleted is overwritten in the file, not only forgotten.
      config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
      config.setCacheSize(CACHE_PAGES);
      config.setBusyTimeout(5_000);
      return new CommandBook(
          DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties()));
    } catch (SQLException e) {
      throw new CommandBookException("cannot open " + file.getFileName(), e);
    }
  }

  /** What is known of the id; empty when it is new. */
  Optional<Known> known(UUID id) {
    return run(
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "SELECT status, reason, read_back, at_ms FROM command WHERE id = ?")) {
            s.setBytes(1, bytes(id));
            try (ResultSet row = s.executeQuery()) {
              if (!row.next()) {
                return Optional.empty();
              }
              return Optional.of(
                  row.getString(1) == null
                      ? new Known.Open()
                      : new Known.Finished(result(id, row)));
            }
          }
        });
  }

  /** Whether there is room for another id. */
  boolean hasRoom() {
    return ids < MAX_IDS;
  }

  /** Remembers a new id until {@code forgetAt}. */
  void note(Command command, Instant now, Instant forgetAt, boolean passed) {
    change(
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "INSERT INTO command(id, device, point, noted_ms, forget_ms, passed)"
                      + " VALUES (?, ?, ?, ?, ?, ?)")) {
            s.setBytes(1, bytes(command.id()));
            s.setString(2, command.point().device());
            s.setString(3, command.point().point());
            s.setLong(4, now.toEpochMilli());
            s.setLong(5, forgetAt.toEpochMilli());
            s.setInt(6, passed ? 1 : 0);
            s.executeUpdate();
            ids++;
          }
          return Boolean.TRUE;
        });
  }

  /** The command passed the gate, which counts for the rates after a restart, too. */
  void passed(UUID id, Instant now) {
    change(
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "UPDATE command SET passed = 1, noted_ms = ? WHERE id = ?")) {
            s.setLong(1, now.toEpochMilli());
            s.setBytes(2, bytes(id));
            s.executeUpdate();
          }
          return Boolean.TRUE;
        });
  }

  /** Remembers the result of a noted id. */
  void finish(CommandResult result) {
    change(
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "UPDATE command SET status = ?, reason = ?, read_back = ?, at_ms = ?"
                      + " WHERE id = ?")) {
            s.setString(1, result.status().name());
            s.setString(2, result.reason());
            s.setBytes(3, result.readBack().map(CommandBook::encode).orElse(null));
            s.setLong(4, result.at().toEpochMilli());
            s.setBytes(5, bytes(result.id()));
            s.executeUpdate();
          }
          return Boolean.TRUE;
        });
  }

  /** The head-end has the result. */
  void reported(UUID id) {
    change(
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement("UPDATE command SET reported = 1 WHERE id = ?")) {
            s.setBytes(1, bytes(id));
            s.executeUpdate();
          }
          return Boolean.TRUE;
        });
  }

  /** Results that the head-end has not acknowledged, oldest first. */
  List<CommandResult> unreported() {
    return results(
        "SELECT status, reason, read_back, at_ms, id FROM command"
            + " WHERE reported = 0 AND status IS NOT NULL ORDER BY at_ms");
  }

  /** Ids whose outcome is open: what they did was interrupted by a restart. */
  List<UUID> open() {
    return run(
        () -> {
          List<UUID> open = new ArrayList<>();
          try (Statement s = connection.createStatement();
              ResultSet row = s.executeQuery("SELECT id FROM command WHERE status IS NULL")) {
            while (row.next()) {
              open.add(uuid(row.getBytes(1)));
            }
          }
          return open;
        });
  }

  /** Commands that passed at or after that time, oldest first. */
  List<Passed> passedSince(Instant since) {
    return run(
        () -> {
          List<Passed> passed = new ArrayList<>();
          try (PreparedStatement s =
              connection.prepareStatement(
                  "SELECT device, point, noted_ms FROM command"
                      + " WHERE passed = 1 AND noted_ms >= ? ORDER BY noted_ms")) {
            s.setLong(1, since.toEpochMilli());
            try (ResultSet row = s.executeQuery()) {
              while (row.next()) {
                passed.add(new Passed(row.getString(1), row.getString(2), row.getLong(3)));
              }
            }
          }
          return passed;
        });
  }

  /** Forgets ids whose time is over; those with an open outcome stay. */
  void forget(Instant now) {
    change(
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "DELETE FROM command WHERE forget_ms < ? AND status IS NOT NULL")) {
            s.setLong(1, now.toEpochMilli());
            ids -= s.executeUpdate();
          }
          return Boolean.TRUE;
        });
  }

  /** Adds a line to the audit, dropping the oldest when there are too many. */
  void audit(Instant now, Command command, String outcome, String reason) {
    change(
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement(
                  "INSERT INTO audit(number, at_ms, command, application, point, value, outcome,"
                      + " reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            s.setLong(1, ++lastAudit);
            s.setLong(2, now.toEpochMilli());
            s.setString(3, command.id().toString());
            s.setString(4, CommandDesk.printable(command.application(), MAX_VALUE_TEXT));
            s.setString(5, command.point().toString());
            s.setString(6, CommandDesk.printable(command.value().toString(), MAX_VALUE_TEXT));
            s.setString(7, outcome);
            s.setString(8, reason);
            s.executeUpdate();
          }
          if (lastAudit - firstAudit >= MAX_AUDIT_ROWS) {
            firstAudit = lastAudit - MAX_AUDIT_ROWS + 1;
            try (PreparedStatement s =
                connection.prepareStatement("DELETE FROM audit WHERE number < ?")) {
              s.setLong(1, firstAudit);
              s.executeUpdate();
            }
          }
          return Boolean.TRUE;
        });
  }

  /** The newest lines of the audit, newest first. */
  List<AuditLine> newest(int limit) {
    return run(
        () -> {
          List<AuditLine> lines = new ArrayList<>();
          try (PreparedStatement s =
              connection.prepareStatement(
                  "SELECT number, at_ms, command, application, point, value, outcome, reason"
                      + " FROM audit ORDER BY number DESC LIMIT ?")) {
            s.setInt(1, limit);
            try (ResultSet row = s.executeQuery()) {
              while (row.next()) {
                lines.add(
                    new AuditLine(
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8)));
              }
            }
          }
          return lines;
        });
  }

  /** How many lines of the audit were dropped because there were too many. */
  long droppedAuditLines() {
    return firstAudit - 1;
  }

  /** Makes all changes since the last commit durable. */
  void commit() {
    run(
        () -> {
          if (changing) {
            execute("COMMIT");
            changing = false;
          }
          return Boolean.TRUE;
        });
  }

  /** Takes back all changes since the last commit; what the disk refuses stays as it is. */
  void rollback() {
    try {
      if (changing) {
        changing = false;
        execute("ROLLBACK");
      }
      count();
    } catch (SQLException e) {
      LOG.warn("the command book cannot go back: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    commit();
    run(
        () -> {
          connection.close();
          return Boolean.TRUE;
        });
  }

  private List<CommandResult> results(String query) {
    return run(
        () -> {
          List<CommandResult> results = new ArrayList<>();
          try (Statement s = connection.createStatement();
              ResultSet row = s.executeQuery(query)) {
            while (row.next()) {
              results.add(result(uuid(row.getBytes(5)), row));
            }
          }
          return results;
        });
  }

  private static CommandResult result(UUID id, ResultSet row) throws SQLException {
    byte @Nullable [] readBack = row.getBytes(3);
    return new CommandResult(
        id,
        CommandResult.Status.valueOf(row.getString(1)),
        row.getString(2),
        readBack == null ? Optional.empty() : Optional.of(decode(readBack)),
        Instant.ofEpochMilli(row.getLong(4)));
  }

  /** A type letter and the value as text. */
  private static byte[] encode(Value value) {
    String text =
        switch (value) {
          case Value.Numeric(double number) -> "n" + number;
          case Value.Bool(boolean bool) -> "b" + bool;
          case Value.Text(String words) -> "t" + words;
        };
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Value decode(byte[] bytes) {
    String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    String rest = text.substring(1);
    return switch (text.charAt(0)) {
      case 'n' -> new Value.Numeric(Double.parseDouble(rest));
      case 'b' -> new Value.Bool(Boolean.parseBoolean(rest));
      default -> new Value.Text(rest);
    };
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new UUID(in.getLong(), in.getLong());
  }

  private long number(String query) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet row = s.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private interface SqlWork<T> {
    T run() throws SQLException;
  }

  /**
   * Runs a change inside a transaction that lasts until {@link #commit}. It begins with the first
   * change and takes the write lock at once, because the file has another writer.
   */
  private void change(SqlWork<Boolean> work) {
    run(
        () -> {
          if (!changing) {
            execute("BEGIN IMMEDIATE");
            changing = true;
          }
          return work.run();
        });
  }

  private void execute(String statement) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  private static <T> T run(SqlWork<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new CommandBookException("the command book failed", e);
    }
  }
}
