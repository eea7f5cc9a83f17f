package org.sekisho.gateway.listener;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.sekisho.gateway.device.DeviceCredentials;
import org.sekisho.gateway.intake.DevicePoints;
import org.sekisho.gateway.journal.Journal;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Profile;
import org.sekisho.model.system.SystemModel;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.access.LockoutEngine;

/**
 * The field side of the gateway, put together: credentials, listener and intake in front of the
 * journal, and the link to the devices for the command gate. What the system model does not link to
 * this gateway does not exist here.
 */
public final class FieldSide implements AutoCloseable {
  private final Map<String, DeviceSeat> seats = new LinkedHashMap<>();
  private final DeviceCredentials credentials;
  private final FieldCounters counters = new FieldCounters();
  private final FieldListener listener;
  private final DeviceLink link = new Link();

  /**
   * Puts the field side together; nothing listens before {@link #start}.
   *
   * @param config settings
   * @param data the program's private directory; holds {@code gateway.db}
   * @param model the system model
   * @param gateway component id of this gateway
   * @param identity what the listener shows of itself, asked at each handshake
   * @param journal where readings go; not closed by this
   * @param doors counts wrong passwords, with those at the other doors
   */
  public FieldSide(
      FieldConfig config,
      Path data,
      SystemModel model,
      String gateway,
      Supplier<TlsIdentity> identity,
      Journal journal,
      LockoutEngine doors,
      InstantSource clock,
      SecureRandom random,
      MeterRegistry registry) {
    for (Component device : model.devicesOf(gateway)) {
      Profile profile = model.profileOf(device.id());
      if (profile != null) {
        seats.put(
            device.id(),
            new DeviceSeat(
                new DevicePoints(device.id(), profile, config.intake(), clock),
                new TokenBucket(
                    config.mqtt().readingsPerSecond(), config.mqtt().burst(), System.nanoTime())));
      }
    }
    this.credentials =
        new DeviceCredentials(data.resolve("gateway.db"), seats.keySet(), doors, random, clock);
    this.listener =
        new FieldListener(config.mqtt(), seats, credentials, journal, counters, identity);
    counters.bindTo(registry);
  }

  /** Listens; a port in use is a {@code StartException}. */
  public void start() {
    listener.start();
  }

  /** Ends all connections and listens no more, until {@link #start} is called again. */
  public void stop() {
    listener.close();
  }

  /**
   * Allows cipher suites for devices that know no authenticated encryption, or ends the connections
   * that use them; off at the start.
   */
  public void oldCiphers(boolean allowed) {
    listener.oldCiphers(allowed);
  }

  /** The port that the MQTT listener has; 0 while it does not listen. */
  public int mqttPort() {
    return listener.port();
  }

  /** The devices for the command gate. */
  public DeviceLink devices() {
    return link;
  }

  /** How many readings of the point came since the start, good or bad. */
  public long readings(String device, String point) {
    DeviceSeat seat = seats.get(device);
    return seat == null ? 0 : seat.points().readings(point);
  }

  /** The devices' credentials. */
  public DeviceCredentials credentials() {
    return credentials;
  }

  /** What happened so far. */
  public FieldCounters counters() {
    return counters;
  }

  /** Ends all connections, then listens no more; the journal stays open. */
  @Override
  public void close() {
    listener.close();
    credentials.close();
  }

  private final class Link implements DeviceLink {
    @Override
    public boolean connected(String device) {
      DeviceSeat seat = seats.get(device);
      return seat != null && seat.session() != null;
    }

    @Override
    public boolean takesCommands(PointId point) {
      DeviceSeat seat = seats.get(point.device());
      DeviceConnection session = seat == null ? null : seat.session();
      return session != null && session.takesCommands(point.point());
    }

    @Override
    public Optional<Reading> latest(PointId point) {
      DeviceSeat seat = seats.get(point.device());
      return seat == null ? Optional.empty() : seat.points().latest(point.point());
    }

    @Override
    public CompletionStage<DeviceAnswer> deliver(
        UUID id, PointId point, Value value, Instant expires, Duration timeout) {
      DeviceSeat seat = seats.get(point.device());
      DeviceConnection session = seat == null ? null : seat.session();
      if (seat == null || session == null) {
        return CompletableFuture.completedStage(new DeviceAnswer.NotConnected());
      }
      if (!seat.points().isWritable(point.point())) {
        return CompletableFuture.completedStage(new DeviceAnswer.NotSubscribed());
      }
      Optional<CompletableFuture<DeviceAnswer>> answer = seat.openCommand(id, point, value);
      if (answer.isEmpty()) {
        return CompletableFuture.completedStage(new DeviceAnswer.DeviceRefused("device-busy"));
      }
      var loop = session.answers().loop();
      loop.execute(() -> session.command(seat, id, point, value, expires));
      var deadline =
          loop.schedule(
              () -> seat.closeCommand(id, new DeviceAnswer.TimedOut()),
              timeout.toMillis(),
              TimeUnit.MILLISECONDS);
      return answer.get().whenComplete((_, _) -> deadline.cancel(false));
    }
  }
}
