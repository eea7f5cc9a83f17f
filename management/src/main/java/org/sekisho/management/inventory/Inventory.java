package org.sekisho.management.inventory;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sekisho.management.authority.Authority;
import org.sekisho.management.enrolment.CodeHash;
import org.sekisho.program.Peer;
import org.sekisho.program.Role;

/** Members, their certificates and codes in the database. Blocks; thread-safe. */
public final class Inventory {
  /** Members that the inventory takes; a further registration is refused. */
  public static final int MAX_MEMBERS = 100_000;

  /** Certificates of one member that are valid at the same time; a further one is refused. */
  public static final int MAX_VALID_CERTIFICATES = 16;

  private final Jdbi jdbi;

  /** What a certificate's row says. */
  public record CertificateRow(
      String serial, String member, Instant issued, Instant expires, Optional<Instant> revoked) {}

  /** How recording a new certificate ended. */
  public enum Recorded {
    /** It may be handed out. */
    DONE,
    /** The code has been used or replaced in the meantime. */
    CODE_GONE,
    /** The member has been revoked in the meantime. */
    REVOKED,
    /** The member has {@link #MAX_VALID_CERTIFICATES} already. */
    TOO_MANY
  }

  /** An inventory in that database. */
  public Inventory(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Registers a member, or registers it again with another role or names and a new code; answers
   * false when the inventory is full.
   */
  public boolean register(Peer peer, List<String> names, CodeHash code, Instant expires) {
    return jdbi.inTransaction(
        h -> {
          boolean known =
              h.createUpdate("update member set role=:r, names=:n where id=:i")
                      .bind("r", peer.role().word())
                      .bind("n", String.join(" ", names))
                      .bind("i", peer.id())
                      .execute()
                  > 0;
          if (!known) {
            if (count(h, "select count(*) from member") >= MAX_MEMBERS) {
              return false;
            }
            h.createUpdate(
                    "insert into member (id, role, names, state) values (:i, :r, :n, 'registered')")
                .bind("i", peer.id())
                .bind("r", peer.role().word())
                .bind("n", String.join(" ", names))
                .execute();
          } else {
            h.createUpdate("update member set state='registered' where id=:i and state='revoked'")
                .bind("i", peer.id())
                .execute();
          }
          h.createUpdate("delete from code where member=:i").bind("i", peer.id()).execute();
          h.createUpdate(
                  "insert into code (member, salt, hash, expires_ms) values (:i, :s, :h, :e)")
              .bind("i", peer.id())
              .bind("s", code.salt())
              .bind("h", code.hash())
              .bind("e", expires.toEpochMilli())
              .execute();
          return true;
        });
  }

  /** The member of that id. */
  public Optional<Member> find(String id) {
    return jdbi.withHandle(
        h ->
            h.createQuery("select * from member where id=:i")
                .bind("i", id)
                .map((rs, _) -> member(rs))
                .findOne());
  }

  /** All members in the order of their ids. */
  public List<Member> all() {
    return jdbi.withHandle(
        h -> h.createQuery("select * from member order by id").map((rs, _) -> member(rs)).list());
  }

  /** The code that waits for the member, when it has not expired. */
  public Optional<CodeHash> code(String id, Instant now) {
    return jdbi.withHandle(
        h ->
            h.createQuery("select salt, hash from code where member=:i and expires_ms > :t")
                .bind("i", id)
                .bind("t", now.toEpochMilli())
                .map((rs, _) -> new CodeHash(rs.getString("salt"), rs.getString("hash")))
                .findOne());
  }

  /**
   * Binds the code to the certificate's key and records the certificate, both or neither. The same
   * key may come again with the code until it expires or the certificate has been renewed, because
   * an answer can be lost on its way; another key cannot.
   */
  public Recorded enrolled(String id, CodeHash code, X509Certificate certificate, Instant now) {
    return jdbi.inTransaction(
        h -> {
          Recorded refused = refusal(h, id, now);
          if (refused != Recorded.DONE) {
            return refused;
          }
          int used =
              h.createUpdate(
                      "update code set key_sha256=:k where member=:i and hash=:h"
                          + " and (key_sha256 is null or key_sha256=:k)")
                  .bind("i", id)
                  .bind("h", code.hash())
                  .bind("k", keySha256(certificate))
                  .execute();
          if (used != 1) {
            return Recorded.CODE_GONE;
          }
          insert(h, id, certificate, now);
          return Recorded.DONE;
        });
  }

  /** Records a renewed certificate. */
  public Recorded renewed(String id, X509Certificate certificate, Instant now) {
    return jdbi.inTransaction(
        h -> {
          Recorded refused = refusal(h, id, now);
          if (refused == Recorded.DONE) {
            h.createUpdate("delete from code where member=:i").bind("i", id).execute();
            insert(h, id, certificate, now);
          }
          return refused;
        });
  }

  private static Recorded refusal(Handle h, String id, Instant now) {
    if (h.createQuery("select count(*) from member where id=:i and state <> 'revoked'")
            .bind("i", id)
            .mapTo(Integer.class)
            .one()
        == 0) {
      return Recorded.REVOKED;
    }
    h.createUpdate("delete from certificate where member=:i and expires_ms < :t")
        .bind("i", id)
        .bind("t", now.toEpochMilli())
        .execute();
    int valid =
        h.createQuery("select count(*) from certificate where member=:i and revoked_ms is null")
            .bind("i", id)
            .mapTo(Integer.class)
            .one();
    return valid >= MAX_VALID_CERTIFICATES ? Recorded.TOO_MANY : Recorded.DONE;
  }

  private static String keySha256(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    }
  }

  private static void insert(Handle h, String id, X509Certificate certificate, Instant now) {
    h.createUpdate(
            "insert into certificate (serial, member, issued_ms, expires_ms)"
                + " values (:s, :i, :n, :e)")
        .bind("s", serial(certificate))
        .bind("i", id)
        .bind("n", now.toEpochMilli())
        .bind("e", certificate.getNotAfter().toInstant().toEpochMilli())
        .execute();
    h.createUpdate("update member set state='enrolled' where id=:i").bind("i", id).execute();
  }

  /** Whether this certificate of the member is known and neither it nor the member is revoked. */
  public boolean isGood(Peer peer, X509Certificate certificate) {
    return jdbi.withHandle(
        h ->
            h.createQuery(
                        "select count(*) from certificate c join member m on m.id = c.member"
                            + " where c.serial=:s and m.id=:i and m.role=:r"
                            + " and c.revoked_ms is null and m.state <> 'revoked'")
                    .bind("s", serial(certificate))
                    .bind("i", peer.id())
                    .bind("r", peer.role().word())
                    .mapTo(Integer.class)
                    .one()
                == 1);
  }

  /** Keeps what the member reports of itself. */
  public void report(String id, String version, String report, Instant now) {
    jdbi.useHandle(
        h ->
            h.createUpdate("update member set version=:v, report=:r, seen_ms=:t where id=:i")
                .bind("v", version)
                .bind("r", report)
                .bind("t", now.toEpochMilli())
                .bind("i", id)
                .execute());
  }

  /** Revokes the member and all its certificates and drops its code; false when it is unknown. */
  public boolean revoke(String id, Instant now) {
    return jdbi.inTransaction(
        h -> {
          if (h.createUpdate("update member set state='revoked' where id=:i")
                  .bind("i", id)
                  .execute()
              == 0) {
            return false;
          }
          h.createUpdate("delete from code where member=:i").bind("i", id).execute();
          h.createUpdate(
                  "update certificate set revoked_ms=:t where member=:i and revoked_ms is null")
              .bind("t", now.toEpochMilli())
              .bind("i", id)
              .execute();
          return true;
        });
  }

  /**
   * Revokes one certificate of the member, whose key is known to be destroyed; a member that has no
   * other and no code waiting is revoked with it. False when it was not good any more.
   */
  public boolean revokeCertificate(String id, String serial, Instant now) {
    return jdbi.inTransaction(
        h -> {
          if (h.createUpdate(
                      "update certificate set revoked_ms=:t"
                          + " where member=:i and serial=:s and revoked_ms is null")
                  .bind("t", now.toEpochMilli())
                  .bind("i", id)
                  .bind("s", serial)
                  .execute()
              == 0) {
            return false;
          }
          h.createUpdate(
                  "update member set state='revoked' where id=:i and not exists"
                      + " (select 1 from certificate where member=:i and revoked_ms is null"
                      + " and expires_ms > :t)"
                      + " and not exists (select 1 from code where member=:i"
                      + " and key_sha256 is null and expires_ms > :t)")
              .bind("i", id)
              .bind("t", now.toEpochMilli())
              .execute();
          return true;
        });
  }

  /** Every revoked certificate that has not expired: what the revocation list must hold. */
  public Collection<Authority.Revoked> revoked(Instant now) {
    return jdbi.withHandle(
        h ->
            h.createQuery(
                    "select serial, revoked_ms from certificate"
                        + " where revoked_ms is not null and expires_ms > :t order by serial")
                .bind("t", now.toEpochMilli())
                .map(
                    (rs, _) ->
                        new Authority.Revoked(
                            new BigInteger(rs.getString("serial"), 16),
                            Instant.ofEpochMilli(rs.getLong("revoked_ms"))))
                .list());
  }

  /** The certificates that have been issued and not yet forgotten, newest first. */
  public List<CertificateRow> certificates() {
    return jdbi.withHandle(
        h ->
            h.createQuery("select * from certificate order by issued_ms desc, serial")
                .map((rs, _) -> row(rs))
                .list());
  }

  private static CertificateRow row(ResultSet rs) throws SQLException {
    return new CertificateRow(
        rs.getString("serial"),
        rs.getString("member"),
        Instant.ofEpochMilli(rs.getLong("issued_ms")),
        Instant.ofEpochMilli(rs.getLong("expires_ms")),
        time(rs, "revoked_ms"));
  }

  private static Member member(ResultSet rs) throws SQLException {
    String names = rs.getString("names");
    return new Member(
        new Peer(Role.of(rs.getString("role")).orElseThrow(), rs.getString("id")),
        Member.State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)),
        names.isEmpty() ? List.of() : List.of(names.split(" ")),
        Optional.ofNullable(rs.getString("version")),
        Optional.ofNullable(rs.getString("report")),
        time(rs, "seen_ms"));
  }

  private static Optional<Instant> time(ResultSet rs, String column) throws SQLException {
    long ms = rs.getLong(column);
    return rs.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ms));
  }

  private static int count(Handle h, String query) {
    return h.createQuery(query).mapTo(Integer.class).one();
  }

  private static String serial(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }
}
