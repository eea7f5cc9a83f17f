package org.sekisho.program.maintenance;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Secret;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.access.Admission;
import org.sekisho.program.access.Attempt;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.access.LockoutLimits;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.HttpsListener;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;
import org.sekisho.program.sandbox.Confinement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS on loopback for the operator of this machine: {@code GET /status} (JSON), {@code GET
 * /metrics} (OpenMetrics) and the routes that the program adds before {@link #start}.
 *
 * <p>Every request, also one without a route, needs the bearer token of {@code
 * <data>/maintenance/token}. Wrong tokens are answered ever later (up to {@link #LONGEST_DELAY})
 * and told to the lockout engine as tries at the local console, a right one always at once: the
 * owner is never locked out of the own machine, and 256 random bits are not found by trying.
 */
public final class MaintenanceListener implements AutoCloseable {
  /** Longest delay of the answer to a wrong token. */
  public static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceListener.class);
  private static final HttpsListener.Limits LIMITS = new HttpsListener.Limits(64 * 1024, 64, 64);
  private static final int TOKEN_BYTES = 32;
  private static final long FIRST_DELAY_MS = 50;
  private static final String DOOR = "maintenance";
  private static final String ACCOUNT = "operator";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Vertx vertx;
  private final MaintenanceConfig config;
  private final TlsIdentity identity;
  private final Secret token;
  private final List<Route> routes = new ArrayList<>();
  private final AtomicBoolean wrongBefore = new AtomicBoolean();
  private final PrometheusMeterRegistry metrics;
  private LockoutEngine doors;
  private @Nullable Confinement confinement;
  private @Nullable HttpsListener listener;

  /**
   * Prepares the listener; makes certificate and token at the first start.
   *
   * @param data the program's private directory
   * @param status what {@code GET /status} answers, asked on a virtual thread each time
   */
  public MaintenanceListener(
      Vertx vertx,
      MaintenanceConfig config,
      Path data,
      InstantSource clock,
      SecureRandom random,
      Supplier<Map<String, Object>> status,
      PrometheusMeterRegistry metrics) {
    this.vertx = vertx;
    this.config = config;
    this.metrics = metrics;
    Path folder = PrivateFiles.folder(data.resolve("maintenance"));
    this.identity = SelfSigned.loadOrMake(folder, random, clock.instant());
    this.token = loadOrMakeToken(folder.resolve("token"), random);
    this.doors = LockoutEngine.inMemory(LockoutLimits.USUAL, clock, random);
    route("GET", "/status", _ -> Answer.json(200, withSandbox(status.get())));
    route("GET", "/metrics", _ -> Answer.text(200, OPEN_METRICS, metrics.scrape(OPEN_METRICS)));
  }

  /**
   * Adds a route; only before {@link #start}.
   *
   * @param path with parts in braces, such as {@code /inventory/{id}/revocation}
   */
  public MaintenanceListener route(String method, String path, Function<Request, Answer> handler) {
    if (listener != null) {
      throw new IllegalStateException("routes are added before the start");
    }
    routes.add(new Route(method, path, handler));
    return this;
  }

  /** Counts wrong tokens in this engine, with the tries at the program's other doors. */
  public MaintenanceListener guardedBy(LockoutEngine engine) {
    doors = engine;
    return this;
  }

  /**
   * Tells how far the process is confined: as the part {@code sandbox} of the status, and as the
   * metric {@code sekisho_sandbox_missing}, which is above zero when something is off that should
   * be on; only before {@link #start}.
   */
  public MaintenanceListener confined(Confinement how) {
    confinement = how;
    Gauge.builder("sekisho.sandbox.missing", how, c -> c.missing().size()).register(metrics);
    return this;
  }

  private Map<String, Object> withSandbox(Map<String, Object> status) {
    Confinement how = confinement;
    if (how == null) {
      return status;
    }
    Map<String, Object> all = new LinkedHashMap<>(status);
    all.put("sandbox", how.json());
    return all;
  }

  /** Binds and serves. */
  public MaintenanceListener start() {
    listener =
        HttpsListener.start(
            vertx,
            "maintenance.listen",
            config.listen(),
            new LiveKeyManager(() -> identity),
            null,
            LIMITS,
            this::guard,
            routes);
    return this;
  }

  /** The port that is bound. */
  public int port() {
    if (listener == null) {
      throw new IllegalStateException("not started");
    }
    return listener.port();
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.close();
    }
  }

  /** Runs on a virtual thread, so that the delay costs no carrier. */
  private @Nullable Answer guard(Request request) {
    if (request.bearer().filter(token::equals).isPresent()) {
      if (wrongBefore.compareAndSet(true, false)) {
        doors.welcome(DOOR, ACCOUNT, LockoutEngine.LOCAL);
      }
      return null;
    }
    wrongBefore.set(true);
    Duration delay =
        switch (doors.admitLocal(DOOR, ACCOUNT, true)) {
          case Admission.Admitted(Attempt attempt) -> {
            if (attempt.wrong()) {
              LOG.warn("maintenance: many requests in a row without the right token");
            }
            yield Duration.ofMillis(FIRST_DELAY_MS);
          }
          case Admission.Later(Duration remaining) ->
              remaining.compareTo(LONGEST_DELAY) < 0 ? remaining : LONGEST_DELAY;
        };
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Answer.problem(401, "the bearer token of the program's data directory is needed")
        .with("WWW-Authenticate", "Bearer");
  }

  private static Secret loadOrMakeToken(Path file, SecureRandom random) {
    try {
      if (Files.exists(file)) {
        return Secret.of(Files.readString(file).trim());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    PrivateFiles.replace(file, (text + "\n").getBytes(StandardCharsets.US_ASCII));
    return Secret.of(text);
  }
}
