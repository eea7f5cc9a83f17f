package org.sekisho.management.token;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sekisho.program.Secret;
import org.sekisho.program.SlowHash;

/** The registered applications in the database. Blocks; thread-safe. */
public final class Applications {
  /** Applications that can be registered; a further one is refused. */
  public static final int MAX_APPLICATIONS = 1_000;

  private static final int SECRET_BYTES = 32;

  private final Jdbi jdbi;
  private final SlowHash hash;
  private final SecureRandom random;

  /**
   * One application.
   *
   * @param id its component id in the system model
   * @param scopes what it may ask for
   * @param secretHash PHC string of its secret
   */
  public record Application(String id, List<String> scopes, String secretHash, Instant created) {
    public Application {
      scopes = List.copyOf(scopes);
    }
  }

  /** Applications in that database. */
  public Applications(Jdbi jdbi, SlowHash hash, SecureRandom random) {
    this.jdbi = jdbi;
    this.hash = hash;
    this.random = random;
  }

  /**
   * Registers and answers the secret, which is not kept; empty when the id is taken or all full.
   */
  public Optional<Secret> register(String id, List<String> scopes, Instant now) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    Secret secret = Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    String kept = hash.hash(secret);
    return jdbi.inTransaction(
        h -> {
          if (find(h, id).isPresent()
              || h.createQuery("select count(*) from application").mapTo(Integer.class).one()
                  >= MAX_APPLICATIONS) {
            return Optional.empty();
          }
          h.createUpdate(
                  "insert into application (id, scopes, secret, created_ms)"
                      + " values (:i, :s, :h, :t)")
              .bind("i", id)
              .bind("s", String.join(" ", scopes))
              .bind("h", kept)
              .bind("t", now.toEpochMilli())
              .execute();
          return Optional.of(secret);
        });
  }

  /** The application of that id. */
  public Optional<Application> find(String id) {
    return jdbi.withHandle(h -> find(h, id));
  }

  private static Optional<Application> find(Handle h, String id) {
    return h.createQuery("select * from application where id=:i")
        .bind("i", id)
        .map(
            (rs, _) ->
                new Application(
                    rs.getString("id"),
                    List.of(rs.getString("scopes").split(" ")),
                    rs.getString("secret"),
                    Instant.ofEpochMilli(rs.getLong("created_ms"))))
        .findOne();
  }

  /** All ids in order. */
  public List<String> ids() {
    return jdbi.withHandle(
        h -> h.createQuery("select id from application order by id").mapTo(String.class).list());
  }

  /** Removes it: it gets no token any more; those it has end by themselves. */
  public boolean remove(String id) {
    return jdbi.withHandle(
        h -> h.createUpdate("delete from application where id=:i").bind("i", id).execute() > 0);
  }
}
