package org.sekisho.management.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.management.inventory.Audit;
import org.sekisho.program.Peer;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Secret;
import org.sekisho.program.SlowHash;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.access.Admission;
import org.sekisho.program.access.Attempt;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;

/**
 * OAuth 2.0 client credentials (RFC 6749 4.4): {@code POST /oauth2/token} gives JWTs (ES256) to
 * registered applications, {@code GET /oauth2/jwks} the key to verify them with. The signing key
 * lies in {@code <data>/token/signing.jwk}, mode 0600. Handlers block; thread-safe.
 */
public final class TokenServer {
  /** For whom the tokens are. */
  public static final String AUDIENCE = "head-end";

  private static final String DOOR = "token";
  private static final int JTI_BYTES = 16;

  private final Applications applications;
  private final Audit audit;
  private final SlowHash hash;
  private final LockoutEngine doors;
  private final VerifiedSecrets verified;
  private final ECKey key;
  private final String issuer;
  private final Duration life;
  private final InstantSource clock;
  private final SecureRandom random;
  private final MeterRegistry metrics;

  /**
   * A server for the registered applications.
   *
   * @param data the program's private directory
   * @param issuer claim {@code iss}
   * @param life of the tokens
   */
  public TokenServer(
      Applications applications,
      Audit audit,
      SlowHash hash,
      LockoutEngine doors,
      Path data,
      String issuer,
      Duration life,
      InstantSource clock,
      SecureRandom random,
      MeterRegistry metrics) {
    this.applications = applications;
    this.audit = audit;
    this.hash = hash;
    this.doors = doors;
    this.verified = new VerifiedSecrets(random);
    this.key = loadOrMakeKey(PrivateFiles.folder(data.resolve("token")).resolve("signing.jwk"));
    this.issuer = issuer;
    this.life = life;
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
  }

  /** The two routes. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/oauth2/token", this::token),
        new Route(
            "GET",
            "/oauth2/jwks",
            _ -> Answer.json(200, new JWKSet(key.toPublicJWK()).toJSONObject())));
  }

  private Answer token(Request request) {
    Optional<Request.Basic> basic = request.basic();
    if (basic.isEmpty()) {
      return invalidClient();
    }
    // RFC 6749 2.3.1: both are form-encoded before they go into Basic.
    Optional<String> id = decoded(basic.get().user()).filter(i -> Peer.ID.matcher(i).matches());
    Optional<String> secret = decoded(basic.get().password().reveal());
    if (id.isEmpty() || secret.isEmpty()) {
      return invalidClient();
    }
    Optional<Applications.Application> application = applications.find(id.get());
    Answer refused = authenticate(id.get(), Secret.of(secret.get()), application, request.source());
    if (refused.status() != 200) {
      metrics.counter("sekisho_tokens_refused").increment();
      return refused;
    }
    return grant(application.orElseThrow(), form(request.text()));
  }

  /** A 200 without body when the secret is right. */
  private Answer authenticate(
      String id, Secret secret, Optional<Applications.Application> application, String source) {
    // A secret that was right before passes even while the account is locked: others who guess
    // must not be able to lock the true application out.
    if (application.isPresent() && verified.isKnown(application.get().secretHash(), secret)) {
      return Answer.empty(200);
    }
    return switch (doors.admit(DOOR, id, application.isPresent(), source)) {
      case Admission.Later(Duration remaining) ->
          error(429, "invalid_client", "too many wrong secrets: try again later")
              .with("Retry-After", Long.toString(remaining.toSeconds() + 1));
      case Admission.Admitted(Attempt attempt) -> {
        try (attempt) {
          yield judge(attempt, id, secret, application, source);
        }
      }
    };
  }

  private Answer judge(
      Attempt attempt,
      String id,
      Secret secret,
      Optional<Applications.Application> application,
      String source) {
    SlowHash.Verdict verdict =
        application.isPresent()
            ? hash.check(secret, application.get().secretHash())
            : hash.checkNothing(secret);
    return switch (verdict) {
      case MATCH -> {
        attempt.right();
        application.ifPresent(a -> verified.remember(a.secretHash(), secret));
        yield Answer.empty(200);
      }
      case MISMATCH -> {
        if (attempt.wrong()) {
          audit.write("token", "lock", id, source);
        }
        yield invalidClient();
      }
      case BUSY -> error(503, "temporarily_unavailable", "busy").with("Retry-After", "1");
    };
  }

  private Answer grant(Applications.Application application, Map<String, String> form) {
    String grant = form.get("grant_type");
    if (grant == null) {
      return error(400, "invalid_request", "grant_type is missing, or the form is malformed");
    }
    if (!grant.equals("client_credentials")) {
      return error(400, "unsupported_grant_type", "only client_credentials");
    }
    String asked = form.getOrDefault("scope", "").strip();
    List<String> scopes =
        asked.isEmpty()
            ? application.scopes()
            : List.of(asked.split(" +")).stream().distinct().toList();
    if (!application.scopes().containsAll(scopes)) {
      return error(400, "invalid_scope", "not registered for all of these scopes");
    }
    String scope = String.join(" ", scopes);
    metrics.counter("sekisho_tokens_granted").increment();
    return Answer.json(
            200,
            Map.of(
                "access_token",
                jwt(application.id(), scope),
                "token_type",
                "Bearer",
                "expires_in",
                life.toSeconds(),
                "scope",
                scope))
        .with("Pragma", "no-cache");
  }

  private String jwt(String id, String scope) {
    byte[] jti = new byte[JTI_BYTES];
    random.nextBytes(jti);
    Instant now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .subject(id)
            .audience(AUDIENCE)
            .claim("client_id", id)
            .claim("scope", scope)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(life)))
            .jwtID(Base64.getUrlEncoder().withoutPadding().encodeToString(jti))
            .build();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("at+jwt"))
            .keyID(key.getKeyID())
            .build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the token key cannot sign", e);
    }
    return token.serialize();
  }

  private static Answer invalidClient() {
    return error(401, "invalid_client", "client id or secret is wrong")
        .with("WWW-Authenticate", "Basic realm=\"token\"");
  }

  private static Answer error(int status, String code, String description) {
    return Answer.json(status, Map.of("error", code, "error_description", description));
  }

  /** The fields of a form; empty when it is malformed or a field stands twice (RFC 6749 3.2). */
  static Map<String, String> form(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : text.strip().split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        Optional<String> name = decoded(pair.substring(0, equals));
        Optional<String> value = decoded(pair.substring(equals + 1));
        if (name.isEmpty()
            || value.isEmpty()
            || fields.putIfAbsent(name.get(), value.get()) != null) {
          return Map.of();
        }
      }
    }
    return fields;
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ECKey loadOrMakeKey(Path file) {
    try {
      if (Files.exists(file)) {
        return ECKey.parse(Files.readString(file));
      }
      KeyPair pair = TlsIdentity.newKeyPair();
      ECKey made =
          new ECKey.Builder(Curve.P_256, (java.security.interfaces.ECPublicKey) pair.getPublic())
              .privateKey(pair.getPrivate())
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .keyIDFromThumbprint()
              .build();
      PrivateFiles.replace(file, made.toJSONString().getBytes(StandardCharsets.UTF_8));
      return made;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (JOSEException | ParseException e) {
      throw new IllegalStateException(file + " is damaged", e);
    }
  }
}
