package org.sekisho.gateway.configuration;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.sekisho.gateway.configuration.ConfigurationFaces.Staged;
import org.sekisho.gateway.configuration.ConfigurationTrialConfig.Confirmation;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.RestartableProgram;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.maintenance.MaintenanceListener;
import tools.jackson.databind.JsonNode;

/**
 * Watches a configuration on trial and takes it back when it does not prove itself; the operator
 * stages, switches, confirms and returns here. Its own thread looks twice a second while something
 * is on trial.
 */
public final class ConfigurationKeeper implements AutoCloseable {
  private static final long LOOK_MS = 500;

  private final ConfigurationFaces faces;
  private final ConfigurationTrialConfig config;
  private final BiFunction<Path, String, Optional<String>> problem;
  private final Supplier<Optional<String>> illness;
  private final BooleanSupplier linked;
  private final EventSink events;
  private final InstantSource clock;
  private final RestartableProgram.Frame frame;
  private final Thread watch;
  private volatile boolean closed;

  /**
   * A keeper that is not started yet.
   *
   * @param problem what is wrong with the text of a file of this name
   * @param illness what the gateway lacks; empty when it is healthy
   * @param linked whether the head-end is connected
   */
  public ConfigurationKeeper(
      ConfigurationFaces faces,
      ConfigurationTrialConfig config,
      BiFunction<Path, String, Optional<String>> problem,
      Supplier<Optional<String>> illness,
      BooleanSupplier linked,
      EventSink events,
      InstantSource clock,
      RestartableProgram.Frame frame) {
    this.faces = faces;
    this.config = config;
    this.problem = problem;
    this.illness = illness;
    this.linked = linked;
    this.events = events;
    this.clock = clock;
    this.frame = frame;
    this.watch = Thread.ofPlatform().daemon().name("configuration-trial").unstarted(this::watch);
  }

  /**
   * Begins to watch.
   *
   * @param onTrial whether the present configuration must prove itself
   */
  public void start(boolean onTrial) {
    if (!onTrial) {
      return;
    }
    if (faces.mayStayAtOnce()) {
      // A person edited the file on this machine; that the gateway started with it is the proof.
      stay("the gateway started with it");
      return;
    }
    watch.start();
  }

  private void watch() {
    long begun = System.nanoTime();
    long healthySince = begun;
    boolean healthy = false;
    String lack = "nothing was looked at yet";
    while (!closed) {
      Optional<String> ill = illness.get();
      if (ill.isPresent()) {
        healthy = false;
        lack = ill.get();
      } else if (!healthy) {
        healthy = true;
        healthySince = System.nanoTime();
      }
      boolean steady = healthy && System.nanoTime() - healthySince >= config.steady().toNanos();
      if (!faces.onTrial()) {
        return; // a person was faster
      }
      if (steady && !faces.needsPerson()) {
        stay("the gateway is healthy with it");
        return;
      }
      if (System.nanoTime() - begun >= config.within().toNanos()) {
        String why =
            steady
                ? "nobody confirmed it within " + config.within().toSeconds() + " s"
                : "the gateway was not healthy with it: " + lack;
        if (faces.revert(why)) {
          frame.again("configuration: " + why);
        }
        return;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean stay(String why) {
    if (!faces.confirm()) {
      return false;
    }
    events.record(
        SecurityEvent.of(
            EventKind.CONFIGURATION_CHANGED,
            clock.instant(),
            "version " + faces.json().get("version") + " stays: " + why));
    return true;
  }

  /** Starts the gateway again with what is staged, on trial; false when nothing is. */
  private boolean tryStaged() {
    boolean person = config.confirm() == Confirmation.PERSON;
    if (!faces.startTrial(person, linked.getAsBoolean())) {
      return false;
    }
    frame.again("a configuration is on trial");
    return true;
  }

  /** A person takes back what is on trial; false when nothing is. */
  private boolean returned() {
    if (!faces.revert("a person returned to the version before")) {
      return false;
    }
    frame.again("a person returned to the configuration before");
    return true;
  }

  /** The operator's routes. */
  public void addTo(MaintenanceListener listener) {
    listener
        .route("GET", "/configuration", _ -> Answer.json(200, faces.json()))
        .route("GET", "/configuration/{version}", this::text)
        .route("POST", "/configuration", this::stage)
        .route("POST", "/configuration/switch", this::tryIt)
        .route("POST", "/configuration/confirm", this::confirm)
        .route("POST", "/configuration/return", this::takeBack);
  }

  /** How the faces stand. */
  public Map<String, Object> json() {
    return faces.json();
  }

  private Answer text(Request request) {
    try {
      return faces
          .text(Long.parseLong(request.parameter("version")))
          .map(text -> Answer.json(200, Map.of("text", text)))
          .orElse(Answer.problem(404, "no such version is kept"));
    } catch (NumberFormatException e) {
      return Answer.problem(404, "no such version is kept");
    }
  }

  private Answer stage(Request request) {
    JsonNode body = request.json().orElse(null);
    String text = body == null ? "" : body.path("text").asString("");
    String name = body == null ? "" : body.path("name").asString("");
    if (text.isEmpty() || !name.matches("[A-Za-z0-9._-]{1,100}")) {
      return Answer.problem(400, "a JSON object with name and text of a file is needed");
    }
    return switch (faces.stage(text, t -> problem.apply(Path.of(name), t))) {
      // The problems name file and line of what the operator sent: that is what is asked for.
      case Staged.Refused(String why) -> Answer.problem(422, why);
      case Staged.Ready(long version, String sha256) -> {
        tell(request, "version " + version + " was staged");
        yield Answer.json(201, Map.of("version", version, "sha256", sha256));
      }
    };
  }

  private Answer tryIt(Request request) {
    boolean person = config.confirm() == Confirmation.PERSON;
    if (!tryStaged()) {
      return Answer.problem(409, "nothing is staged, or a version is on trial");
    }
    tell(request, "the staged version is on trial");
    return Answer.json(
        202,
        Map.of(
            "state",
            "trying",
            "needs_confirmation",
            person,
            "within_s",
            config.within().toSeconds()));
  }

  private Answer confirm(Request request) {
    Optional<String> ill = illness.get();
    if (ill.isPresent()) {
      return Answer.problem(409, "the gateway is not healthy with it: " + ill.get());
    }
    if (!stay("a person confirmed it")) {
      return Answer.problem(409, "nothing is on trial");
    }
    tell(request, "the version on trial was confirmed");
    return Answer.json(200, faces.json());
  }

  private Answer takeBack(Request request) {
    if (!returned()) {
      return Answer.problem(409, "nothing is on trial");
    }
    tell(request, "the version on trial was taken back");
    return Answer.json(202, faces.json());
  }

  private void tell(Request request, String what) {
    events.record(
        SecurityEvent.of(EventKind.OPERATION, clock.instant(), "configuration: " + what)
            .from(new org.sekisho.gateway.event.Endpoint(request.source(), 0), "https")
            .account("maintenance"));
  }

  @Override
  public void close() {
    closed = true;
    watch.interrupt();
  }
}
