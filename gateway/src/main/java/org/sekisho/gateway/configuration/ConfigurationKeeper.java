package org.sekisho.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.sekisho.gateway.configuration.ConfigurationFaces.Staged;
import org.sekisho.gateway.configuration.ConfigurationFaces.Versions;
import org.sekisho.gateway.configuration.ConfigurationTrialConfig.Confirmation;
import org.sekisho.gateway.console.Danger;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.RestartableProgram;

/**
 * Stages, switches, confirms and takes back configurations, for the command and for the page; and
 * takes one on trial back when it does not prove itself. Its own thread looks twice a second while
 * something is on trial. Thread-safe.
 */
public final class ConfigurationKeeper implements AutoCloseable {
  /** Largest text that a person stages. */
  public static final int MOST_BYTES = 48 * 1024;

  private static final long LOOK_MS = 500;

  private final ConfigurationFaces faces;
  private final ConfigurationTrialConfig config;
  private final Prospect.Reader reader;
  private final Supplier<Optional<Illness>> illness;
  private final BooleanSupplier linked;
  private final EventSink events;
  private final InstantSource clock;
  private final RestartableProgram.Frame frame;
  private final Thread watch;
  private volatile Optional<Instant> trialEnds = Optional.empty();
  private volatile boolean closed;

  /** How a wish of a person ended. */
  public sealed interface Asked {
    /** It is done. */
    record Done() implements Asked {}

    /** Nothing is staged, or another version than the one that was meant; or one is on trial. */
    record NotStaged() implements Asked {}

    /** It lowers protections, and the person has not accepted the risks of all of them. */
    record NotAccepted(List<Danger> dangers) implements Asked {}

    /** Nothing is on trial. */
    record NotOnTrial() implements Asked {}

    /** The gateway is not healthy with it. */
    record NotHealthy(Illness illness) implements Asked {}
  }

  /**
   * A keeper that is not started yet.
   *
   * @param reader of texts
   * @param illness what the gateway lacks; empty when it is healthy
   * @param linked whether the head-end is connected
   */
  public ConfigurationKeeper(
      ConfigurationFaces faces,
      ConfigurationTrialConfig config,
      Prospect.Reader reader,
      Supplier<Optional<Illness>> illness,
      BooleanSupplier linked,
      EventSink events,
      InstantSource clock,
      RestartableProgram.Frame frame) {
    this.faces = faces;
    this.config = config;
    this.reader = reader;
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
      stay(Phrase.VERSION_STAYS_STARTED);
      return;
    }
    trialEnds = Optional.of(clock.instant().plus(config.within()));
    watch.start();
  }

  private void watch() {
    long begun = System.nanoTime();
    long healthySince = begun;
    boolean healthy = false;
    Illness lack = Illness.of(Illness.Lack.NOT_LOOKED);
    while (!closed) {
      Optional<Illness> ill = illness.get();
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
        stay(Phrase.VERSION_STAYS_HEALTHY);
        return;
      }
      if (System.nanoTime() - begun >= config.within().toNanos()) {
        Return why = steady ? Return.notConfirmed(config.within()) : Return.notHealthy(lack);
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

  private boolean stay(Phrase how) {
    if (!faces.confirm()) {
      return false;
    }
    trialEnds = Optional.empty();
    events.record(
        SecurityEvent.of(
            EventKind.CONFIGURATION_CHANGED,
            clock.instant(),
            how.with(faces.versions().confirmed())));
    return true;
  }

  /** How the versions stand. */
  public Versions versions() {
    return faces.versions();
  }

  /** The faces and how they stand, as JSON. */
  public java.util.Map<String, Object> json() {
    return faces.json();
  }

  /** The text of the face with this version. */
  public Optional<String> text(long version) {
    return faces.text(version);
  }

  /** When the present trial ends; empty when there is none, or the next start begins it. */
  public Optional<Instant> trialEnds() {
    return faces.onTrial() ? trialEnds : Optional.empty();
  }

  /** What else a version needs in order to stay, besides a healthy gateway. */
  public Confirmation confirmation() {
    return config.confirm();
  }

  /**
   * Stages a text.
   *
   * @param named the name that its problems carry
   * @param newest as in {@link ConfigurationFaces#stage(String, OptionalLong,
   *     java.util.function.Function)}
   */
  public Staged stage(Path named, String text, OptionalLong newest) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      return new Staged.TooLarge(MOST_BYTES);
    }
    return faces.stage(text, newest, t -> problem(named, t));
  }

  private Optional<String> problem(Path named, String text) {
    int covered = ShownText.covered(text);
    return covered == 0
        ? reader.problem(named, text)
        : Optional.of(
            named.getFileName()
                + ":"
                + covered
                + ": "
                + ShownText.COVER
                + " stands where a secret was covered: secrets do not belong into this file");
  }

  /** What would come with the version that waits; empty when none does. */
  public Optional<Prospect> prospect() {
    Versions now = faces.versions();
    if (now.staged().isEmpty()) {
      return Optional.empty();
    }
    return faces
        .text(now.confirmed())
        .flatMap(
            before ->
                faces.text(now.staged().getAsLong()).map(after -> reader.prospect(before, after)));
  }

  /**
   * Starts the gateway again with what is staged, on trial.
   *
   * @param version the one that the person means; empty for whichever is staged
   * @param accepted the risk texts that the person accepted, as {@link Danger#texts} tells them
   */
  public synchronized Asked tryStaged(OptionalLong version, String accepted) {
    OptionalLong staged = faces.versions().staged();
    if (staged.isEmpty() || (version.isPresent() && !version.equals(staged))) {
      return new Asked.NotStaged();
    }
    List<Danger> dangers = prospect().map(Prospect::dangers).orElse(List.of());
    if (!Danger.texts(dangers).equals(accepted)) {
      return new Asked.NotAccepted(dangers);
    }
    boolean person = config.confirm() == Confirmation.PERSON;
    if (!faces.startTrial(staged.getAsLong(), person, linked.getAsBoolean())) {
      return new Asked.NotStaged();
    }
    frame.again("a configuration is on trial");
    return new Asked.Done();
  }

  /** A person keeps what is on trial. */
  public Asked confirm() {
    Optional<Illness> ill = illness.get();
    if (ill.isPresent()) {
      return new Asked.NotHealthy(ill.get());
    }
    return stay(Phrase.VERSION_STAYS_BY_PERSON) ? new Asked.Done() : new Asked.NotOnTrial();
  }

  /** A person takes back what is on trial. */
  public Asked takeBack() {
    if (!faces.revert(new Return(Return.Cause.BY_PERSON, ""))) {
      return new Asked.NotOnTrial();
    }
    frame.again("a person returned to the configuration before");
    return new Asked.Done();
  }

  /** How long what is staged would be on trial. */
  Duration within() {
    return prospect().map(Prospect::within).orElse(config.within());
  }

  @Override
  public void close() {
    closed = true;
    watch.interrupt();
  }
}
