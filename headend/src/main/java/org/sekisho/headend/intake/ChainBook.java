package org.sekisho.headend.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sekisho.headend.database.HeadEndDatabase;
import org.sekisho.headend.database.HeadEndDatabase.Session;
import org.sekisho.wan.batch.BatchHeader;
import org.sekisho.wan.batch.Bytes;

/** What is kept of each gateway's chains and batches. Thread-safe; reads block. */
public final class ChainBook {
  private final HeadEndDatabase database;

  /** Chains in this database. */
  public ChainBook(HeadEndDatabase database) {
    this.database = database;
  }

  /**
   * Where the head-end stands in a chain.
   *
   * @param number number of the last batch stored
   * @param hash its hash
   */
  public record Position(Bytes chain, long number, Bytes hash) {}

  /**
   * The ledger of one chain. The reported counts are empty until the gateway reported.
   *
   * @param present whether it is the gateway's newest chain
   * @param stored distinct readings stored
   * @param redelivered batches that came again and changed nothing
   */
  public record Ledger(
      String gateway,
      Bytes chain,
      Instant startedAt,
      boolean present,
      long lastBatch,
      long stored,
      long redelivered,
      Optional<Report> report) {}

  /**
   * What a gateway reported last of a chain.
   *
   * @param gap delivered minus stored at that batch; 0 when both ends agree
   */
  public record Report(long delivered, long waiting, long dropped, long gap, Instant at) {}

  /**
   * One stored batch.
   *
   * @param bytes size of the signed batch
   * @param kept whether the signed batch itself is still kept
   */
  public record StoredBatch(
      String gateway,
      Bytes chain,
      long number,
      Bytes hash,
      Bytes previous,
      long first,
      long last,
      Instant madeAt,
      Instant receivedAt,
      Bytes keyId,
      int bytes,
      boolean kept) {}

  /** The order of a chain was lost between two writes; nothing was stored. */
  public static final class OutOfStep extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfStep() {
      super("another batch was expected", null, false, false);
    }
  }

  /** Position in the gateway's newest chain; empty when it has none. */
  public Optional<Position> position(String gateway) {
    return database.read(
        db ->
            db.first(
                "select chain, last_no, last_hash from chain where gateway = ? and present = 1",
                r -> new Position(Bytes.of(r.getBytes(1)), r.getLong(2), Bytes.of(r.getBytes(3))),
                gateway));
  }

  /** Whether the chain is or was one of the gateway's. */
  public boolean knows(String gateway, Bytes chain) {
    return database.read(
        db ->
            db.first(
                    "select 1 from chain where gateway = ? and chain = ?",
                    r -> r.getInt(1),
                    gateway,
                    chain.toArray())
                .isPresent());
  }

  /** Hash of a stored batch. */
  public Optional<Bytes> hash(String gateway, Bytes chain, long number) {
    return database.read(
        db ->
            db.first(
                "select hash from batch where gateway = ? and chain = ? and no = ?",
                r -> Bytes.of(r.getBytes(1)),
                gateway,
                chain.toArray(),
                number));
  }

  /** The certificate with that SHA-256 that the gateway used, in DER form. */
  public Optional<byte[]> certificate(String gateway, Bytes keyId) {
    return database.read(
        db ->
            db.first(
                "select der from certificate where kid = ? and gateway = ?",
                r -> r.getBytes(1),
                keyId.toArray(),
                gateway));
  }

  /** Keeps a certificate of a gateway for later verification. */
  static void keepCertificate(Session db, String gateway, Bytes keyId, byte[] der)
      throws SQLException {
    db.update(
        "insert into certificate (kid, gateway, der) values (?, ?, ?) on conflict do nothing",
        keyId.toArray(),
        gateway,
        der);
  }

  /**
   * Notes a batch and moves the chain's position to it; a batch that does not follow the last one
   * is {@link OutOfStep}.
   *
   * @param raw the signed batch as it came
   */
  static void append(
      Session db, String gateway, BatchHeader header, Bytes hash, byte[] raw, long nowMs)
      throws SQLException {
    byte[] chain = header.chain().toArray();
    if (header.number() == 1) {
      int begun =
          db.update(
              "insert into chain (gateway, chain, started_ms, last_no, last_hash, stored,"
                  + " redelivered, present) values (?, ?, ?, 0, ?, 0, 0, 1)"
                  + " on conflict do nothing",
              gateway,
              chain,
              nowMs,
              Bytes.ZERO_HASH.toArray());
      if (begun == 1) {
        db.update("update chain set present = 0 where gateway = ? and chain <> ?", gateway, chain);
      }
    }
    long added = cover(db, gateway, chain, header.first(), header.last());
    int moved =
        db.update(
            "update chain set last_no = ?, last_hash = ?, stored = stored + ?"
                + " where gateway = ? and chain = ? and present = 1 and last_no = ?"
                + " and last_hash = ?",
            header.number(),
            hash.toArray(),
            added,
            gateway,
            chain,
            header.number() - 1,
            header.previous().toArray());
    if (moved != 1) {
      throw new OutOfStep();
    }
    db.update(
        "insert into batch (gateway, chain, no, hash, previous, first, last, made_ms, received_ms,"
            + " kid, covered, bytes, raw) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (select stored from"
            + " chain where gateway = ? and chain = ?), ?, ?)",
        gateway,
        chain,
        header.number(),
        hash.toArray(),
        header.previous().toArray(),
        header.first(),
        header.last(),
        header.madeMs(),
        nowMs,
        header.keyId().toArray(),
        gateway,
        chain,
        raw.length,
        raw);
  }

  /**
   * Joins the range with the ranges that it touches and answers how many numbers were not covered
   * before: backlog and live batches interleave, and a reading counts once.
   */
  private static long cover(Session db, String gateway, byte[] chain, long first, long last)
      throws SQLException {
    long from = first;
    long to = last;
    long before = 0;
    for (long[] range :
        db.list(
            "select first, last from covered where gateway = ? and chain = ? and first <= ?"
                + " and last >= ?",
            r -> new long[] {r.getLong(1), r.getLong(2)},
            gateway,
            chain,
            last + 1,
            first - 1)) {
      from = Math.min(from, range[0]);
      to = Math.max(to, range[1]);
      before += range[1] - range[0] + 1;
      db.update(
          "delete from covered where gateway = ? and chain = ? and first = ?",
          gateway,
          chain,
          range[0]);
    }
    db.update(
        "insert into covered (gateway, chain, first, last) values (?, ?, ?, ?)",
        gateway,
        chain,
        from,
        to);
    return to - from + 1 - before;
  }

  /** Counts a batch that came again. */
  static void countRedelivered(Session db, String gateway, Bytes chain) throws SQLException {
    db.update(
        "update chain set redelivered = redelivered + 1 where gateway = ? and chain = ?",
        gateway,
        chain.toArray());
  }

  /** Distinct readings stored in the chain up to the batch; 0 for number 0. */
  static long storedUpTo(Session db, String gateway, Bytes chain, long number) throws SQLException {
    return db.first(
            "select covered from batch where gateway = ? and chain = ? and no <= ?"
                + " order by no desc limit 1",
            r -> r.getLong(1),
            gateway,
            chain.toArray(),
            number)
        .orElse(0L);
  }

  /** Keeps what a gateway reported; answers how many of its batches came again. */
  static long report(Session db, String gateway, Bytes chain, Report report) throws SQLException {
    db.update(
        "update chain set delivered = ?, waiting = ?, dropped = ?, gap = ?, reported_ms = ?"
            + " where gateway = ? and chain = ?",
        report.delivered(),
        report.waiting(),
        report.dropped(),
        report.gap(),
        report.at().toEpochMilli(),
        gateway,
        chain.toArray());
    return db.first(
            "select redelivered from chain where gateway = ? and chain = ?",
            r -> r.getLong(1),
            gateway,
            chain.toArray())
        .orElse(0L);
  }

  /** The ledger of every chain, newest first; at most 1,000. */
  public List<Ledger> ledger() {
    return database.read(
        db ->
            db.list(
                "select gateway, chain, started_ms, present, last_no, stored, redelivered,"
                    + " delivered, waiting, dropped, gap, reported_ms from chain"
                    + " order by present desc, started_ms desc, gateway limit 1000",
                ChainBook::ledger));
  }

  private static Ledger ledger(ResultSet r) throws SQLException {
    long reported = r.getLong(12);
    Optional<Report> report =
        reported == 0
            ? Optional.empty()
            : Optional.of(
                new Report(
                    r.getLong(8),
                    r.getLong(9),
                    r.getLong(10),
                    r.getLong(11),
                    Instant.ofEpochMilli(reported)));
    return new Ledger(
        r.getString(1),
        Bytes.of(r.getBytes(2)),
        Instant.ofEpochMilli(r.getLong(3)),
        r.getInt(4) == 1,
        r.getLong(5),
        r.getLong(6),
        r.getLong(7),
        report);
  }

  private static final String BATCH =
      "select gateway, chain, no, hash, previous, first, last, made_ms, received_ms, kid, bytes,"
          + " raw is not null from batch where ";

  /** The newest batches of a gateway, newest first. */
  public List<StoredBatch> newest(String gateway, int limit) {
    return database.read(
        db ->
            db.list(
                BATCH + "gateway = ? order by received_ms desc, no desc limit ?",
                ChainBook::batch,
                gateway,
                limit));
  }

  /** One batch. */
  public Optional<StoredBatch> batch(String gateway, Bytes chain, long number) {
    return database.read(
        db ->
            db.first(
                BATCH + "gateway = ? and chain = ? and no = ?",
                ChainBook::batch,
                gateway,
                chain.toArray(),
                number));
  }

  /** The signed batch itself; empty when it is not kept. */
  public Optional<byte[]> raw(String gateway, Bytes chain, long number) {
    return database.read(
        db ->
            db.first(
                "select raw from batch where gateway = ? and chain = ? and no = ?"
                    + " and raw is not null",
                r -> r.getBytes(1),
                gateway,
                chain.toArray(),
                number));
  }

  private static StoredBatch batch(ResultSet r) throws SQLException {
    return new StoredBatch(
        r.getString(1),
        Bytes.of(r.getBytes(2)),
        r.getLong(3),
        Bytes.of(r.getBytes(4)),
        Bytes.of(r.getBytes(5)),
        r.getLong(6),
        r.getLong(7),
        Instant.ofEpochMilli(r.getLong(8)),
        Instant.ofEpochMilli(r.getLong(9)),
        Bytes.of(r.getBytes(10)),
        r.getInt(11),
        r.getInt(12) == 1);
  }

  /** Bytes of signed batches that are kept. */
  public long keptBytes() {
    return database.read(
        db ->
            db.first(
                    "select coalesce(sum(bytes), 0) from batch where raw is not null",
                    r -> r.getLong(1))
                .orElse(0L));
  }

  /**
   * Gives up signed batches that are older than the time or, oldest first, over the size; their
   * hashes and ranges stay.
   */
  public void trim(Instant keptSince, long maxBytes) {
    database.writeNow(
        db -> {
          db.update(
              "update batch set raw = null where raw is not null and received_ms < ?",
              keptSince.toEpochMilli());
          long kept =
              db.first(
                      "select coalesce(sum(bytes), 0) from batch where raw is not null",
                      r -> r.getLong(1))
                  .orElse(0L);
          while (kept > maxBytes) {
            long[] oldest =
                db.first(
                        "select sum(bytes), max(received_ms) from (select bytes, received_ms from"
                            + " batch where raw is not null order by received_ms limit 100)",
                        r -> new long[] {r.getLong(1), r.getLong(2)})
                    .orElseThrow();
            int given =
                db.update(
                    "update batch set raw = null where raw is not null and received_ms <= ?",
                    oldest[1]);
            kept -= oldest[0];
            if (given == 0) {
              break;
            }
          }
          return kept;
        });
  }
}
