package org.sekisho.management.inventory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/**
 * Who did what and when, in the database; the oldest of more than {@link #MAX_ENTRIES} entries are
 * dropped. Blocks; thread-safe.
 */
public final class Audit {
  /** Entries that are kept. */
  public static final int MAX_ENTRIES = 100_000;

  private final Jdbi jdbi;
  private final InstantSource clock;

  /**
   * One entry.
   *
   * @param no counts up from 1
   * @param who {@code maintenance}, or the URI of a peer
   * @param what such as {@code revoke}
   * @param about the id that it was done to
   * @param source IP address
   */
  public record Entry(long no, Instant at, String who, String what, String about, String source) {}

  /** A trail in that database. */
  public Audit(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Writes an entry. */
  public synchronized void write(String who, String what, String about, String source) {
    jdbi.useTransaction(
        h -> {
          long no =
              h.createQuery("select coalesce(max(no), 0) + 1 from audit").mapTo(Long.class).one();
          h.createUpdate(
                  "insert into audit (no, at_ms, who, what, about, source)"
                      + " values (:n, :t, :w, :a, :b, :s)")
              .bind("n", no)
              .bind("t", clock.instant().toEpochMilli())
              .bind("w", who)
              .bind("a", what)
              .bind("b", about)
              .bind("s", source)
              .execute();
          h.createUpdate("delete from audit where no <= :n").bind("n", no - MAX_ENTRIES).execute();
        });
  }

  /** The newest entries, newest first. */
  public List<Entry> newest(int limit) {
    return jdbi.withHandle(
        h ->
            h.createQuery("select * from audit order by no desc limit :l")
                .bind("l", limit)
                .map(
                    (rs, _) ->
                        new Entry(
                            rs.getLong("no"),
                            Instant.ofEpochMilli(rs.getLong("at_ms")),
                            rs.getString("who"),
                            rs.getString("what"),
                            rs.getString("about"),
                            rs.getString("source")))
                .list());
  }
}
