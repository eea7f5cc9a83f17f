package org.sekisho.gateway.log;

import java.nio.charset.StandardCharsets;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.logbook.LineHash;
import org.sekisho.program.logbook.LogSignature;
import org.sekisho.program.logbook.LogStatement;
import org.sqlite.SQLiteConfig;

/**
 * The log's SQLite file: a table of sealed lines for each class, chained each for itself, so that
 * the old records of one class can go without touching another's chain. Thread-safe: the writer
 * holds the lock for one transaction, a reader for one page.
 */
final class LogStore implements AutoCloseable {
  /** Signatures that are kept, and with them their certificates. */
  static final int MAX_SIGNATURES = 1_000;

  /** Accounts that are counted each for itself. */
  static final int MAX_ACCOUNTS = 2_000;

  /** The account that stands for all above {@link #MAX_ACCOUNTS}. */
  static final String OTHER_ACCOUNTS = "(others)";

  /** What the database adds to a record. */
  private static final int ROW_BYTES = 10;

  private static final int FORM = 1;
  private static final EventClass[] CLASSES = EventClass.values();

  /** Counts of an account's logins. */
  record AccountCounts(
      String account, long logins, long errors, Optional<Instant> login, Optional<Instant> error) {}

  /** A chain as it stands; {@code first} is above {@code last} when it holds nothing. */
  record Chain(long first, String cutHash, long last, String lastHash, long bytes) {
    long records() {
      return last - first + 1;
    }
  }

  /** A signature with the certificates that it can be verified with. */
  record Signed(LogSignature signature, long number, String pem) {}

  /** A record as it was read; the line is empty when it could not be opened. */
  record Row(long no, Optional<byte[]> line) {}

  private final Connection connection;
  private final LogSeal seal;
  private final Map<EventClass, Chain> chains = new EnumMap<>(EventClass.class);
  private final Map<EventClass, PreparedStatement> inserts = new EnumMap<>(EventClass.class);
  private String id = "";
  private long boot;
  private long order;
  private long lastSignature;
  private int accounts;

  private LogStore(Connection connection, LogSeal seal) {
    this.connection = connection;
    this.seal = seal;
  }

  /** Opens the file, or makes it for a new log of this id; counts one more start. */
  static LogStore open(Path file, LogSeal seal, String newId) throws SQLException {
    if (!Files.exists(file)) {
      // SQLite gives its journal files the mode of the database.
      PrivateFiles.replace(file, new byte[0]);
    }
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setCacheSize(-1_024);
    config.setJournalSizeLimit(2 * 1024 * 1024);
    config.setBusyTimeout(5_000);
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    try {
      var store = new LogStore(connection, seal);
      store.prepare(newId);
      return store;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void prepare(String newId) throws SQLException {
    execute("BEGIN IMMEDIATE");
    if (number("PRAGMA user_version") == 0) {
      execute(
          "CREATE TABLE log(one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL,"
              + " boot INTEGER NOT NULL, last_order INTEGER NOT NULL)");
      execute(
          "CREATE TABLE chain(class TEXT PRIMARY KEY, first INTEGER NOT NULL,"
              + " cut_hash TEXT NOT NULL, last INTEGER NOT NULL, last_hash TEXT NOT NULL,"
              + " bytes INTEGER NOT NULL)");
      execute(
          "CREATE TABLE signature(number INTEGER PRIMARY KEY, key TEXT NOT NULL,"
              + " statement TEXT NOT NULL, value TEXT NOT NULL)");
      execute("CREATE TABLE certificate(key TEXT PRIMARY KEY, pem TEXT NOT NULL)");
      execute(
          "CREATE TABLE account(id TEXT PRIMARY KEY, logins INTEGER NOT NULL,"
              + " errors INTEGER NOT NULL, login_ms INTEGER, error_ms INTEGER)");
      try (PreparedStatement s =
          connection.prepareStatement("INSERT INTO log VALUES(1, ?, 0, 0)")) {
        s.setString(1, newId);
        s.executeUpdate();
      }
      for (EventClass one : CLASSES) {
        execute("CREATE TABLE " + table(one) + "(no INTEGER PRIMARY KEY, sealed BLOB NOT NULL)");
        try (PreparedStatement s =
            connection.prepareStatement("INSERT INTO chain VALUES(?, 1, ?, 0, ?, 0)")) {
          s.setString(1, LogLine.word(one));
          s.setString(2, LineHash.NONE);
          s.setString(3, LineHash.NONE);
          s.executeUpdate();
        }
      }
      execute("PRAGMA user_version=" + FORM);
    }
    execute("UPDATE log SET boot = boot + 1");
    execute("COMMIT");
    load();
    for (EventClass one : CLASSES) {
      inserts.put(
          one,
          connection.prepareStatement("INSERT INTO " + table(one) + "(no, sealed) VALUES(?, ?)"));
    }
  }

  private void load() throws SQLException {
    try (Statement s = connection.createStatement()) {
      try (ResultSet row = s.executeQuery("SELECT id, boot, last_order FROM log")) {
        if (!row.next()) {
          throw new SQLException("the log's own row is missing");
        }
        id = row.getString(1);
        boot = row.getLong(2);
        order = row.getLong(3);
      }
      try (ResultSet row = s.executeQuery("SELECT * FROM chain")) {
        while (row.next()) {
          chains.put(
              LogLine.ofWord(row.getString("class")),
              new Chain(
                  row.getLong("first"),
                  row.getString("cut_hash"),
                  row.getLong("last"),
                  row.getString("last_hash"),
                  row.getLong("bytes")));
        }
      }
    }
    if (chains.size() != CLASSES.length) {
      throw new SQLException("a chain is missing");
    }
    lastSignature = number("SELECT ifnull(max(number), 0) FROM signature");
    accounts = (int) number("SELECT count(*) FROM account");
  }

  private static String table(EventClass of) {
    return "record_" + LogLine.word(of);
  }

  /** Random id of this log's life. */
  synchronized String id() {
    return id;
  }

  /** How often the gateway was started with this log. */
  synchronized long boot() {
    return boot;
  }

  /** The chain of the class. */
  synchronized Chain chain(EventClass of) {
    Chain chain = chains.get(of);
    if (chain == null) {
      throw new IllegalStateException("each class has a chain");
    }
    return chain;
  }

  /** Makes records of the events and counts the logins, all or nothing. */
  synchronized void append(
      List<SecurityEvent> events, List<SecurityEvent> logins, long uptimeMs, String quality)
      throws SQLException {
    transaction(
        () -> {
          for (SecurityEvent login : logins) {
            count(
                login.account(),
                login.kind() == EventKind.LOGIN_SUCCEEDED,
                login.count(),
                login.at());
          }
          for (SecurityEvent event : events) {
            EventClass of = event.kind().logClass();
            Chain chain = chain(of);
            long no = chain.last() + 1;
            byte[] line =
                LogLine.of(
                    event,
                    no,
                    chain.lastHash(),
                    new LogLine.Stamp(++order, boot, uptimeMs, quality));
            byte[] sealed = seal.seal(LogLine.word(of), no, line);
            PreparedStatement insert = inserts.get(of);
            if (insert == null) {
              throw new IllegalStateException("each class has a table");
            }
            insert.setLong(1, no);
            insert.setBytes(2, sealed);
            insert.executeUpdate();
            chains.put(
                of,
                new Chain(
                    chain.first(),
                    chain.cutHash(),
                    no,
                    LineHash.of(line),
                    chain.bytes() + sealed.length + ROW_BYTES));
          }
          keepChains();
        });
  }

  private void count(String account, boolean success, long number, Instant at) throws SQLException {
    String key = account;
    if (number("SELECT count(*) FROM account WHERE id = ?", key) == 0) {
      if (accounts >= MAX_ACCOUNTS) {
        key = OTHER_ACCOUNTS;
      } else {
        accounts++;
      }
    }
    try (PreparedStatement s =
        connection.prepareStatement(
            success
                ? "INSERT INTO account VALUES(?1, ?2, 0, ?3, NULL)"
                    + " ON CONFLICT(id) DO UPDATE SET logins = logins + ?2, login_ms = ?3"
                : "INSERT INTO account VALUES(?1, 0, ?2, NULL, ?3)"
                    + " ON CONFLICT(id) DO UPDATE SET errors = errors + ?2, error_ms = ?3")) {
      s.setString(1, key);
      s.setLong(2, number);
      s.setLong(3, at.toEpochMilli());
      s.executeUpdate();
    }
  }

  /** The accounts with their counts, those with the latest failures first. */
  synchronized List<AccountCounts> accounts(int limit) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT * FROM account ORDER BY ifnull(error_ms, 0) DESC, id LIMIT ?")) {
      s.setInt(1, limit);
      List<AccountCounts> found = new ArrayList<>();
      try (ResultSet row = s.executeQuery()) {
        while (row.next()) {
          found.add(
              new AccountCounts(
                  row.getString("id"),
                  row.getLong("logins"),
                  row.getLong("errors"),
                  time(row, "login_ms"),
                  time(row, "error_ms")));
        }
      }
      return found;
    }
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    long ms = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ms));
  }

  /**
   * Removes the oldest records of the class until it takes at most so many bytes and none is older
   * than that; answers how many went. Records go and the cut is signed in one transaction, so that
   * no crash leaves a beginning that nobody has signed.
   *
   * @param signing signs what it is given; without an identity nothing
   */
  synchronized long prune(
      EventClass of, long maxBytes, Instant oldest, Supplier<Optional<Signed>> signing)
      throws SQLException {
    Chain chain = chain(of);
    long first = chain.first();
    long bytes = chain.bytes();
    String hash = chain.cutHash();
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT no, sealed FROM " + table(of) + " WHERE no >= ? ORDER BY no")) {
      s.setLong(1, chain.first());
      s.setFetchSize(64);
      try (ResultSet row = s.executeQuery()) {
        while (row.next()) {
          long no = row.getLong(1);
          byte[] sealed = row.getBytes(2);
          Optional<byte[]> line = seal.open(LogLine.word(of), no, sealed);
          if (bytes <= maxBytes && line.isPresent() && !LogLine.at(line.get()).isBefore(oldest)) {
            break;
          }
          bytes -= sealed.length + ROW_BYTES;
          first = no + 1;
          // A record that cannot be read breaks the chain here, and this is what the cut says.
          hash = line.map(LineHash::of).orElse(LineHash.NONE);
        }
      }
    }
    long gone = first - chain.first();
    if (gone == 0) {
      return 0;
    }
    var cut = new Chain(first, hash, chain.last(), chain.lastHash(), Math.max(0, bytes));
    transaction(
        () -> {
          try (PreparedStatement s =
              connection.prepareStatement("DELETE FROM " + table(of) + " WHERE no < ?")) {
            s.setLong(1, cut.first());
            s.executeUpdate();
          }
          chains.put(of, cut);
          keepChains();
          Optional<Signed> signed = signing.get();
          if (signed.isPresent()) {
            insert(signed.get());
          }
        });
    return gone;
  }

  /** When the oldest record of the class happened; empty when there is none. */
  synchronized Optional<Instant> oldest(EventClass of) throws SQLException {
    List<Row> rows = rows(of, chain(of).first(), Long.MAX_VALUE, 1);
    return rows.isEmpty() ? Optional.empty() : rows.getFirst().line().map(LogLine::at);
  }

  /** What is to be signed now. */
  synchronized LogStatement statement(String gateway, Instant at) {
    Map<String, LogStatement.Link> heads = new TreeMap<>();
    Map<String, LogStatement.Link> cuts = new TreeMap<>();
    for (EventClass one : CLASSES) {
      Chain chain = chain(one);
      heads.put(LogLine.word(one), new LogStatement.Link(chain.last(), chain.lastHash()));
      cuts.put(LogLine.word(one), new LogStatement.Link(chain.first(), chain.cutHash()));
    }
    return new LogStatement(lastSignature + 1, at, gateway, id, heads, cuts);
  }

  /** Keeps a signature. */
  synchronized void keep(Signed signed) throws SQLException {
    transaction(() -> insert(signed));
  }

  private void insert(Signed signed) throws SQLException {
    LogSignature signature = signed.signature();
    long number = signed.number();
    try (PreparedStatement s =
        connection.prepareStatement("INSERT OR IGNORE INTO certificate VALUES(?, ?)")) {
      s.setString(1, signature.key());
      s.setString(2, signed.pem());
      s.executeUpdate();
    }
    try (PreparedStatement s =
        connection.prepareStatement("INSERT INTO signature VALUES(?, ?, ?, ?)")) {
      s.setLong(1, number);
      s.setString(2, signature.key());
      s.setString(3, signature.statement());
      s.setString(4, signature.value());
      s.executeUpdate();
    }
    execute("DELETE FROM signature WHERE number <= " + (number - MAX_SIGNATURES));
    execute("DELETE FROM certificate WHERE key NOT IN (SELECT key FROM signature)");
    lastSignature = number;
  }

  /** The signatures, oldest first. */
  synchronized List<LogSignature> signatures() throws SQLException {
    List<LogSignature> found = new ArrayList<>();
    try (Statement s = connection.createStatement();
        ResultSet row =
            s.executeQuery("SELECT key, statement, value FROM signature ORDER BY number")) {
      while (row.next()) {
        found.add(new LogSignature(row.getString(1), row.getString(2), row.getString(3)));
      }
    }
    return found;
  }

  /** The last signature's statement; empty when nothing was signed yet. */
  synchronized Optional<LogStatement> lastStatement() throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet row =
            s.executeQuery("SELECT statement FROM signature ORDER BY number DESC LIMIT 1")) {
      return row.next() ? LogStatement.parse(row.getString(1)) : Optional.empty();
    }
  }

  /** The certificates of the signatures, by their key ids. */
  synchronized Map<String, String> certificates() throws SQLException {
    Map<String, String> found = new TreeMap<>();
    try (Statement s = connection.createStatement();
        ResultSet row = s.executeQuery("SELECT key, pem FROM certificate")) {
      while (row.next()) {
        found.put(row.getString(1), row.getString(2));
      }
    }
    return found;
  }

  /** Records of the class from one number to another, at most so many. */
  synchronized List<Row> rows(EventClass of, long from, long to, int limit) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT no, sealed FROM "
                + table(of)
                + " WHERE no BETWEEN ? AND ? ORDER BY no LIMIT ?")) {
      s.setLong(1, from);
      s.setLong(2, to);
      s.setInt(3, limit);
      List<Row> rows = new ArrayList<>();
      try (ResultSet row = s.executeQuery()) {
        while (row.next()) {
          long no = row.getLong(1);
          rows.add(new Row(no, seal.open(LogLine.word(of), no, row.getBytes(2))));
        }
      }
      return rows;
    }
  }

  /** Text of a line. */
  static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }

  private void keepChains() throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "UPDATE chain SET first = ?, cut_hash = ?, last = ?, last_hash = ?, bytes = ?"
                + " WHERE class = ?")) {
      for (EventClass one : CLASSES) {
        Chain chain = chain(one);
        s.setLong(1, chain.first());
        s.setString(2, chain.cutHash());
        s.setLong(3, chain.last());
        s.setString(4, chain.lastHash());
        s.setLong(5, chain.bytes());
        s.setString(6, LogLine.word(one));
        s.executeUpdate();
      }
    }
    execute("UPDATE log SET last_order = " + order);
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void transaction(Work work) throws SQLException {
    execute("BEGIN IMMEDIATE");
    try {
      work.run();
      execute("COMMIT");
    } catch (SQLException | RuntimeException e) {
      try {
        execute("ROLLBACK");
      } catch (SQLException again) {
        e.addSuppressed(again);
      }
      load();
      throw e;
    }
  }

  private void execute(String statement) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  private long number(String query, String... parameters) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        s.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = s.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  @Override
  public synchronized void close() throws SQLException {
    connection.close();
  }
}
