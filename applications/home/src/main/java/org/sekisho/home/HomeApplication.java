package org.sekisho.home;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.sekisho.home.headend.CommandState;
import org.sekisho.home.headend.HeadEndClient;
import org.sekisho.home.headend.SeenReading;
import org.sekisho.home.intake.Commands;
import org.sekisho.home.intake.Intake;
import org.sekisho.home.intake.IntakeListener;
import org.sekisho.home.intake.StreamState;
import org.sekisho.home.page.Page;
import org.sekisho.home.page.PageJson;
import org.sekisho.home.statistics.HomeStore;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Program;
import org.sekisho.program.Role;
import org.sekisho.program.Secret;
import org.sekisho.program.StartException;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.enrolment.EstClient;
import org.sekisho.program.enrolment.IdentityKeeper;
import org.sekisho.program.https.Answer;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.sekisho.program.sandbox.Confinement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The home application, wired: what is started here is stopped in the opposite order. */
public final class HomeApplication implements Program.Service {
  private static final Logger LOG = LoggerFactory.getLogger(HomeApplication.class);
  private static final Duration PRUNE_EVERY = Duration.ofHours(1);
  private static final Duration ENROLMENT_LIMIT = Duration.ofMinutes(10);

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Map<String, Object> ready = new LinkedHashMap<>();

  private @Nullable Page page;
  private @Nullable HomeStore store;

  private HomeApplication() {}

  /** Starts with the system's clock and randomness. */
  public static HomeApplication start(HomeConfig config) {
    return start(config, Confinement.notAsked());
  }

  /** The same in a process that is confined so far. */
  static HomeApplication start(HomeConfig config, Confinement confinement) {
    return start(
        config, confinement, InstantSource.system(), new SecureRandom(), Intake.Waits.USUAL);
  }

  /** Starts in the given surroundings. */
  static HomeApplication start(
      HomeConfig config, InstantSource clock, SecureRandom random, Intake.Waits waits) {
    return start(config, Confinement.notAsked(), clock, random, waits);
  }

  /** Starts; waits for the first enrolment when there is no certificate yet. */
  private static HomeApplication start(
      HomeConfig config,
      Confinement confinement,
      InstantSource clock,
      SecureRandom random,
      Intake.Waits waits) {
    var application = new HomeApplication();
    try {
      application.wire(config, confinement, clock, random, waits);
      return application;
    } catch (RuntimeException | Error e) {
      application.close();
      throw e;
    }
  }

  private void wire(
      HomeConfig config,
      Confinement confinement,
      InstantSource clock,
      SecureRandom random,
      Intake.Waits waits) {
    PeerTrust trust = trust(config.api().trust(), "api.trust");
    Secret secret = secret(config.api().secretFile());
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Vertx vertx = Vertx.vertx();
    started.push(
        () -> vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
    HomeStore store =
        opened(new HomeStore(config.data().resolve("home.db"), config.statistics(), clock));
    this.store = store;
    HeadEndClient headEnd = opened(new HeadEndClient(config.api(), trust, secret, clock));
    LockoutEngine doors =
        opened(
            LockoutEngine.open(config.access(), clock, random, config.data().resolve("lockout")));
    Page page = opened(new Page(vertx, config.page(), config.data(), store, doors, random, clock));
    this.page = page;
    Commands commands = opened(new Commands(headEnd, store, page, clock));
    Intake intake =
        opened(
            new Intake(
                headEnd,
                store,
                new Heard(page, commands),
                config.api().reRead(),
                config.api().firstRead(),
                waits,
                clock,
                random,
                metrics));
    IdentityKeeper keeper = keeper(config, clock, random);
    MaintenanceListener maintenance =
        opened(
            new MaintenanceListener(
                vertx,
                config.maintenance(),
                config.data(),
                clock,
                random,
                () -> status(intake, store, keeper),
                metrics));
    maintenance
        .guardedBy(doors)
        .confined(confinement)
        .route(
            "GET",
            "/points",
            _ ->
                Answer.json(
                    200, Map.of("points", PageJson.points(intake.inventory(), store.latest()))))
        .route(
            "POST",
            "/owner/reset",
            _ -> Answer.json(200, Map.of("setup-code-file", page.resetOwner().toString())))
        .start();
    commands.start();
    intake.start();
    started.push(pruning(vertx, store));
    awaitIdentity(keeper);
    page.start(vertx, keeper.keyManager(), store, intake, commands, clock, metrics);
    ready.put("page", page.port());
    ready.put("maintenance", maintenance.port());
  }

  private IdentityKeeper keeper(HomeConfig config, InstantSource clock, SecureRandom random) {
    PeerTrust trust = trust(config.enrolment().trust(), "enrolment.trust");
    return opened(
            new IdentityKeeper(
                new Peer(Role.APPLICATION, config.id()),
                config.data(),
                config.enrolment().codeFile(),
                new EstClient(config.enrolment().management(), trust, clock),
                clock,
                random))
        .start();
  }

  private static void awaitIdentity(IdentityKeeper keeper) {
    try {
      keeper.await(ENROLMENT_LIMIT);
    } catch (TimeoutException e) {
      throw new StartException("enrolment: no certificate: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("enrolment: interrupted", e);
    }
  }

  private static AutoCloseable pruning(Vertx vertx, HomeStore store) {
    long timer =
        vertx.setPeriodic(
            PRUNE_EVERY.toMillis(),
            _ ->
                Thread.ofVirtual()
                    .name("prune")
                    .start(() -> LOG.debug("{} old rows removed", store.prune())));
    return () -> vertx.cancelTimer(timer);
  }

  private static Map<String, Object> status(Intake intake, HomeStore store, IdentityKeeper keeper) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("stream", intake.state().word());
    status.put("stream-since", intake.stateSince().toString());
    status.put("trouble", intake.trouble());
    status.put("points", intake.inventory().byPoint().size());
    status.put("points-seen", store.latest().size());
    status.put(
        "last-reading",
        store.latest().values().stream()
            .map(SeenReading::time)
            .max(Instant::compareTo)
            .map(Instant::toString)
            .orElse(""));
    status.put("complete-until", store.completeUntil().map(Instant::toString).orElse(""));
    status.put("set-up", store.owner().isPresent());
    status.put(
        "certificate-until",
        keeper.present().map(identity -> identity.notAfter().toString()).orElse(""));
    return status;
  }

  private static PeerTrust trust(Path file, String setting) {
    try {
      return PeerTrust.read(file);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(setting + ": " + file + " cannot be read: " + e, e);
    }
  }

  private static Secret secret(Path file) {
    try {
      return Secret.of(Files.readString(file, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new StartException("api.secret-file: " + file + " cannot be read: " + e, e);
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    started.push(part);
    return part;
  }

  /** The page, once started. */
  public Page page() {
    return Objects.requireNonNull(page, "not started");
  }

  /** The application's own database, once started. */
  public HomeStore store() {
    return Objects.requireNonNull(store, "not started");
  }

  @Override
  public Map<String, Object> ready() {
    return Map.copyOf(ready);
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn("a part did not stop cleanly: {}", e.toString());
      }
    }
  }

  /** The page hears everything; what concerns commands goes through their keeper first. */
  private record Heard(Page page, Commands commands) implements IntakeListener {
    @Override
    public void newest(List<SeenReading> readings) {
      page.newest(readings);
    }

    @Override
    public void command(CommandState state) {
      commands.heard(state);
    }

    @Override
    public void state(StreamState state) {
      page.state(state);
    }

    @Override
    public void inventoryChanged() {
      page.inventoryChanged();
    }
  }
}
