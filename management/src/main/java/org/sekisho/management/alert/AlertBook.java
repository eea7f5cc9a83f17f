package org.sekisho.management.alert;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sekisho.program.logbook.LogSignature;

/**
 * The gateways' alerts in the database: one row for each id however often it is told. Of each
 * gateway the newest {@link #MAX_OF_ONE} are kept. Blocks; thread-safe.
 */
public final class AlertBook {
  /** Alerts that are kept of one gateway. */
  public static final int MAX_OF_ONE = 1_000;

  private final Jdbi jdbi;

  /**
   * An alert as it was told.
   *
   * @param member the gateway
   * @param id the gateway's
   * @param state open or acknowledged, at the gateway
   * @param received when it was told first
   * @param updated when it was told last
   * @param noted who of the operators knows of it; none as long as it is not stored
   */
  public record Row(
      String member,
      String id,
      String alertClass,
      String kind,
      String state,
      String titleJa,
      String titleEn,
      String device,
      String source,
      String detail,
      long count,
      Instant since,
      Instant last,
      Instant received,
      Instant updated,
      Optional<Noted> noted) {
    /** Whether it waits for an operator: open, and there is more of it than one has noted. */
    public boolean waits() {
      return state.equals("open") && noted.filter(n -> n.count() >= count).isEmpty();
    }
  }

  /**
   * An operator's acknowledgement.
   *
   * @param by the name that was given
   * @param count of events at that time; when more come the alert waits again
   */
  public record Noted(String by, Instant at, long count) {}

  /** The last signed end of a gateway's log. */
  public record Anchor(
      String member, String log, long number, LogSignature signature, Instant received) {}

  /** A book in that database. */
  public AlertBook(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Keeps the alerts of the member, all or none; a lower count than before changes nothing. */
  public void take(String member, List<Row> rows) {
    jdbi.useTransaction(
        h -> {
          for (Row row : rows) {
            if (update(h, member, row) == 0 && !exists(h, member, row.id())) {
              insert(h, member, row);
            }
          }
          h.createUpdate(
                  "delete from alert where member=:m and received_ms <= (select received_ms from"
                      + " alert where member=:m order by received_ms desc limit 1 offset :n)")
              .bind("m", member)
              .bind("n", MAX_OF_ONE)
              .execute();
        });
  }

  private static int update(Handle h, String member, Row row) {
    return h.createUpdate(
            "update alert set state=:s, count=:c, last_ms=:l, detail=:d, updated_ms=:u"
                + " where member=:m and id=:i and count <= :c and last_ms <= :l")
        .bind("s", row.state())
        .bind("c", row.count())
        .bind("l", row.last().toEpochMilli())
        .bind("d", row.detail())
        .bind("u", row.updated().toEpochMilli())
        .bind("m", member)
        .bind("i", row.id())
        .execute();
  }

  private static boolean exists(Handle h, String member, String id) {
    return h.createQuery("select count(*) from alert where member=:m and id=:i")
            .bind("m", member)
            .bind("i", id)
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  private static void insert(Handle h, String member, Row row) {
    h.createUpdate(
            "insert into alert (member, id, alert_class, kind, state, title_ja, title_en, device,"
                + " source, detail, count, since_ms, last_ms, received_ms, updated_ms) values"
                + " (:m, :i, :a, :k, :s, :tj, :te, :dev, :src, :d, :c, :f, :l, :u, :u)")
        .bind("m", member)
        .bind("i", row.id())
        .bind("a", row.alertClass())
        .bind("k", row.kind())
        .bind("s", row.state())
        .bind("tj", row.titleJa())
        .bind("te", row.titleEn())
        .bind("dev", row.device())
        .bind("src", row.source())
        .bind("d", row.detail())
        .bind("c", row.count())
        .bind("f", row.since().toEpochMilli())
        .bind("l", row.last().toEpochMilli())
        .bind("u", row.updated().toEpochMilli())
        .execute();
  }

  /** The gateways that told an alert with that id; ids are theirs, and could be another's, too. */
  public List<String> tellers(String id) {
    return jdbi.withHandle(
        h ->
            h.createQuery("select member from alert where id=:i order by member")
                .bind("i", id)
                .mapTo(String.class)
                .list());
  }

  /** Keeps that an operator knows of the alert as it is now; false when there is none. */
  public boolean note(String member, String id, String by, Instant at) {
    return jdbi.withHandle(
        h ->
            h.createUpdate(
                        "update alert set noted_by=:b, noted_ms=:t, noted_count=count"
                            + " where member=:m and id=:i")
                    .bind("b", by)
                    .bind("t", at.toEpochMilli())
                    .bind("m", member)
                    .bind("i", id)
                    .execute()
                > 0);
  }

  private static Optional<Noted> noted(ResultSet rs) throws SQLException {
    String by = rs.getString("noted_by");
    return by == null
        ? Optional.empty()
        : Optional.of(
            new Noted(by, Instant.ofEpochMilli(rs.getLong("noted_ms")), rs.getLong("noted_count")));
  }

  /** Alerts of all gateways, those that were told last first. */
  public List<Row> newest(int limit) {
    return jdbi.withHandle(
        h ->
            h.createQuery("select * from alert order by updated_ms desc, id limit :l")
                .bind("l", limit)
                .map(
                    (rs, _) ->
                        new Row(
                            rs.getString("member"),
                            rs.getString("id"),
                            rs.getString("alert_class"),
                            rs.getString("kind"),
                            rs.getString("state"),
                            rs.getString("title_ja"),
                            rs.getString("title_en"),
                            rs.getString("device"),
                            rs.getString("source"),
                            rs.getString("detail"),
                            rs.getLong("count"),
                            Instant.ofEpochMilli(rs.getLong("since_ms")),
                            Instant.ofEpochMilli(rs.getLong("last_ms")),
                            Instant.ofEpochMilli(rs.getLong("received_ms")),
                            Instant.ofEpochMilli(rs.getLong("updated_ms")),
                            noted(rs)))
                .list());
  }

  /** The anchor of the member. */
  public Optional<Anchor> anchor(String member) {
    return jdbi.withHandle(
        h ->
            h.createQuery("select * from log_anchor where member=:m")
                .bind("m", member)
                .map(
                    (rs, _) -> {
                      String[] parts = rs.getString("signature").split("\n", 3);
                      return new Anchor(
                          member,
                          rs.getString("log"),
                          rs.getLong("number"),
                          new LogSignature(parts[0], parts[2], parts[1]),
                          Instant.ofEpochMilli(rs.getLong("received_ms")));
                    })
                .findOne());
  }

  /** Keeps the anchor in place of the one before. */
  public void keep(Anchor anchor) {
    String signature =
        String.join(
            "\n",
            anchor.signature().key(),
            anchor.signature().value(),
            anchor.signature().statement());
    jdbi.useTransaction(
        h -> {
          h.createUpdate("delete from log_anchor where member=:m")
              .bind("m", anchor.member())
              .execute();
          h.createUpdate(
                  "insert into log_anchor (member, log, number, signature, received_ms)"
                      + " values (:m, :l, :n, :s, :t)")
              .bind("m", anchor.member())
              .bind("l", anchor.log())
              .bind("n", anchor.number())
              .bind("s", signature)
              .bind("t", anchor.received().toEpochMilli())
              .execute();
        });
  }
}
