package org.sekisho.program.access;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Secret;
import org.sekisho.program.SlowHash;
import org.sqlite.SQLiteConfig;

/**
 * The accounts of people, in a SQLite file: passwords as Argon2id hashes, second factors sealed,
 * recovery codes as hashes. A new account has a random first password that works only until it is
 * changed. Blocks; thread-safe.
 */
public final class Accounts implements AutoCloseable {
  /** Accounts at most. */
  public static final int MAX = 100;

  /** What a name may be. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

  private static final String CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int CODE_LENGTH = 20;
  private static final int CODE_GROUP = 5;
  private static final int RECOVERY_CODES = 10;

  /** A question to the database, which may fail. */
  @FunctionalInterface
  private interface Sql<T> {
    T ask() throws SQLException;
  }

  @SuppressWarnings("ArrayRecordComponent") // sealed bytes in transit
  private record Row(
      String name,
      AccountRole role,
      String hash,
      boolean mustChange,
      byte[] factor,
      long lastStep,
      Instant created,
      long lastLogin) {}

  /**
   * An account, without its secrets.
   *
   * @param name of the account
   * @param role what it is for
   * @param mustChange whether the password is still the first one
   * @param secondFactor whether a second factor is set up
   * @param created when it was made
   * @param lastLogin when somebody last came in with it
   */
  public record Account(
      String name,
      AccountRole role,
      boolean mustChange,
      boolean secondFactor,
      Instant created,
      Optional<Instant> lastLogin) {
    /** Whether something must be set before the account can be used. */
    public boolean unfinished() {
      return mustChange || (role.needsSecondFactor() && !secondFactor);
    }
  }

  /**
   * A try to come in.
   *
   * @param door where
   * @param name as it was typed
   * @param password as it was typed
   * @param code of the second factor or for recovery, as it was typed; may be empty
   * @param source the peer's address
   * @param local whether it comes from the local console
   */
  public record Try(
      String door, String name, Secret password, String code, String source, boolean local) {}

  /** What came of a try. */
  public sealed interface Login {
    /** Welcome. */
    record In(Account account) implements Login {}

    /** Something of name, password and code is wrong; nobody is told what. */
    record Denied() implements Login {}

    /** Not now. */
    record Later(Duration remaining) implements Login {}
  }

  /** What came of a wish to change an account. */
  public sealed interface Change {
    /** Done; {@code code} is the first password where there is a new one. */
    record Done(Optional<Secret> code) implements Change {}

    /** There is an account of that name. */
    record Exists() implements Change {}

    /** There is no account of that name. */
    record Missing() implements Change {}

    /** The name is none. */
    record BadName() implements Change {}

    /** There are {@link Accounts#MAX} already. */
    record Full() implements Change {}

    /** Nobody could look after the gateway any more. */
    record LastMaintainer() implements Change {}

    /** The new password is none. */
    record Refused(PasswordPolicy.Refusal why) implements Change {}

    /** It is the present password. */
    record Same() implements Change {}
  }

  private final Connection connection;
  private final AccountSeal seal;
  private final PasswordPolicy policy;
  private final SlowHash hash;
  private final LockoutEngine doors;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * Opens or makes the store.
   *
   * @param file the SQLite file
   * @param keyFile where the key lies that seals second factors
   * @param doors counts wrong tries
   */
  public Accounts(
      Path file,
      Path keyFile,
      PasswordPolicy policy,
      SlowHash hash,
      LockoutEngine doors,
      InstantSource clock,
      SecureRandom random) {
    this.policy = policy;
    this.hash = hash;
    this.doors = doors;
    this.clock = clock;
    this.random = random;
    this.seal = new AccountSeal(keyFile, random);
    if (!Files.exists(file)) {
      // An empty file is an empty database; its rights are those of the files beside it, too.
      PrivateFiles.replace(file, new byte[0]);
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    // What is deleted is overwritten in the file, not only forgotten.
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    config.setBusyTimeout(5_000);
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE IF NOT EXISTS account(name TEXT PRIMARY KEY, role TEXT NOT NULL,"
                + " hash TEXT NOT NULL, must_change INTEGER NOT NULL, factor BLOB,"
                + " last_step INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL,"
                + " last_login INTEGER NOT NULL DEFAULT 0)");
        statement.execute(
            "CREATE TABLE IF NOT EXISTS recovery(account TEXT NOT NULL, hash TEXT NOT NULL,"
                + " PRIMARY KEY(account, hash))");
      }
    } catch (SQLException e) {
      throw new AccountsException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  /** All accounts, by name. */
  public List<Account> all() {
    List<Account> all = new ArrayList<>();
    for (Row row : rows()) {
      all.add(account(row));
    }
    return all;
  }

  /** The account of this name. */
  public Optional<Account> find(String name) {
    return row(name).map(Accounts::account);
  }

  /** Makes an account with a random first password, which is shown this once. */
  public Change create(String name, AccountRole role) {
    if (!NAME.matcher(name).matches()) {
      return new Change.BadName();
    }
    Secret code = code();
    String hashed = hash.hash(code);
    return sql(
        () -> {
          if (row(name).isPresent()) {
            return new Change.Exists();
          }
          if (rows().size() >= MAX) {
            return new Change.Full();
          }
          update(
              "INSERT INTO account(name,role,hash,must_change,created) VALUES(?,?,?,1,?)",
              name,
              role.name(),
              hashed,
              clock.instant().getEpochSecond());
          return new Change.Done(Optional.of(code));
        });
  }

  /** Gives a new first password and takes the second factor away: somebody has lost either. */
  public Change reset(String name) {
    Secret code = code();
    String hashed = hash.hash(code);
    return sql(
        () -> {
          if (row(name).isEmpty()) {
            return new Change.Missing();
          }
          update(
              "UPDATE account SET hash=?, must_change=1, factor=NULL, last_step=0 WHERE name=?",
              hashed,
              name);
          update("DELETE FROM recovery WHERE account=?", name);
          return new Change.Done(Optional.of(code));
        });
  }

  /** Removes an account; the last maintainer stays. */
  public Change remove(String name) {
    return sql(
        () -> {
          Optional<Row> row = row(name);
          if (row.isEmpty()) {
            return new Change.Missing();
          }
          boolean last =
              row.get().role() == AccountRole.MAINTAINER
                  && rows().stream().filter(r -> r.role() == AccountRole.MAINTAINER).count() <= 1;
          if (last) {
            return new Change.LastMaintainer();
          }
          update("DELETE FROM account WHERE name=?", name);
          update("DELETE FROM recovery WHERE account=?", name);
          return new Change.Done(Optional.empty());
        });
  }

  /** Sets the password that the person has chosen; who it is must have been proved before. */
  public Change choosePassword(String name, Secret password) {
    Optional<Row> row = row(name);
    if (row.isEmpty()) {
      return new Change.Missing();
    }
    Optional<PasswordPolicy.Refusal> refusal = policy.check(name, password);
    if (refusal.isPresent()) {
      return new Change.Refused(refusal.get());
    }
    Secret normalised = PasswordPolicy.normalised(password);
    if (hash.check(normalised, row.get().hash()) == SlowHash.Verdict.MATCH) {
      return new Change.Same();
    }
    String hashed = hash.hash(normalised);
    return sql(
        () -> {
          update("UPDATE account SET hash=?, must_change=0 WHERE name=?", hashed, name);
          return new Change.Done(Optional.empty());
        });
  }

  /**
   * Sets the second factor up when the code shows that the person's device knows the secret.
   *
   * @return recovery codes, each good for one time, shown this once; empty when the code is wrong
   */
  public Optional<List<Secret>> setSecondFactor(String name, byte[] secret, String code) {
    OptionalLong step = Totp.verify(secret, code.strip(), clock.instant(), 0);
    if (step.isEmpty()) {
      return Optional.empty();
    }
    List<Secret> codes = new ArrayList<>();
    return sql(
        () -> {
          update(
              "UPDATE account SET factor=?, last_step=? WHERE name=?",
              seal.seal(name, secret),
              step.getAsLong(),
              name);
          update("DELETE FROM recovery WHERE account=?", name);
          for (int i = 0; i < RECOVERY_CODES; i++) {
            Secret recovery = code();
            update("INSERT INTO recovery(account,hash) VALUES(?,?)", name, hashed(name, recovery));
            codes.add(recovery);
          }
          return Optional.of(List.copyOf(codes));
        });
  }

  /** Recovery codes that were not used yet. */
  public int recoveryCodes(String name) {
    return sql(
        () -> {
          try (PreparedStatement ask =
              connection.prepareStatement("SELECT count(*) FROM recovery WHERE account=?")) {
            ask.setString(1, name);
            try (ResultSet answer = ask.executeQuery()) {
              return answer.getInt(1);
            }
          }
        });
  }

  /**
   * Judges name, password and second factor. An account that does not exist, or has none of the
   * roles, costs the same time and gives the same answers as one that has.
   *
   * @param roles that may come in at this door
   */
  public Login login(Try tried, Set<AccountRole> roles) {
    String name = tried.name().strip().toLowerCase(Locale.ROOT);
    Optional<Row> row =
        NAME.matcher(name).matches()
            ? row(name).filter(r -> roles.contains(r.role()))
            : Optional.empty();
    Admission admission =
        tried.local()
            ? doors.admitLocal(tried.door(), name, row.isPresent())
            : doors.admit(tried.door(), name, row.isPresent(), tried.source());
    return switch (admission) {
      case Admission.Later(Duration remaining) -> new Login.Later(remaining);
      case Admission.Admitted(Attempt attempt) -> {
        try (attempt) {
          yield judge(attempt, row, tried);
        }
      }
    };
  }

  private Login judge(Attempt attempt, Optional<Row> row, Try tried) {
    Secret password = PasswordPolicy.normalised(tried.password());
    boolean usable = password.reveal().length() <= 2 * PasswordPolicy.MAX;
    SlowHash.Verdict verdict =
        row.isPresent() && usable
            ? hash.check(password, row.get().hash())
            : hash.checkNothing(usable ? password : Secret.of(""));
    if (verdict == SlowHash.Verdict.BUSY) {
      return new Login.Later(Duration.ofSeconds(1));
    }
    if (verdict == SlowHash.Verdict.MATCH && factor(row.orElseThrow(), tried.code().strip())) {
      attempt.right();
      String name = row.orElseThrow().name();
      sql(
          () -> {
            update(
                "UPDATE account SET last_login=? WHERE name=?",
                clock.instant().getEpochSecond(),
                name);
            return true;
          });
      return find(name).<Login>map(Login.In::new).orElseGet(Login.Denied::new);
    }
    attempt.wrong();
    return new Login.Denied();
  }

  /** Judges the second factor and uses it up. */
  private boolean factor(Row row, String code) {
    if (row.factor().length == 0) {
      return true;
    }
    return sql(
        () -> {
          Optional<byte[]> secret = seal.open(row.name(), row.factor());
          if (secret.isPresent()) {
            OptionalLong step = Totp.verify(secret.get(), code, clock.instant(), row.lastStep());
            // Asked again by the database: two sessions must not use the same code.
            if (step.isPresent()
                && update(
                        "UPDATE account SET last_step=? WHERE name=? AND last_step<?",
                        step.getAsLong(),
                        row.name(),
                        step.getAsLong())
                    == 1) {
              return true;
            }
          }
          String recovery = code.toLowerCase(Locale.ROOT).replace("-", "");
          return recovery.length() == CODE_LENGTH
              && update(
                      "DELETE FROM recovery WHERE account=? AND hash=?",
                      row.name(),
                      hashed(row.name(), Secret.of(grouped(recovery))))
                  == 1;
        });
  }

  /** A random code of 20 characters (99 bits) in groups of five. */
  private Secret code() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < CODE_LENGTH; i++) {
      code.append(CODE_SIGNS.charAt(random.nextInt(CODE_SIGNS.length())));
    }
    return Secret.of(grouped(code.toString()));
  }

  private static String grouped(String code) {
    StringBuilder grouped = new StringBuilder();
    for (int i = 0; i < code.length(); i++) {
      if (i > 0 && i % CODE_GROUP == 0) {
        grouped.append('-');
      }
      grouped.append(code.charAt(i));
    }
    return grouped.toString();
  }

  /** A fast hash is enough: a recovery code is 99 random bits that nobody chose. */
  private static String hashed(String account, Secret code) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest((account + "\n" + code.reveal()).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    }
  }

  private static Account account(Row row) {
    return new Account(
        row.name(),
        row.role(),
        row.mustChange(),
        row.factor().length > 0,
        row.created(),
        row.lastLogin() == 0
            ? Optional.empty()
            : Optional.of(Instant.ofEpochSecond(row.lastLogin())));
  }

  private Optional<Row> row(String name) {
    return sql(
        () -> {
          try (PreparedStatement ask =
              connection.prepareStatement(
                  "SELECT name,role,hash,must_change,factor,last_step,created,last_login"
                      + " FROM account WHERE name=?")) {
            ask.setString(1, name);
            try (ResultSet answer = ask.executeQuery()) {
              return answer.next() ? Optional.of(row(answer)) : Optional.empty();
            }
          }
        });
  }

  private List<Row> rows() {
    return sql(
        () -> {
          List<Row> rows = new ArrayList<>();
          try (Statement ask = connection.createStatement();
              ResultSet answer =
                  ask.executeQuery(
                      "SELECT name,role,hash,must_change,factor,last_step,created,last_login"
                          + " FROM account ORDER BY name")) {
            while (answer.next()) {
              rows.add(row(answer));
            }
          }
          return rows;
        });
  }

  private static Row row(ResultSet answer) throws SQLException {
    byte[] factor = answer.getBytes(5);
    return new Row(
        answer.getString(1),
        AccountRole.valueOf(answer.getString(2)),
        answer.getString(3),
        answer.getInt(4) != 0,
        factor == null ? new byte[0] : factor,
        answer.getLong(6),
        Instant.ofEpochSecond(answer.getLong(7)),
        answer.getLong(8));
  }

  private int update(String text, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private <T> T sql(Sql<T> question) {
    synchronized (connection) {
      try {
        return question.ask();
      } catch (SQLException e) {
        throw new AccountsException("the store of accounts failed: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    sql(
        () -> {
          connection.close();
          return true;
        });
  }
}
