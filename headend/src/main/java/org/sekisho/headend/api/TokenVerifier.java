package org.sekisho.headend.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies bearer tokens (JWT, ES256 only) with the management's public keys. The keys are kept on
 * disk, so that a head-end starts without the management; they are fetched when a token names a key
 * that is not known, at most once in {@link #REFRESH}. Thread-safe; may block on the network.
 */
public final class TokenVerifier {
  /** Shortest time between two fetches of the keys. */
  public static final Duration REFRESH = Duration.ofSeconds(5);

  /** Claim {@code aud} that a token must have. */
  public static final String AUDIENCE = "head-end";

  private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);
  private static final Duration SKEW = Duration.ofSeconds(5);
  private static final Duration KEYS_LIFE = Duration.ofHours(1);
  private static final int MAX_TOKEN_CHARS = 4096;

  /** What a token is worth. */
  public sealed interface Verdict {
    /** It holds for this caller. */
    record Good(Caller caller) implements Verdict {}

    /** The management made it, but it has expired or is for something else: no try to guess. */
    record Unfit() implements Verdict {}

    /**
     * The management did not make it, as far as its keys are known.
     *
     * @param application whom it claims to be for; empty when that is no application of the model
     */
    record Wrong(String application) implements Verdict {}
  }

  private static final Verdict WRONG = new Verdict.Wrong("");

  private final String issuer;
  private final Path file;
  private final Callable<String> fetch;
  private final Predicate<String> isApplication;
  private final InstantSource clock;
  private volatile JWKSet keys;
  private @Nullable Instant fetchedAt;

  /**
   * A verifier.
   *
   * @param issuer claim {@code iss} that a token must have
   * @param file where the keys are kept
   * @param fetch gets the keys as a JWK set in JSON
   * @param isApplication whether an id is an application of the model
   */
  public TokenVerifier(
      String issuer,
      Path file,
      Callable<String> fetch,
      Predicate<String> isApplication,
      InstantSource clock) {
    this.issuer = issuer;
    this.file = file;
    this.fetch = fetch;
    this.isApplication = isApplication;
    this.clock = clock;
    this.keys = load(file);
  }

  private static JWKSet load(Path file) {
    try {
      if (Files.exists(file)) {
        return JWKSet.parse(Files.readString(file));
      }
    } catch (IOException | ParseException e) {
      LOG.warn("the kept token keys are damaged and are fetched anew: {}", e.toString());
    }
    return new JWKSet();
  }

  /** What the token is worth; any text is judged. */
  public Verdict verify(String token) {
    if (token.length() > MAX_TOKEN_CHARS) {
      return WRONG;
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      if (!JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
          || !isTokenType(jwt.getHeader().getType())
          || (jwt.getHeader().getCriticalParams() != null
              && !jwt.getHeader().getCriticalParams().isEmpty())) {
        return WRONG;
      }
      Optional<ECKey> key = key(jwt.getHeader().getKeyID());
      if (key.isEmpty() || !jwt.verify(new ECDSAVerifier(key.get()))) {
        return new Verdict.Wrong(claimed(jwt.getJWTClaimsSet()));
      }
      return caller(jwt.getJWTClaimsSet())
          .<Verdict>map(Verdict.Good::new)
          .orElse(new Verdict.Unfit());
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return WRONG;
    }
  }

  private String claimed(JWTClaimsSet claims) {
    String subject = claims.getSubject();
    return subject != null && isApplication.test(subject) ? subject : "";
  }

  private static boolean isTokenType(@Nullable JOSEObjectType type) {
    return type == null
        || type.equals(JOSEObjectType.JWT)
        || type.equals(new JOSEObjectType("at+jwt"));
  }

  private Optional<Caller> caller(JWTClaimsSet claims) throws ParseException {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    Date notBefore = claims.getNotBeforeTime();
    String subject = claims.getSubject();
    String scope = claims.getStringClaim("scope");
    if (!issuer.equals(claims.getIssuer())
        || !claims.getAudience().contains(AUDIENCE)
        || expires == null
        || !expires.toInstant().plus(SKEW).isAfter(now)
        || (notBefore != null && notBefore.toInstant().minus(SKEW).isAfter(now))
        || subject == null
        || !isApplication.test(subject)) {
      return Optional.empty();
    }
    Set<String> scopes =
        scope == null || scope.isBlank()
            ? Set.of()
            : Set.copyOf(java.util.List.of(scope.split(" +")).stream().distinct().toList());
    return Optional.of(new Caller(subject, scopes, expires.toInstant()));
  }

  private Optional<ECKey> key(@Nullable String id) {
    if (id == null || id.length() > 256) {
      return Optional.empty();
    }
    Optional<ECKey> known = find(id);
    if (known.isEmpty() || isStale()) {
      refresh();
      known = find(id);
    }
    return known;
  }

  private Optional<ECKey> find(String id) {
    JWK key = keys.getKeyByKeyId(id);
    return key instanceof ECKey ec ? Optional.of(ec) : Optional.empty();
  }

  private synchronized boolean isStale() {
    return fetchedAt == null || fetchedAt.plus(KEYS_LIFE).isBefore(clock.instant());
  }

  private synchronized void refresh() {
    Instant now = clock.instant();
    if (fetchedAt != null && fetchedAt.plus(REFRESH).isAfter(now)) {
      return;
    }
    fetchedAt = now;
    try {
      String json = fetch.call();
      keys = JWKSet.parse(json).toPublicJWKSet();
      PrivateFiles.replace(file, keys.toString().getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("the token keys were not fetched: {}", e.toString());
    }
  }
}
