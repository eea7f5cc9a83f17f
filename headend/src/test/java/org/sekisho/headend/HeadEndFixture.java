package org.sekisho.headend;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.headend.api.ApiConfig;
import org.sekisho.headend.store.QuestDbReadingStore;
import org.sekisho.headend.wan.WanConfig;
import org.sekisho.program.Address;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.enrolment.EnrolmentConfig;
import org.sekisho.program.maintenance.MaintenanceConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running head-end with the model of the house, a small PKI and tokens of its own. */
final class HeadEndFixture implements AutoCloseable {
  static final long START_US = 1_795_000_000_000_000L;
  static final String ISSUER = "urn:sekisho:management:management-1";
  static final String ALL_SCOPES = "readings:read commands:write inventory:read evidence:read";
  static final Path HOUSE = Path.of("../examples/home-gateway.yaml");
  private static final JsonMapper JSON = new JsonMapper();

  final TestPki pki;
  final Set<X509Certificate> revoked = ConcurrentHashMap.newKeySet();
  final AtomicInteger keyFetches = new AtomicInteger();
  final HttpClient http;
  private final Path folder;
  private final Path model;
  private final TlsIdentity self;
  private final ECKey tokenKey;
  private final AtomicReference<@Nullable Runnable> onRevocation = new AtomicReference<>();
  private HeadEnd headEnd;

  HeadEndFixture(Path folder) {
    this(folder, HOUSE);
  }

  HeadEndFixture(Path folder, Path model) {
    this.folder = PrivateFiles.folder(folder.resolve("data"));
    this.model = model;
    pki = new TestPki(PrivateFiles.folder(folder.resolve("pki")));
    self = pki.identity(Role.HEAD_END, "head-end-1");
    try {
      tokenKey = new ECKeyGenerator(Curve.P_256).keyID("test").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(pki.trust().context(null))
            .build();
    headEnd = start();
  }

  private HeadEnd start() {
    var anywhere = new Address("127.0.0.1", 0);
    var config =
        new HeadEndConfig(
            "head-end-1",
            model,
            folder,
            new EnrolmentConfig(URI.create("https://127.0.0.1:1"), folder, folder),
            new MaintenanceConfig(anywhere),
            new WanConfig(anywhere, 1024 * 1024, 200, Duration.ofSeconds(5), 16),
            new ApiConfig(anywhere, 64, 100_000, 32, Duration.ofMillis(200)),
            Duration.ofDays(400),
            Duration.ofDays(30),
            1L << 30,
            Duration.ofDays(400),
            java.util.Optional.empty(),
            org.sekisho.program.access.LockoutLimits.USUAL,
            org.sekisho.program.sandbox.SandboxConfig.USUAL);
    return HeadEnd.start(
        config,
        new Surroundings(
            new LiveKeyManager(() -> self),
            pki.trust(),
            revoked::contains,
            onRevocation::set,
            () -> {
              keyFetches.incrementAndGet();
              return new JWKSet(tokenKey.toPublicJWK()).toString();
            },
            InstantSource.system(),
            UUID::randomUUID));
  }

  HeadEnd headEnd() {
    return headEnd;
  }

  void restart() {
    headEnd.close();
    headEnd = start();
  }

  void revoke(X509Certificate certificate) {
    revoked.add(certificate);
    Runnable changed = onRevocation.get();
    if (changed != null) {
      changed.run();
    }
  }

  ScriptedGateway gateway(int seed) {
    return gateway("home-gw-1", seed);
  }

  ScriptedGateway gateway(String id, int seed) {
    return gateway(pki.identity(Role.GATEWAY, id), new ScriptedGateway.Chain(seed));
  }

  ScriptedGateway gateway(TlsIdentity identity, ScriptedGateway.Chain chain) {
    return new ScriptedGateway(
        identity.id(), identity.id(), identity, pki.trust(), headEnd.wanPort(), chain);
  }

  void settle() throws InterruptedException {
    ((QuestDbReadingStore) headEnd.store()).awaitVisible(Duration.ofMinutes(2));
  }

  String token(String application, String scope) {
    return token(application, scope, ISSUER, "head-end", Instant.now().plusSeconds(600));
  }

  String token(String application, String scope, String issuer, String audience, Instant expires) {
    try {
      var jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("test").build(),
              new JWTClaimsSet.Builder()
                  .issuer(issuer)
                  .subject(application)
                  .audience(audience)
                  .claim("scope", scope)
                  .expirationTime(Date.from(expires))
                  .jwtID(UUID.randomUUID().toString())
                  .build());
      jwt.sign(new ECDSASigner(tokenKey));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  URI uri(String path) {
    return URI.create("https://localhost:" + headEnd.apiPort() + path);
  }

  HttpResponse<String> get(String path, String token) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(
        request.timeout(Duration.ofMinutes(2)).build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonNode ok(String path, String token) throws Exception {
    HttpResponse<String> answer = get(path, token);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  HttpResponse<String> command(String token, String key, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri("/v1/commands"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 2 min: " + what);
      }
      Thread.sleep(10);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    headEnd.close();
  }
}
