package org.sekisho.headend;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.sekisho.headend.access.AccessRecords;
import org.sekisho.headend.api.Api;
import org.sekisho.headend.api.TokenVerifier;
import org.sekisho.headend.command.Commands;
import org.sekisho.headend.database.HeadEndDatabase;
import org.sekisho.headend.intake.Alarm;
import org.sekisho.headend.intake.Alarms;
import org.sekisho.headend.intake.ChainBook;
import org.sekisho.headend.intake.DeviceOwners;
import org.sekisho.headend.intake.Intake;
import org.sekisho.headend.store.QuestDbReadingStore;
import org.sekisho.headend.store.ReadingStore;
import org.sekisho.headend.wan.GatewayServer;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Program;
import org.sekisho.program.Role;
import org.sekisho.program.StartException;
import org.sekisho.program.access.AccessEvent;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.enrolment.EstClient;
import org.sekisho.program.enrolment.IdentityKeeper;
import org.sekisho.program.enrolment.RevocationFeed;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.sekisho.program.sandbox.Confinement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The head-end, started: its parts wired together in one place. */
public final class HeadEnd implements Program.Service {
  private static final Logger LOG = LoggerFactory.getLogger(HeadEnd.class);
  private static final Duration ENROL_LIMIT = Duration.ofSeconds(60);
  private static final Duration REVOCATION_LIMIT = Duration.ofSeconds(10);
  private static final long EXPIRE_MS = 250;
  private static final long TRIM_MINUTES = 60;
  private static final int ALARMS_IN_STATUS = 10;

  private final HeadEndConfig config;
  private final InstantSource clock;
  private final List<AutoCloseable> started;
  private final GatewayServer gateways;
  private final Api api;
  private final MaintenanceListener maintenance;
  private final ReadingStore store;
  private final ChainBook book;
  private final Alarms alarms;
  private final AccessRecords accesses;
  private final Commands commands;

  /** Starts with the system's clock and randomness, and the identity that it enrols for. */
  public static HeadEnd start(HeadEndConfig config) {
    return start(config, Confinement.notAsked());
  }

  /** The same in a process that is confined so far. */
  static HeadEnd start(HeadEndConfig config, Confinement confinement) {
    List<AutoCloseable> started = new ArrayList<>();
    try {
      return new HeadEnd(config, enrolled(config, started), confinement, started);
    } catch (RuntimeException e) {
      closeAll(started);
      throw e;
    }
  }

  /** Starts in the given surroundings. */
  public static HeadEnd start(HeadEndConfig config, Surroundings surroundings) {
    List<AutoCloseable> started = new ArrayList<>();
    try {
      return new HeadEnd(config, surroundings, Confinement.notAsked(), started);
    } catch (RuntimeException e) {
      closeAll(started);
      throw e;
    }
  }

  private static Surroundings enrolled(HeadEndConfig config, List<AutoCloseable> started) {
    InstantSource clock = InstantSource.system();
    PeerTrust trust;
    try {
      trust = PeerTrust.read(config.enrolment().trust());
    } catch (IOException e) {
      throw new StartException("enrolment.trust: " + e.getMessage(), e);
    }
    var est = new EstClient(config.enrolment().management(), trust, clock);
    var keeper =
        new IdentityKeeper(
                new Peer(Role.HEAD_END, config.id()),
                config.data(),
                config.enrolment().codeFile(),
                est,
                clock,
                new SecureRandom())
            .start();
    started.add(keeper);
    var feed =
        new RevocationFeed(config.enrolment().management(), trust, est, clock, config.data());
    started.add(feed);
    try {
      keeper.await(ENROL_LIMIT);
      feed.start();
      // Without any list a revoked gateway could come in: better not to start.
      if (!feed.awaitFirst(REVOCATION_LIMIT)) {
        throw new StartException("enrolment.management: no revocation list from it yet");
      }
    } catch (TimeoutException e) {
      throw new StartException("enrolment: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted", e);
    }
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust.context(null))
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    started.add(http::shutdownNow);
    URI keys = config.enrolment().management().resolve("/oauth2/jwks");
    return new Surroundings(
        keeper.keyManager(),
        trust,
        feed::isRevoked,
        feed::onChange,
        () -> fetch(http, keys),
        clock,
        UUID::randomUUID);
  }

  private static String fetch(HttpClient http, URI address)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build(),
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), 64 * 1024));
    if (answer.statusCode() != 200) {
      throw new IOException("HTTP " + answer.statusCode());
    }
    return answer.body();
  }

  private HeadEnd(
      HeadEndConfig config,
      Surroundings outside,
      Confinement confinement,
      List<AutoCloseable> started) {
    this.config = config;
    this.clock = outside.clock();
    this.started = started;
    SystemModel model = SystemModelFile.read(config.model());
    requireSelf(config, model);
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(2)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    started.add(() -> closeVertx(vertx));
    var database = new HeadEndDatabase(config.data().resolve("head-end.db"));
    started.add(database);
    this.store = new QuestDbReadingStore(config.data().resolve("readings"));
    started.add(store);
    this.book = new ChainBook(database);
    this.alarms = new Alarms(database, clock, metrics);
    this.accesses = new AccessRecords(database, clock);
    var random = new SecureRandom();
    LockoutEngine doors =
        LockoutEngine.open(config.access(), clock, random, config.data().resolve("lockout"));
    started.add(doors);
    doors.listen(HeadEnd::tell);
    this.commands = new Commands(database, model, clock, outside.ids(), metrics);
    this.api = new Api(vertx, config.api(), model, clock);
    started.add(api);
    commands.onChange(api.hub()::command);
    var owners = new DeviceOwners(model);
    var intake =
        new Intake(
            database,
            book,
            store,
            alarms,
            owners,
            clock,
            outside.isRevoked(),
            api.hub()::stored,
            metrics);
    this.gateways =
        new GatewayServer(
            vertx,
            config.wan(),
            config.id(),
            model,
            outside.keys(),
            outside.trust(),
            outside.isRevoked(),
            intake,
            commands,
            alarms,
            clock,
            metrics);
    started.add(gateways);
    outside.onRevocation().accept(gateways::sweep);
    api.start(
        outside.keys(),
        owners,
        store,
        book,
        alarms,
        accesses,
        commands,
        gateways::connected,
        tokens(config, model, outside),
        doors,
        metrics);
    this.maintenance =
        new MaintenanceListener(
                vertx, config.maintenance(), config.data(), clock, random, this::status, metrics)
            .route("GET", "/accesses", this::accesses)
            .guardedBy(doors)
            .confined(confinement);
    started.add(maintenance.start());
    ScheduledExecutorService timer = schedule();
    started.add(() -> stop(timer));
  }

  private static void tell(AccessEvent event) {
    if (event.kind() == AccessEvent.Kind.GUESSING || event.kind() == AccessEvent.Kind.SPRAYING) {
      LOG.warn("{}: {}, the last from {}", event.door(), event.detail(), event.source());
    }
  }

  private static TokenVerifier tokens(
      HeadEndConfig config, SystemModel model, Surroundings outside) {
    return new TokenVerifier(
        config.issuer().orElseGet(() -> issuer(config, model)),
        config.data().resolve("token-keys.json"),
        outside.tokenKeys(),
        id -> {
          Component component = model.component(id);
          return component != null && component.kind() == ComponentKind.APPLICATION;
        },
        outside.clock());
  }

  private static void requireSelf(HeadEndConfig config, SystemModel model) {
    Component self = model.component(config.id());
    if (self == null || self.kind() != ComponentKind.HEAD_END) {
      throw new StartException(
          "id: '" + config.id() + "' is no component of kind head-end in " + config.model());
    }
  }

  private static String issuer(HeadEndConfig config, SystemModel model) {
    return model.links().values().stream()
        .filter(l -> l.from().equals(config.id()))
        .map(l -> model.component(l.to()))
        .filter(c -> c != null && c.kind() == ComponentKind.MANAGEMENT)
        .map(c -> new Peer(Role.MANAGEMENT, c.id()).uri())
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    "model: no link from '"
                        + config.id()
                        + "' to a management; add it, or set tokens.issuer"));
  }

  private ScheduledExecutorService schedule() {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("head-end-timer").daemon().factory());
    var _ =
        timer.scheduleWithFixedDelay(
            guarded("expiry of commands", commands::expire),
            EXPIRE_MS,
            EXPIRE_MS,
            TimeUnit.MILLISECONDS);
    var _ =
        timer.scheduleWithFixedDelay(
            guarded("retention", this::trim), 1, TRIM_MINUTES, TimeUnit.MINUTES);
    return timer;
  }

  private static void stop(ScheduledExecutorService timer) throws InterruptedException {
    timer.shutdown();
    if (!timer.awaitTermination(3, TimeUnit.SECONDS)) {
      LOG.warn("a timer's task did not end");
    }
  }

  private static Runnable guarded(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("{} failed and is tried again", what, e);
      }
    };
  }

  private void trim() {
    Instant now = clock.instant();
    store.dropBefore(now.minus(config.readingsRetention()));
    book.trim(now.minus(config.batchesRetention()), config.batchesMaxBytes());
    Instant audit = now.minus(config.auditRetention());
    commands.trim(audit, audit);
    accesses.trim(audit);
  }

  /** Who read what, for the operator. */
  private Answer accesses(Request request) {
    int limit;
    try {
      limit = Integer.parseInt(request.query().getOrDefault("limit", "100"));
    } catch (NumberFormatException e) {
      limit = 0;
    }
    if (limit < 1 || limit > AccessRecords.MAX_SHOWN) {
      return Answer.problem(400, "'limit' is from 1 to " + AccessRecords.MAX_SHOWN);
    }
    return Answer.json(
        200,
        Map.of(
            "accesses",
            accesses.newest(limit, Optional.ofNullable(request.query().get("application"))).stream()
                .map(
                    a -> {
                      Map<String, Object> line = new LinkedHashMap<>();
                      line.put("at", a.at().toString());
                      line.put("application", a.application());
                      line.put("source", a.source());
                      line.put("operation", a.operation());
                      line.put("selection", a.selection());
                      line.put("status", a.status());
                      line.put("values", a.values());
                      return line;
                    })
                .toList()));
  }

  private Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("program", "head-end");
    status.put("id", config.id());
    status.put("gateways_connected", gateways.connected());
    status.put("readings", store.status());
    List<Map<String, @Nullable Object>> ledger = new ArrayList<>();
    for (ChainBook.Ledger one : book.ledger()) {
      if (one.present()) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("gateway", one.gateway());
        line.put("chain", one.chain().hex());
        line.put("last_batch", one.lastBatch());
        line.put("stored", one.stored());
        line.put("redelivered", one.redelivered());
        line.put("gap", one.report().map(ChainBook.Report::gap).orElse(null));
        ledger.add(line);
      }
    }
    status.put("ledger", ledger);
    List<Map<String, Object>> newest = new ArrayList<>();
    for (Alarm alarm : alarms.newest(ALARMS_IN_STATUS)) {
      newest.add(
          Map.of(
              "kind", alarm.kind().word(),
              "gateway", alarm.gateway(),
              "detail", alarm.detail(),
              "at", alarm.at().toString(),
              "times", alarm.times()));
    }
    status.put("alarms", newest);
    status.put("commands_open", commands.openCount());
    status.put("streams", api.streams());
    return status;
  }

  /** The port for gateways. */
  public int wanPort() {
    return gateways.port();
  }

  /** The port of the API. */
  public int apiPort() {
    return api.port();
  }

  /** The store, for tests that look behind the API. */
  ReadingStore store() {
    return store;
  }

  /** Chains and batches, for tests that look behind the API. */
  ChainBook book() {
    return book;
  }

  /** Who read what, for tests that look behind the API. */
  AccessRecords accesses() {
    return accesses;
  }

  /** Alarms, for tests that look behind the API. */
  Alarms alarms() {
    return alarms;
  }

  /** Commands, for tests that look behind the API. */
  Commands commands() {
    return commands;
  }

  @Override
  public Map<String, Object> ready() {
    return Map.of("wan", wanPort(), "api", apiPort(), "maintenance", maintenance.port());
  }

  @Override
  public void close() {
    closeAll(started);
  }

  /** In the reverse order of the start: listeners first, the stores last. */
  private static void closeAll(List<AutoCloseable> started) {
    for (AutoCloseable one : started.reversed()) {
      try {
        one.close();
      } catch (Exception e) {
        LOG.warn("a part did not stop: {}", e.toString());
      }
    }
    started.clear();
  }

  private static void closeVertx(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      LOG.warn("event loops did not stop: {}", e.toString());
    }
  }
}
