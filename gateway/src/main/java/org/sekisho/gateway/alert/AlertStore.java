package org.sekisho.gateway.alert;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.program.PrivateFiles;
import org.sqlite.SQLiteConfig;

/** The alerts in {@code alerts.db}. Used by one thread at a time. */
final class AlertStore implements AutoCloseable {
  private final Connection connection;

  private AlertStore(Connection connection) {
    this.connection = connection;
  }

  static AlertStore open(Path file) throws SQLException {
    if (!Files.exists(file)) {
      PrivateFiles.replace(file, new byte[0]);
    }
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    // What is deleted is overwritten in the file, not only forgotten.
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    config.setCacheSize(-256);
    config.setJournalSizeLimit(1024 * 1024);
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    try (Statement s = connection.createStatement()) {
      s.execute(
          "CREATE TABLE IF NOT EXISTS alert(id TEXT PRIMARY KEY, kind TEXT NOT NULL,"
              + " source TEXT NOT NULL, device TEXT NOT NULL, account TEXT NOT NULL,"
              + " rule TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL,"
              + " since_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, count INTEGER NOT NULL,"
              + " over_ms INTEGER, acknowledged_ms INTEGER, acknowledged_by TEXT NOT NULL,"
              + " change INTEGER NOT NULL, told INTEGER NOT NULL)");
      return new AlertStore(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** All alerts, oldest first; those of kinds that this version does not know are left out. */
  List<Alert> all() throws SQLException {
    List<Alert> found = new ArrayList<>();
    try (Statement s = connection.createStatement();
        ResultSet row = s.executeQuery("SELECT * FROM alert ORDER BY since_ms, id")) {
      while (row.next()) {
        Optional<EventKind> kind = kind(row.getString("kind"));
        if (kind.isPresent()) {
          found.add(
              new Alert(
                  UUID.fromString(row.getString("id")),
                  kind.get(),
                  row.getString("source"),
                  row.getString("device"),
                  row.getString("account"),
                  row.getString("rule"),
                  row.getString("action"),
                  row.getString("detail"),
                  Instant.ofEpochMilli(row.getLong("since_ms")),
                  Instant.ofEpochMilli(row.getLong("last_ms")),
                  row.getLong("count"),
                  time(row, "over_ms"),
                  time(row, "acknowledged_ms"),
                  row.getString("acknowledged_by"),
                  row.getLong("change"),
                  row.getLong("told")));
        }
      }
    }
    return found;
  }

  private static Optional<EventKind> kind(String word) {
    for (EventKind kind : EventKind.values()) {
      if (kind.word().equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    long ms = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ms));
  }

  /** Keeps and forgets, both or neither. */
  void change(Collection<Alert> kept, Collection<UUID> forgotten) throws SQLException {
    connection.setAutoCommit(false);
    try {
      try (PreparedStatement s =
          connection.prepareStatement(
              "INSERT OR REPLACE INTO alert VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                  + " ?)")) {
        for (Alert alert : kept) {
          s.setString(1, alert.id().toString());
          s.setString(2, alert.kind().word());
          s.setString(3, alert.source());
          s.setString(4, alert.device());
          s.setString(5, alert.account());
          s.setString(6, alert.rule());
          s.setString(7, alert.action());
          s.setString(8, alert.detail());
          s.setLong(9, alert.since().toEpochMilli());
          s.setLong(10, alert.last().toEpochMilli());
          s.setLong(11, alert.count());
          time(s, 12, alert.over());
          time(s, 13, alert.acknowledged());
          s.setString(14, alert.acknowledgedBy());
          s.setLong(15, alert.change());
          s.setLong(16, alert.told());
          s.executeUpdate();
        }
      }
      try (PreparedStatement s = connection.prepareStatement("DELETE FROM alert WHERE id = ?")) {
        for (UUID id : forgotten) {
          s.setString(1, id.toString());
          s.executeUpdate();
        }
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void time(PreparedStatement s, int index, Optional<Instant> time)
      throws SQLException {
    if (time.isPresent()) {
      s.setLong(index, time.get().toEpochMilli());
    } else {
      s.setNull(index, java.sql.Types.INTEGER);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
