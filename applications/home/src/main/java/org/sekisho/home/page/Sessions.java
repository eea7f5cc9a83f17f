package org.sekisho.home.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sekisho.program.Secret;

/**
 * The signed-in browsers, in memory only: a restart signs everybody out. At most {@link #MAX}; the
 * oldest makes room. Tokens are looked up by their hash, so that the time of a look-up tells
 * nothing of them. Thread-safe.
 */
final class Sessions {
  /** Sessions at once. */
  static final int MAX = 100;

  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random;
  private final InstantSource clock;
  private final Duration life;
  private final Map<String, Session> byHash = new LinkedHashMap<>();

  /** A new session and the token that its cookie holds. */
  record Begun(Secret token, Session session) {}

  Sessions(SecureRandom random, InstantSource clock, Duration life) {
    this.random = random;
    this.clock = clock;
    this.life = life;
  }

  Duration life() {
    return life;
  }

  synchronized Begun begin(String user) {
    Secret token = token();
    Session session = new Session(user, token(), clock.instant().plus(life));
    if (byHash.size() >= MAX) {
      byHash.remove(byHash.keySet().iterator().next());
    }
    byHash.put(hash(token.reveal()), session);
    return new Begun(token, session);
  }

  synchronized Optional<Session> find(String token) {
    String hash = hash(token);
    Session session = byHash.get(hash);
    if (session != null && !clock.instant().isBefore(session.until())) {
      byHash.remove(hash);
      return Optional.empty();
    }
    return Optional.ofNullable(session);
  }

  synchronized void end(String token) {
    byHash.remove(hash(token));
  }

  synchronized void endAll() {
    byHash.clear();
  }

  /** Whether the session has neither ended nor run out. */
  synchronized boolean lives(Session session) {
    return clock.instant().isBefore(session.until()) && byHash.containsValue(session);
  }

  private Secret token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
