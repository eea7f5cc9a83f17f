package org.sekisho.home.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;
import org.sekisho.home.headend.CommandState;
import org.sekisho.home.headend.SeenReading;
import org.sekisho.home.intake.Commands;
import org.sekisho.home.intake.Intake;
import org.sekisho.home.intake.IntakeListener;
import org.sekisho.home.intake.StreamState;
import org.sekisho.home.statistics.HomeStore;
import org.sekisho.program.access.LockoutEngine;
import tools.jackson.databind.node.ObjectNode;

/** The page as a whole: hears what is new and shows it to whoever is signed in. Thread-safe. */
public final class Page implements IntakeListener, AutoCloseable {
  private final PageConfig config;
  private final Sessions sessions;
  private final LiveUpdates live;
  private final Door door;
  private volatile List<PageRoute> routes = List.of();
  private volatile Optional<PageServer> server = Optional.empty();

  /** Prepares the page; {@link #start} opens it. Makes the set-up code when nobody is set up. */
  public Page(
      Vertx vertx,
      PageConfig config,
      Path data,
      HomeStore store,
      LockoutEngine doors,
      SecureRandom random,
      InstantSource clock) {
    this.config = config;
    this.sessions = new Sessions(random, clock, config.session());
    this.live = new LiveUpdates(vertx, sessions);
    this.door = new Door(store, data, random, doors);
  }

  /** Opens the page; a {@link org.sekisho.program.StartException} says what is in the way. */
  public Page start(
      Vertx vertx,
      X509KeyManager keys,
      HomeStore store,
      Intake intake,
      Commands commands,
      InstantSource clock,
      MeterRegistry metrics) {
    routes = new PageApi(config, door, sessions, live, store, intake, commands, clock).routes();
    server =
        Optional.of(
            PageServer.start(vertx, config.listen(), keys, routes, sessions, live, metrics));
    return this;
  }

  /** The port that is bound. */
  public int port() {
    return server.orElseThrow(() -> new IllegalStateException("not started")).port();
  }

  /** Signs everybody out and makes a new set-up code; answers in which file it is. */
  public Path resetOwner() {
    Path file = door.reset();
    sessions.endAll();
    live.sweep();
    return file;
  }

  /** The route table, for the test of its defaults. */
  List<PageRoute> routes() {
    return routes;
  }

  @Override
  public void newest(List<SeenReading> readings) {
    for (SeenReading reading : readings) {
      live.publish("reading", PageJson.reading(reading).toString());
    }
  }

  @Override
  public void command(CommandState state) {
    live.publish("command", PageJson.command(state).toString());
  }

  @Override
  public void state(StreamState state) {
    ObjectNode json = PageJson.JSON.createObjectNode();
    live.publish("stream", json.put("state", state.word()).toString());
  }

  @Override
  public void inventoryChanged() {
    live.publish("inventory", "{}");
  }

  @Override
  public void close() {
    live.close();
    server.ifPresent(PageServer::close);
  }
}
