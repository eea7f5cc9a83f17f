package org.sekisho.gateway.uplink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.gateway.journal.Journal;
import org.sekisho.gateway.journal.JournalException;
import org.sekisho.wan.batch.BatchHeader;
import org.sekisho.wan.batch.Bytes;

/**
 * The chain and its unacknowledged batches in the journal's own database, so that an
 * acknowledgement and the forgetting of its readings are one transaction.
 *
 * <p>Of a batch, header and signature are kept but no readings: those lie in the journal until the
 * batch is acknowledged, and encode to the same bytes again.
 */
final class ChainStore {
  private static final int CHAIN_BYTES = 16;

  /** What is kept of a batch. */
  @SuppressWarnings("ArrayRecordComponent")
  record Kept(BatchHeader header, Bytes hash, byte[] signature) {}

  private final Journal journal;

  ChainStore(Journal journal) {
    this.journal = journal;
    inTransaction(
        (connection, transaction) -> {
          try (Statement s = connection.createStatement()) {
            s.execute(
                """
                CREATE TABLE IF NOT EXISTS uplink_chain(
                  one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL,
                  acked INTEGER NOT NULL, acked_hash BLOB NOT NULL, delivered INTEGER NOT NULL,
                  overlap INTEGER NOT NULL, base_accepted INTEGER NOT NULL,
                  base_given_up INTEGER NOT NULL, restarts INTEGER NOT NULL)\
                """);
            s.execute(
                """
                CREATE TABLE IF NOT EXISTS uplink_batch(
                  number INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL,
                  made_ms INTEGER NOT NULL, previous BLOB NOT NULL, key_id BLOB NOT NULL,
                  hash BLOB NOT NULL, signature BLOB NOT NULL)\
                """);
          }
          return Boolean.TRUE;
        });
  }

  /** The chain, when there is one. */
  Optional<Chain> chain() {
    return inTransaction(
        (connection, _) -> {
          try (Statement s = connection.createStatement();
              ResultSet row =
                  s.executeQuery(
                      "SELECT id, acked, acked_hash, delivered, overlap, base_accepted,"
                          + " base_given_up, restarts FROM uplink_chain")) {
            return !row.next()
                ? Optional.empty()
                : Optional.of(
                    new Chain(
                        Bytes.of(row.getBytes(1)),
                        row.getLong(2),
                        Bytes.of(row.getBytes(3)),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8)));
          }
        });
  }

  /** The unacknowledged batches of that chain in the order of their numbers. */
  List<Kept> batches(Bytes chain) {
    return inTransaction(
        (connection, _) -> {
          List<Kept> kept = new ArrayList<>();
          try (Statement s = connection.createStatement();
              ResultSet row =
                  s.executeQuery(
                      "SELECT number, first, last, made_ms, previous, key_id, hash, signature"
                          + " FROM uplink_batch ORDER BY number")) {
            while (row.next()) {
              var header =
                  new BatchHeader(
                      chain,
                      row.getLong(1),
                      Bytes.of(row.getBytes(5)),
                      row.getLong(2),
                      row.getLong(3),
                      row.getLong(4),
                      Bytes.of(row.getBytes(6)));
              kept.add(new Kept(header, Bytes.of(row.getBytes(7)), row.getBytes(8)));
            }
          }
          return kept;
        });
  }

  /** Begins a chain in place of the one before, whose unacknowledged batches are given up. */
  Chain begin(Bytes id, long baseAccepted, long baseGivenUp, long restarts) {
    if (id.length() != CHAIN_BYTES) {
      throw new IllegalArgumentException("a chain id has " + CHAIN_BYTES + " bytes");
    }
    var chain = new Chain(id, 0, Bytes.ZERO_HASH, 0, 0, baseAccepted, baseGivenUp, restarts);
    inTransaction(
        (connection, _) -> {
          try (Statement s = connection.createStatement()) {
            s.execute("DELETE FROM uplink_batch");
          }
          write(connection, chain);
          return Boolean.TRUE;
        });
    return chain;
  }

  /**
   * In one durable transaction: forgets the readings of acknowledged batches and notes them in the
   * chain, and keeps the batches newly made.
   *
   * @return the chain after it
   */
  Chain advance(Chain chain, List<Sealed> acknowledged, List<Sealed> made) {
    return inTransaction(
        (connection, transaction) -> {
          Chain after = chain;
          for (Sealed batch : acknowledged) {
            long forgotten = transaction.forget(batch.header().first(), batch.header().last());
            after = after.acknowledged(batch, batch.header().count() - forgotten);
          }
          if (!acknowledged.isEmpty()) {
            write(connection, after);
            try (PreparedStatement s =
                connection.prepareStatement("DELETE FROM uplink_batch WHERE number <= ?")) {
              s.setLong(1, after.acked());
              s.executeUpdate();
            }
          }
          for (Sealed batch : made) {
            insert(connection, batch);
          }
          return after;
        });
  }

  private static void insert(Connection connection, Sealed batch) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "INSERT INTO uplink_batch(number, first, last, made_ms, previous, key_id, hash,"
                + " signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      s.setLong(1, batch.number());
      s.setLong(2, batch.header().first());
      s.setLong(3, batch.header().last());
      s.setLong(4, batch.header().madeMs());
      s.setBytes(5, batch.header().previous().toArray());
      s.setBytes(6, batch.header().keyId().toArray());
      s.setBytes(7, batch.hash().toArray());
      s.setBytes(8, batch.signature());
      s.executeUpdate();
    }
  }

  private static void write(Connection connection, Chain chain) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO uplink_chain(one, id, acked, acked_hash, delivered, overlap,"
                + " base_accepted, base_given_up, restarts) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      s.setBytes(1, chain.id().toArray());
      s.setLong(2, chain.acked());
      s.setBytes(3, chain.ackedHash().toArray());
      s.setLong(4, chain.delivered());
      s.setLong(5, chain.overlap());
      s.setLong(6, chain.baseAccepted());
      s.setLong(7, chain.baseGivenUp());
      s.setLong(8, chain.restarts());
      s.executeUpdate();
    }
  }

  private interface SqlWork<T> {
    T run(Connection connection, Journal.Transaction transaction) throws SQLException;
  }

  private <T> T inTransaction(SqlWork<T> work) {
    return journal.inTransaction(
        transaction -> {
          try {
            return work.run(transaction.connection(), transaction);
          } catch (SQLException e) {
            throw new JournalException("the uplink's tables failed", e);
          }
        });
  }
}
