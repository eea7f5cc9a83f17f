package org.sekisho.gateway.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * One connection to the journal's SQLite file, and its statements. Used by one thread at a time.
 *
 * <p>Table {@code record_group} holds the sealed groups by their first number; {@code gone} the
 * disjoint ranges of numbers that no longer wait; {@code state} one row with the chain and the
 * numbers dropped and lost. What was accepted follows from the two: the greatest number in them.
 */
final class JournalDatabase implements AutoCloseable {
  /** The form of the tables; a file of a later form is refused, not damaged. */
  static final int FORM = 1;

  private static final String[] TABLES = {
    "CREATE TABLE record_group("
        + "first INTEGER PRIMARY KEY, last INTEGER NOT NULL, sealed BLOB NOT NULL)",
    "CREATE TABLE gone(first INTEGER PRIMARY KEY, last INTEGER NOT NULL)",
    "CREATE TABLE state(one INTEGER PRIMARY KEY CHECK (one = 1), chain BLOB NOT NULL,"
        + " dropped INTEGER NOT NULL, lost INTEGER NOT NULL)",
    "PRAGMA user_version=" + FORM
  };

  private static final Logger LOG = LoggerFactory.getLogger(JournalDatabase.class);

  private final Connection connection;
  private Statements statements;

  /** The statements; prepared anew after a failure, because the driver gives failed ones up. */
  private static final class Statements {
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;
    private final PreparedStatement insertGroup;
    private final PreparedStatement selectGroups;
    private final PreparedStatement deleteGroups;
    private final PreparedStatement deleteDamaged;
    private final PreparedStatement deleteGone;
    private final PreparedStatement insertGone;
    private final PreparedStatement updateState;

    Statements(Connection connection) throws SQLException {
      this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
      this.commit = connection.prepareStatement("COMMIT");
      this.rollback = connection.prepareStatement("ROLLBACK");
      this.insertGroup =
          connection.prepareStatement("INSERT INTO record_group(first,last,sealed) VALUES(?,?,?)");
      this.selectGroups =
          connection.prepareStatement(
              "SELECT first,last,sealed FROM record_group WHERE first >= (SELECT"
                  + " coalesce(max(first),0) FROM record_group WHERE first <= ?) ORDER BY first");
      this.deleteGroups =
          connection.prepareStatement(
              "DELETE FROM record_group WHERE first BETWEEN ? AND ? AND last <= ?"
                  + " RETURNING length(sealed)");
      this.deleteDamaged =
          connection.prepareStatement(
              "DELETE FROM record_group WHERE first BETWEEN ? AND ? RETURNING length(sealed)");
      this.deleteGone = connection.prepareStatement("DELETE FROM gone WHERE first BETWEEN ? AND ?");
      this.insertGone = connection.prepareStatement("INSERT INTO gone(first,last) VALUES(?,?)");
      this.updateState = connection.prepareStatement("UPDATE state SET dropped=?, lost=?");
    }

    void close() throws SQLException {
      for (PreparedStatement statement :
          List.of(
              begin,
              commit,
              rollback,
              insertGroup,
              selectGroups,
              deleteGroups,
              deleteDamaged,
              deleteGone,
              insertGone,
              updateState)) {
        statement.close();
      }
    }
  }

  private JournalDatabase(Connection connection) throws SQLException {
    this.connection = connection;
    this.statements = new Statements(connection);
  }

  /** Opens the file and makes the tables when they are not there. */
  static JournalDatabase open(Path file, UUID chainIfNew) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    config.setCacheSize(-4_096);
    config.setJournalSizeLimit(8 * 1024 * 1024);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.enforceForeignKeys(true);
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    try {
      if (form(connection) == 0) {
        create(connection, chainIfNew);
      }
      return new JournalDatabase(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void create(Connection connection, UUID chain) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (String sql : TABLES) {
        statement.execute(sql);
      }
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO state(one,chain,dropped,lost) VALUES(1,?,0,0)")) {
        insert.setBytes(1, bytes(chain));
        insert.executeUpdate();
      }
      statement.execute("COMMIT");
    }
  }

  private static int form(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /** The form of the tables that the file has. */
  int form() throws SQLException {
    return form(connection);
  }

  /** What {@code PRAGMA quick_check} says first; {@code ok} for a sound file. */
  String quickCheck() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      return row.next() ? row.getString(1) : "no answer";
    }
  }

  /** The chain in the file; empty when the row is missing or not 16 bytes. */
  Optional<UUID> chain() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT chain FROM state")) {
      byte[] bytes = row.next() ? row.getBytes(1) : null;
      if (bytes == null || bytes.length != 16) {
        return Optional.empty();
      }
      java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
      return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
    }
  }

  /** Reads the standing of the journal from the file; walks all groups. */
  Standing standing() throws SQLException {
    NumberSet gone = gone();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT dropped FROM state), (SELECT lost FROM state),"
                    + " coalesce((SELECT last FROM record_group ORDER BY first DESC LIMIT 1),0),"
                    + " (SELECT coalesce(sum(length(sealed)),0) FROM record_group)")) {
      if (!row.next()) {
        throw new SQLException("no state");
      }
      return new Standing(
          gone,
          row.getLong(1),
          row.getLong(2),
          Math.max(row.getLong(3), gone.greatest()),
          row.getLong(4));
    }
  }

  /** The numbers that no longer wait. */
  NumberSet gone() throws SQLException {
    NumberSet gone = NumberSet.EMPTY;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT first,last FROM gone ORDER BY first")) {
      while (row.next()) {
        gone = gone.with(row.getLong(1), row.getLong(2));
      }
    }
    return gone;
  }

  void insertGroup(long first, long last, byte[] sealed) throws SQLException {
    statements.insertGroup.setLong(1, first);
    statements.insertGroup.setLong(2, last);
    statements.insertGroup.setBytes(3, sealed);
    statements.insertGroup.executeUpdate();
  }

  /** One group as it lies in the file; passed on, never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  record Group(long first, long last, byte[] sealed) {}

  /** What a visitor says to the next group: go on or stop. */
  interface GroupVisitor {
    /** Whether to go on. */
    boolean visit(Group group) throws SQLException;
  }

  /** Visits the groups from the one that holds the number, or the first after it. */
  void visitGroups(long number, GroupVisitor visitor) throws SQLException {
    statements.selectGroups.setLong(1, number);
    visit(statements.selectGroups, visitor);
  }

  /** Visits groups whose first number is in the closed range, rising or falling. */
  void visitGroups(long low, long high, boolean rising, GroupVisitor visitor) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT first,last,sealed FROM record_group WHERE first BETWEEN ? AND ? ORDER BY first"
                + (rising ? "" : " DESC"))) {
      select.setLong(1, low);
      select.setLong(2, high);
      visit(select, visitor);
    }
  }

  private static void visit(PreparedStatement select, GroupVisitor visitor) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        byte[] sealed = row.getBytes(3);
        if (!visitor.visit(
            new Group(row.getLong(1), row.getLong(2), sealed == null ? new byte[0] : sealed))) {
          return;
        }
      }
    }
  }

  /** Deletes the groups that lie wholly in the range; answers the bytes that they had. */
  long deleteGroups(NumberRange range) throws SQLException {
    statements.deleteGroups.setLong(1, range.first());
    statements.deleteGroups.setLong(2, range.last());
    statements.deleteGroups.setLong(3, range.last());
    return bytesOf(statements.deleteGroups);
  }

  /** Deletes the groups that begin in the range, whatever they say of their end. */
  long deleteDamaged(NumberRange range) throws SQLException {
    statements.deleteDamaged.setLong(1, range.first());
    statements.deleteDamaged.setLong(2, range.last());
    return bytesOf(statements.deleteDamaged);
  }

  private static long bytesOf(PreparedStatement delete) throws SQLException {
    long bytes = 0;
    try (ResultSet row = delete.executeQuery()) {
      while (row.next()) {
        bytes += row.getLong(1);
      }
    }
    return bytes;
  }

  /** Writes one range of gone numbers in place of those that it has swallowed. */
  void putGone(NumberRange range) throws SQLException {
    statements.deleteGone.setLong(1, range.first());
    statements.deleteGone.setLong(2, range.last());
    statements.deleteGone.executeUpdate();
    statements.insertGone.setLong(1, range.first());
    statements.insertGone.setLong(2, range.last());
    statements.insertGone.executeUpdate();
  }

  void putState(long dropped, long lost) throws SQLException {
    statements.updateState.setLong(1, dropped);
    statements.updateState.setLong(2, lost);
    statements.updateState.executeUpdate();
  }

  Connection connection() {
    return connection;
  }

  /** Begins a transaction for writing. */
  void begin() throws SQLException {
    statements.begin.execute();
  }

  /** Makes the transaction durable. */
  void commit() throws SQLException {
    statements.commit.execute();
  }

  /** Ends the transaction without a trace; SQLite may have done so itself on a full disk. */
  void rollback() {
    try {
      statements.rollback.execute();
    } catch (SQLException e) {
      // "no transaction is active" is what was wanted; anything else shows at the next
      // statements.begin.
      LOG.debug("journal-rollback cause={}", e.getMessage());
    }
    try {
      statements.close();
      statements = new Statements(connection);
    } catch (SQLException e) {
      LOG.error("journal-statements-failed cause={}", e.getMessage());
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Whether the error says that the file itself is damaged, rather than the disk unwilling. */
  static boolean saysDamaged(SQLException e) {
    int primary = e.getErrorCode() & 0xFF;
    return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code
        || primary == SQLiteErrorCode.SQLITE_ERROR.code;
  }

  private static byte[] bytes(UUID id) {
    return java.nio.ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
