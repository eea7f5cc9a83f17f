package org.sekisho.headend.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.X509KeyManager;
import org.sekisho.headend.access.AccessRecords;
import org.sekisho.headend.command.Commands;
import org.sekisho.headend.intake.Alarms;
import org.sekisho.headend.intake.ChainBook;
import org.sekisho.headend.intake.DeviceOwners;
import org.sekisho.headend.store.ReadingStore;
import org.sekisho.model.system.SystemModel;
import org.sekisho.program.access.LockoutEngine;

/** The API, wired together: description, handlers, streams and the server. */
public final class Api implements AutoCloseable {
  private final StreamHub hub;
  private final ReadingJson json;
  private final ApiDescription description = ApiDescription.shipped();
  private final SystemModel model;
  private final InstantSource clock;
  private final ApiConfig config;
  private final Vertx vertx;
  private @org.jspecify.annotations.Nullable ApiServer server;

  /** Prepares the API; its stream hub takes batches from now on. */
  public Api(Vertx vertx, ApiConfig config, SystemModel model, InstantSource clock) {
    this.vertx = vertx;
    this.config = config;
    this.model = model;
    this.clock = clock;
    this.json = new ReadingJson(model);
    this.hub = new StreamHub(vertx, json, clock, config.maxStreams(), config.heartbeat());
  }

  /** Where stored batches and states of commands are told. */
  public StreamHub hub() {
    return hub;
  }

  /** Binds and serves. */
  public Api start(
      X509KeyManager keys,
      DeviceOwners owners,
      ReadingStore store,
      ChainBook book,
      Alarms alarms,
      AccessRecords accesses,
      Commands commands,
      Supplier<Map<String, String>> connected,
      TokenVerifier tokens,
      LockoutEngine doors,
      MeterRegistry metrics) {
    var handlers =
        new ApiHandlers(
            model,
            owners,
            store,
            book,
            alarms,
            accesses,
            commands,
            connected,
            json,
            description,
            clock);
    server =
        new ApiServer(
            vertx,
            config,
            keys,
            description,
            handlers.table(),
            handlers::selection,
            accesses,
            hub,
            tokens,
            doors,
            metrics);
    return this;
  }

  /** The port that is bound. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.port();
  }

  /** Open streams by application. */
  public Map<String, Long> streams() {
    return hub.counts();
  }

  @Override
  public void close() {
    hub.close();
    if (server != null) {
      server.close();
    }
  }
}
