package org.sekisho.management;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sekisho.management.alert.AlertBook;
import org.sekisho.management.alert.AlertRoutes;
import org.sekisho.management.authority.Authority;
import org.sekisho.management.authority.OwnIdentity;
import org.sekisho.management.authority.RevocationList;
import org.sekisho.management.enrolment.EstServer;
import org.sekisho.management.inventory.Audit;
import org.sekisho.management.inventory.Database;
import org.sekisho.management.inventory.Inventory;
import org.sekisho.management.inventory.InventoryRoutes;
import org.sekisho.management.inventory.Member;
import org.sekisho.management.release.DeviceApi;
import org.sekisho.management.release.ReleaseRoutes;
import org.sekisho.management.release.Releases;
import org.sekisho.management.remote.RemoteRoutes;
import org.sekisho.management.token.Applications;
import org.sekisho.management.token.TokenServer;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Program;
import org.sekisho.program.Role;
import org.sekisho.program.SlowHash;
import org.sekisho.program.access.AccessEvent;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.https.HttpsListener;
import org.sekisho.program.https.Route;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.sekisho.program.sandbox.Confinement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The IoT-GW management, started: its parts wired together in one place. */
public final class Management implements Program.Service {
  private static final Logger LOG = LoggerFactory.getLogger(Management.class);

  /** 16 KiB bodies, 1,024 connections; requests leave room for every waiting poll. */
  private static final HttpsListener.Limits LIMITS =
      new HttpsListener.Limits(
          16 * 1024, 1_024, RevocationList.MAX_WAITING + RemoteRoutes.MAX_WAITING + 256);

  private static final int HASHES_AT_ONCE = 2;

  private final Vertx vertx;
  private final Database database;
  private final HttpsListener listener;
  private final MaintenanceListener maintenance;
  private final LockoutEngine doors;

  private Management(
      Vertx vertx,
      Database database,
      HttpsListener listener,
      MaintenanceListener maintenance,
      LockoutEngine doors) {
    this.vertx = vertx;
    this.database = database;
    this.listener = listener;
    this.maintenance = maintenance;
    this.doors = doors;
  }

  /** Starts with the system's clock and randomness. */
  public static Management start(ManagementConfig config) {
    return start(config, Confinement.notAsked());
  }

  /** The same in a process that is confined so far. */
  static Management start(ManagementConfig config, Confinement confinement) {
    return start(config, confinement, InstantSource.system(), new SecureRandom());
  }

  /** Starts in the given surroundings. */
  public static Management start(
      ManagementConfig config, InstantSource clock, SecureRandom random) {
    return start(config, Confinement.notAsked(), clock, random);
  }

  /** Starts everything; what was started is closed again when a later part fails. */
  private static Management start(
      ManagementConfig config, Confinement confinement, InstantSource clock, SecureRandom random) {
    List<AutoCloseable> started = new ArrayList<>();
    try {
      return start(config, confinement, clock, random, started);
    } catch (RuntimeException e) {
      started.reversed().forEach(Management::closeQuietly);
      throw e;
    }
  }

  private static Management start(
      ManagementConfig config,
      Confinement confinement,
      InstantSource clock,
      SecureRandom random,
      List<AutoCloseable> started) {
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Authority authority = Authority.loadOrMake(config.data(), random, clock.instant());
    Database database = Database.open(config.data(), config.database());
    started.add(database);
    var inventory = new Inventory(database.jdbi());
    var audit = new Audit(database.jdbi(), clock);
    var hash = new SlowHash(random, HASHES_AT_ONCE);
    LockoutEngine doors =
        LockoutEngine.open(config.access(), clock, random, config.data().resolve("lockout"));
    started.add(doors);
    doors.listen(
        event -> {
          if (event.kind() == AccessEvent.Kind.SPRAYING) {
            LOG.warn("{}: {}, the last from {}", event.door(), event.detail(), event.source());
          }
        });
    var applications = new Applications(database.jdbi(), hash, random);
    var list = new RevocationList(authority, () -> inventory.revoked(clock.instant()), clock);
    var self = new Peer(Role.MANAGEMENT, config.id());

    var est =
        new EstServer(authority, inventory, audit, doors, config.certificateLife(), clock, metrics);
    var tokens =
        new TokenServer(
            applications,
            audit,
            hash,
            doors,
            config.data(),
            self.uri(),
            config.tokenLife(),
            clock,
            random,
            metrics);
    List<Route> routes = new ArrayList<>();
    routes.addAll(est.routes());
    routes.addAll(tokens.routes());
    routes.addAll(new InventoryRoutes(inventory, list, clock).routes());
    var alerts = new AlertRoutes(new AlertBook(database.jdbi()), inventory, audit, clock, metrics);
    routes.addAll(alerts.routes());
    var releases = new Releases(database.jdbi(), config.data(), config.releases(), clock);
    routes.addAll(new DeviceApi(releases, inventory, config.releases(), clock).routes());

    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(2)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    started.add(() -> closeVertx(vertx));
    var identity =
        new OwnIdentity(authority, self, config.names(), config.certificateLife(), clock);
    var remote =
        new RemoteRoutes(
            database.jdbi(),
            inventory,
            list,
            audit,
            PeerTrust.of(List.of(authority.root())),
            identity,
            clock,
            random);
    routes.addAll(remote.routes());
    HttpsListener listener =
        HttpsListener.start(
            vertx,
            "listen",
            config.listen(),
            new LiveKeyManager(identity),
            // The issuing CA, too, because EST clients such as curl may show their leaf only.
            PeerTrust.of(List.of(authority.root(), authority.issuing())).trustManager(),
            LIMITS,
            _ -> null,
            routes);
    started.add(listener);
    var maintenance =
        new MaintenanceListener(
                vertx,
                config.maintenance(),
                config.data(),
                clock,
                random,
                () -> status(config, authority, inventory, list),
                metrics)
            .guardedBy(doors)
            .confined(confinement);
    new OperatorRoutes(inventory, applications, audit, list, config.codeLife(), clock, random)
        .addTo(maintenance);
    alerts.addTo(maintenance);
    remote.addTo(maintenance);
    new ReleaseRoutes(releases, inventory, audit).addTo(maintenance);
    maintenance.start();
    return new Management(vertx, database, listener, maintenance, doors);
  }

  private static Map<String, Object> status(
      ManagementConfig config, Authority authority, Inventory inventory, RevocationList list) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("program", "management");
    status.put("id", config.id());
    List<Member> members = inventory.all();
    for (Member.State state : Member.State.values()) {
      status.put(
          state.name().toLowerCase(java.util.Locale.ROOT),
          members.stream().filter(m -> m.state() == state).count());
    }
    status.put("issuing_ca_expires", authority.issuing().getNotAfter().toInstant().toString());
    status.put("revocation_list", list.present().number());
    return status;
  }

  /** The port of the listener. */
  public int port() {
    return listener.port();
  }

  /** The port of the maintenance listener. */
  public int maintenancePort() {
    return maintenance.port();
  }

  @Override
  public Map<String, Object> ready() {
    return Map.of("https", port(), "maintenance", maintenancePort());
  }

  @Override
  public void close() {
    maintenance.close();
    listener.close();
    doors.close();
    closeVertx(vertx);
    database.close();
  }

  private static void closeVertx(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("event loops did not stop: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.debug("close after a failed start: {}", e.toString());
    }
  }
}
