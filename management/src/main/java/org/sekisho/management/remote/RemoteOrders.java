package org.sekisho.management.remote;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.sekisho.management.enrolment.CodeHash;
import org.sekisho.program.Secret;
import org.sekisho.program.disposal.RemoteOrder;
import org.sekisho.program.disposal.RemoteOrder.Kind;

/** Orders, approvers and proofs in the database. Blocks; thread-safe. */
final class RemoteOrders {
  /** Gateways that may wait for an order at the same time. */
  static final int MAX_WAITING = 256;

  /** Persons who may approve an unlocking. */
  static final int MAX_APPROVERS = 100;

  /** How long an approval waits for the second. */
  static final Duration APPROVAL_LIFE = Duration.ofHours(1);

  private static final int MAX_OPEN = 16;

  private final Jdbi jdbi;
  private final InstantSource clock;

  // Two approvals at once must see each other, also in a database with many writers.
  private final Object writing = new Object();
  private int waiting;
  private long change;

  /** An order with what became of it. */
  record Entry(RemoteOrder order, Optional<String> outcome, Optional<Instant> answered) {}

  /** A proof of erasure. */
  record Proof(String id, String gateway, String cause, String order, Instant at, String signed) {}

  /** How an approval was taken. */
  sealed interface Approval {
    /** One more person is needed. */
    record NeedsAnother() implements Approval {}

    /** The order was issued. */
    record Issued(RemoteOrder order) implements Approval {}

    /** No such person, or not this secret. */
    record Refused() implements Approval {}
  }

  RemoteOrders(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Issues an order; empty when too many wait for that gateway. */
  Optional<RemoteOrder> issue(String gateway, Kind kind, List<String> by, Duration life) {
    Optional<RemoteOrder> issued;
    synchronized (writing) {
      issued = jdbi.inTransaction(h -> insert(h, gateway, kind, by, life));
    }
    if (issued.isPresent()) {
      changed();
    }
    return issued;
  }

  private Optional<RemoteOrder> insert(
      Handle h, String gateway, Kind kind, List<String> by, Duration life) {
    Instant now = clock.instant();
    if (open(h, gateway, now).size() >= MAX_OPEN) {
      return Optional.empty();
    }
    long last =
        h.createQuery("select coalesce(max(number), 0) from remote_order where gateway=:g")
            .bind("g", gateway)
            .mapTo(Long.class)
            .one();
    var order =
        new RemoteOrder(
            UUID.randomUUID(),
            Math.max(last + 1, now.toEpochMilli()),
            gateway,
            kind,
            now,
            now.plus(life),
            by);
    h.createUpdate(
            "insert into remote_order (id, number, gateway, kind, asked_by, issued_ms, expires_ms)"
                + " values (:i, :n, :g, :k, :b, :t, :e)")
        .bind("i", order.id().toString())
        .bind("n", order.number())
        .bind("g", gateway)
        .bind("k", kind.word())
        .bind("b", String.join("\n", by))
        .bind("t", now.toEpochMilli())
        .bind("e", order.expiresAt().toEpochMilli())
        .execute();
    return Optional.of(order);
  }

  /** Orders that the gateway has not answered and that have not expired, oldest first. */
  List<RemoteOrder> open(String gateway) {
    return jdbi.withHandle(h -> open(h, gateway, clock.instant()));
  }

  private static List<RemoteOrder> open(Handle h, String gateway, Instant now) {
    return h.createQuery(
            "select * from remote_order where gateway=:g and outcome is null and expires_ms > :t"
                + " order by number")
        .bind("g", gateway)
        .bind("t", now.toEpochMilli())
        .map((rs, _) -> entry(rs).order())
        .list();
  }

  /** Waits until there is an open order for the gateway; what there is when the time is over. */
  List<RemoteOrder> await(String gateway, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long seen;
      synchronized (this) {
        seen = change;
      }
      List<RemoteOrder> open = open(gateway);
      if (!open.isEmpty()) {
        return open;
      }
      synchronized (this) {
        if (waiting >= MAX_WAITING) {
          return List.of();
        }
        waiting++;
        try {
          while (seen == change) {
            long leftMs = (end - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
              return List.of();
            }
            wait(leftMs);
          }
        } finally {
          waiting--;
        }
      }
    }
  }

  private synchronized void changed() {
    change++;
    notifyAll();
  }

  /** The gateway says what became of its order; false when it is not an open one of its own. */
  boolean answered(String gateway, String id, String outcome) {
    return jdbi.withHandle(
        h ->
            h.createUpdate(
                        "update remote_order set outcome=:o, answered_ms=:t"
                            + " where id=:i and gateway=:g and outcome is null")
                    .bind("o", outcome)
                    .bind("t", clock.instant().toEpochMilli())
                    .bind("i", id)
                    .bind("g", gateway)
                    .execute()
                == 1);
  }

  /** The newest orders of the gateway, newest first. */
  List<Entry> entries(String gateway) {
    return jdbi.withHandle(
        h ->
            h.createQuery(
                    "select * from remote_order where gateway=:g order by number desc limit 100")
                .bind("g", gateway)
                .map((rs, _) -> entry(rs))
                .list());
  }

  private static Entry entry(ResultSet rs) throws SQLException {
    long answered = rs.getLong("answered_ms");
    boolean none = rs.wasNull();
    return new Entry(
        new RemoteOrder(
            UUID.fromString(rs.getString("id")),
            rs.getLong("number"),
            rs.getString("gateway"),
            Kind.of(rs.getString("kind")).orElseThrow(),
            Instant.ofEpochMilli(rs.getLong("issued_ms")),
            Instant.ofEpochMilli(rs.getLong("expires_ms")),
            List.of(rs.getString("asked_by").split("\n", -1))),
        Optional.ofNullable(rs.getString("outcome")),
        none ? Optional.empty() : Optional.of(Instant.ofEpochMilli(answered)));
  }

  /** Registers a person; their secret is told once. Empty when known already or too many. */
  Optional<Secret> addApprover(String name, SecureRandom random) {
    CodeHash.Fresh fresh = CodeHash.fresh(random);
    try {
      return jdbi.inTransaction(
          h -> {
            if (h.createQuery("select count(*) from approver").mapTo(Integer.class).one()
                >= MAX_APPROVERS) {
              return Optional.empty();
            }
            h.createUpdate("insert into approver (name, salt, hash) values (:n, :s, :h)")
                .bind("n", name)
                .bind("s", fresh.kept().salt())
                .bind("h", fresh.kept().hash())
                .execute();
            return Optional.of(fresh.code());
          });
    } catch (UnableToExecuteStatementException e) {
      return Optional.empty();
    }
  }

  /** One person agrees to the unlocking; with the second one the order is issued. */
  Approval approve(String gateway, String name, Secret secret, Duration life) {
    Optional<CodeHash> kept =
        jdbi.withHandle(
            h ->
                h.createQuery("select salt, hash from approver where name=:n")
                    .bind("n", name)
                    .map((rs, _) -> new CodeHash(rs.getString("salt"), rs.getString("hash")))
                    .findOne());
    if (kept.filter(hash -> hash.matches(secret)).isEmpty()) {
      return new Approval.Refused();
    }
    Instant now = clock.instant();
    Approval approval;
    synchronized (writing) {
      approval =
          jdbi.inTransaction(
              h -> {
                h.createUpdate(
                        "delete from unlock_approval where gateway=:g and (approver=:n or at_ms <"
                            + " :t)")
                    .bind("g", gateway)
                    .bind("n", name)
                    .bind("t", now.minus(APPROVAL_LIFE).toEpochMilli())
                    .execute();
                h.createUpdate(
                        "insert into unlock_approval (gateway, approver, at_ms) values (:g, :n,"
                            + " :t)")
                    .bind("g", gateway)
                    .bind("n", name)
                    .bind("t", now.toEpochMilli())
                    .execute();
                List<String> names =
                    h.createQuery(
                            "select approver from unlock_approval where gateway=:g order by at_ms,"
                                + " approver")
                        .bind("g", gateway)
                        .mapTo(String.class)
                        .list();
                if (names.size() < RemoteOrder.UNLOCK_APPROVALS) {
                  return new Approval.NeedsAnother();
                }
                h.createUpdate("delete from unlock_approval where gateway=:g")
                    .bind("g", gateway)
                    .execute();
                return insert(h, gateway, Kind.UNLOCK, names, life)
                    .<Approval>map(Approval.Issued::new)
                    .orElseGet(Approval.Refused::new);
              });
    }
    changed();
    return approval;
  }

  /** Keeps a proof; false when it is there already. */
  boolean keep(Proof proof, String serial) {
    return jdbi.inTransaction(
        h -> {
          if (h.createQuery("select count(*) from erasure where id=:i")
                  .bind("i", proof.id())
                  .mapTo(Integer.class)
                  .one()
              > 0) {
            return false;
          }
          h.createUpdate(
                  "insert into erasure (id, gateway, serial, cause, order_id, received_ms, signed)"
                      + " values (:i, :g, :s, :c, :o, :t, :x)")
              .bind("i", proof.id())
              .bind("g", proof.gateway())
              .bind("s", serial)
              .bind("c", proof.cause())
              .bind("o", proof.order())
              .bind("t", proof.at().toEpochMilli())
              .bind("x", proof.signed())
              .execute();
          return true;
        });
  }

  /** Proofs of the gateway, newest first. */
  List<Proof> proofs(String gateway) {
    return jdbi.withHandle(
        h ->
            h.createQuery(
                    "select * from erasure where gateway=:g order by received_ms desc limit 100")
                .bind("g", gateway)
                .map(
                    (rs, _) ->
                        new Proof(
                            rs.getString("id"),
                            rs.getString("gateway"),
                            rs.getString("cause"),
                            rs.getString("order_id"),
                            Instant.ofEpochMilli(rs.getLong("received_ms")),
                            rs.getString("signed")))
                .list());
  }
}
