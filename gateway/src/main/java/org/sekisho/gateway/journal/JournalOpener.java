package org.sekisho.gateway.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the journal's file and decides whether it can be gone on with: the database checks its
 * pages, and the newest groups must open under the key.
 */
final class JournalOpener {
  /** How many of the newest groups are opened to see whether a crash has damaged the end. */
  static final int CHECKED_GROUPS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(JournalOpener.class);

  private final Path file;
  private final JournalKey key;
  private final RandomGenerator random;

  /** What the journal goes on with. */
  record Opened(
      JournalDatabase writing,
      JournalDatabase reading,
      UUID chain,
      Standing standing,
      Opening opening) {}

  JournalOpener(Path file, JournalKey key, RandomGenerator random) {
    this.file = file;
    this.key = key;
    this.random = random;
  }

  Opened open() {
    boolean fresh = !Files.exists(file);
    try {
      JournalDatabase database = JournalDatabase.open(file, newChain());
      Optional<String> wrong = fresh ? Optional.empty() : wrongWith(database);
      if (wrong.isEmpty()) {
        return opened(database, fresh ? new Opening.Fresh() : new Opening.Sound());
      }
      database.close();
      return salvaged(wrong.get());
    } catch (SQLException e) {
      if (!fresh && JournalDatabase.saysDamaged(e)) {
        return salvaged(String.valueOf(e.getMessage()));
      }
      throw new JournalException("cannot open the journal " + file + ": " + e.getMessage(), e);
    }
  }

  private Opened opened(JournalDatabase database, Opening opening) throws SQLException {
    UUID chain = database.chain().orElseThrow(() -> new SQLException("no chain"));
    Standing standing = database.standing();
    return new Opened(database, JournalDatabase.open(file, chain), chain, standing, opening);
  }

  private UUID newChain() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private Optional<String> wrongWith(JournalDatabase database) {
    try {
      if (database.form() > JournalDatabase.FORM) {
        throw new JournalException(
            file + " was written by a newer version (form " + database.form() + ")");
      }
      String check = database.quickCheck();
      if (!check.equals("ok")) {
        return Optional.of(check);
      }
      Optional<UUID> chain = database.chain();
      if (chain.isEmpty()) {
        return Optional.of("the chain's identity is missing");
      }
      Seal seal = new Seal(key, chain.get(), random);
      int[] checked = {0};
      boolean[] opens = {true};
      database.visitGroups(
          0,
          Long.MAX_VALUE,
          false,
          group -> {
            opens[0] = seal.open(group.first(), group.last(), group.sealed()).isPresent();
            return opens[0] && ++checked[0] < CHECKED_GROUPS;
          });
      return opens[0] ? Optional.empty() : Optional.of("a sealed group does not open");
    } catch (SQLException e) {
      if (JournalDatabase.saysDamaged(e)) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
      throw new JournalException("cannot check the journal " + file + ": " + e.getMessage(), e);
    }
  }

  private Opened salvaged(String reason) {
    Path damaged = setAside();
    LOG.error("journal-damaged reason=\"{}\" set-aside={}", reason, damaged);
    try {
      UUID chain = newChain();
      JournalDatabase database = JournalDatabase.open(file, chain);
      Opening.Salvaged report =
          new Salvage(damaged, key, database, new Seal(key, chain, random), reason).run();
      LOG.error(
          "journal-salvaged carried-over={} lost-ranges={} former-chain={} chain={}",
          report.carriedOver(),
          report.lostRanges(),
          report.formerChain(),
          chain);
      return opened(database, report);
    } catch (SQLException e) {
      throw new JournalException("cannot begin a new journal " + file + ": " + e.getMessage(), e);
    }
  }

  /** Renames the file and its write-ahead log, together, so that nothing of them is overwritten. */
  private Path setAside() {
    int n = 1;
    while (Files.exists(file.resolveSibling(file.getFileName() + ".damaged-" + n))) {
      n++;
    }
    Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + n);
    try {
      for (String part : new String[] {"-wal", "-shm", ""}) {
        Path from = file.resolveSibling(file.getFileName() + part);
        if (Files.exists(from)) {
          Files.move(from, aside.resolveSibling(aside.getFileName() + part));
        }
      }
    } catch (IOException e) {
      throw new JournalException("cannot set the damaged journal " + file + " aside", e);
    }
    return aside;
  }
}
