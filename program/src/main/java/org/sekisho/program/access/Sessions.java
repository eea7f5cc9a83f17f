package org.sekisho.program.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sekisho.program.Secret;

/**
 * The signed-in browsers of one screen, in memory only: a restart signs everybody out. The tokens
 * are 256 random bits, of which only hashes are kept. Thread-safe.
 */
public final class Sessions {
  private static final int TOKEN_BYTES = 32;

  /**
   * The bounds.
   *
   * @param idle without a request of the person it ends after this
   * @param life it ends after this, whatever is done in it
   * @param perAccount of one account at once; the oldest makes room
   * @param most of all accounts at once; the oldest makes room
   */
  public record Limits(Duration idle, Duration life, int perAccount, int most) {
    /** 15 minutes, 8 hours, 4 and 64. */
    public static final Limits USUAL =
        new Limits(Duration.ofMinutes(15), Duration.ofHours(8), 4, 64);
  }

  /** A new session and the token that its cookie holds. */
  public record Begun(Secret token, Session session) {}

  private final SecureRandom random;
  private final InstantSource clock;
  private final Limits limits;
  private final Map<String, Session> byHash = new LinkedHashMap<>();

  /** No sessions. */
  public Sessions(SecureRandom random, InstantSource clock, Limits limits) {
    this.random = random;
    this.clock = clock;
    this.limits = limits;
  }

  /** The bounds. */
  public Limits limits() {
    return limits;
  }

  /** Begins one for the account, which has just proved who it is. */
  public synchronized Begun begin(String account, AccountRole role, boolean unfinished) {
    Instant now = clock.instant();
    expire(now);
    while (count(account) >= limits.perAccount()) {
      removeEldest(account);
    }
    while (byHash.size() >= limits.most()) {
      byHash.remove(byHash.keySet().iterator().next());
    }
    Secret token = token();
    Session session = new Session(account, role, token(), now, now, now, unfinished);
    byHash.put(hash(token), session);
    return new Begun(token, session);
  }

  /**
   * The session of the token, if it has not ended.
   *
   * @param byPerson whether a person asks, which keeps it from ending; a page that asks by itself
   *     does not
   */
  public synchronized Optional<Session> find(Secret token, boolean byPerson) {
    Instant now = clock.instant();
    expire(now);
    String hash = hash(token);
    Session found = byHash.get(hash);
    if (found == null) {
      return Optional.empty();
    }
    if (byPerson) {
      found =
          new Session(
              found.account(),
              found.role(),
              found.csrf(),
              found.begun(),
              now,
              found.proven(),
              found.unfinished());
      byHash.put(hash, found);
    }
    return Optional.of(found);
  }

  /** Password and second factor were given again. */
  public synchronized void proved(Secret token) {
    byHash.computeIfPresent(
        hash(token),
        (_, s) ->
            new Session(
                s.account(),
                s.role(),
                s.csrf(),
                s.begun(),
                s.seen(),
                clock.instant(),
                s.unfinished()));
  }

  /** Ends one; answers what it was. */
  public synchronized Optional<Session> end(Secret token) {
    return Optional.ofNullable(byHash.remove(hash(token)));
  }

  /** Ends all of the account: its password, role or second factor has changed. */
  public synchronized void endAll(String account) {
    byHash.values().removeIf(session -> session.account().equals(account));
  }

  /** Ends all. */
  public synchronized void endAll() {
    byHash.clear();
  }

  /** Sessions that have not ended. */
  public synchronized int size() {
    expire(clock.instant());
    return byHash.size();
  }

  private void expire(Instant now) {
    byHash
        .values()
        .removeIf(
            s ->
                !now.isBefore(s.seen().plus(limits.idle()))
                    || !now.isBefore(s.begun().plus(limits.life()))
                    || now.isBefore(s.begun().minus(limits.life())));
  }

  private long count(String account) {
    return byHash.values().stream().filter(s -> s.account().equals(account)).count();
  }

  private void removeEldest(String account) {
    byHash.entrySet().stream()
        .filter(e -> e.getValue().account().equals(account))
        .findFirst()
        .map(Map.Entry::getKey)
        .ifPresent(byHash::remove);
  }

  private Secret token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private static String hash(Secret token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.reveal().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    }
  }
}
