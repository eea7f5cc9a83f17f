package org.sekisho.gateway.listener;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sekisho.field.payload.CommandPayload;
import org.sekisho.gateway.intake.DevicePoints;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

/**
 * What the gateway keeps of one device of the model from connection to connection: its topics, its
 * points, its rate, its one session and its open commands. Thread-safe; bounded by the model.
 */
final class DeviceSeat {
  /** Most commands that wait for one device. */
  static final int MAX_OPEN_COMMANDS = 16;

  /** What a topic is for. */
  sealed interface Route {
    /** {@code readings/<point>}. */
    record OnePoint(String point) implements Route {}

    /** {@code readings}. */
    record SeveralPoints() implements Route {}

    /** {@code commands/<point>/result}. */
    record CommandResult(String point) implements Route {}
  }

  private record OpenCommand(PointId point, Value value, CompletableFuture<DeviceAnswer> answer) {}

  private final DevicePoints points;
  private final TokenBucket rate;
  private final Map<String, Route> routes = new HashMap<>();
  private final AtomicReference<@Nullable DeviceConnection> session = new AtomicReference<>();
  private final Map<UUID, OpenCommand> open = new ConcurrentHashMap<>();

  DeviceSeat(DevicePoints points, TokenBucket rate) {
    this.points = points;
    this.rate = rate;
    routes.put("readings", new Route.SeveralPoints());
    for (PointId point : points.points()) {
      routes.put("readings/" + point.point(), new Route.OnePoint(point.point()));
      if (points.isWritable(point.point())) {
        routes.put("commands/" + point.point() + "/result", new Route.CommandResult(point.point()));
      }
    }
  }

  String device() {
    return points.device();
  }

  DevicePoints points() {
    return points;
  }

  TokenBucket rate() {
    return rate;
  }

  /** What the topic is for; null when the device may not publish to it. */
  @Nullable Route route(String topic) {
    return routes.get(topic);
  }

  /** Seats the connection; answers the one that sat there before. */
  @Nullable DeviceConnection take(DeviceConnection connection) {
    return session.getAndSet(connection);
  }

  /** Leaves the seat unless somebody else has taken it; answers whether it is empty now. */
  boolean leave(DeviceConnection connection) {
    return session.compareAndSet(connection, null);
  }

  @Nullable DeviceConnection session() {
    return session.get();
  }

  /** Opens a command; empty when too many are open already. */
  Optional<CompletableFuture<DeviceAnswer>> openCommand(UUID id, PointId point, Value value) {
    if (open.size() >= MAX_OPEN_COMMANDS) {
      return Optional.empty();
    }
    CompletableFuture<DeviceAnswer> answer = new CompletableFuture<>();
    OpenCommand former = open.putIfAbsent(id, new OpenCommand(point, value, answer));
    return Optional.of(former == null ? answer : former.answer());
  }

  void closeCommand(UUID id, DeviceAnswer answer) {
    OpenCommand command = open.remove(id);
    if (command != null) {
      command.answer().complete(answer);
    }
  }

  /** The device's own word on a command of this point. */
  void said(String point, CommandPayload.Result result) {
    OpenCommand command = open.get(result.id());
    if (command == null || !command.point().point().equals(point)) {
      return;
    }
    if (!result.done()) {
      closeCommand(
          result.id(),
          new DeviceAnswer.DeviceRefused(result.reason().isEmpty() ? "failed" : result.reason()));
    } else if (result.value().isPresent()) {
      closeCommand(result.id(), new DeviceAnswer.Confirmed(result.value().get()));
    }
    // Done without a value: the reading of the point will tell.
  }

  /** A reading may confirm an open command. */
  void read(Reading reading) {
    if (open.isEmpty()) {
      return;
    }
    open.forEach(
        (id, command) -> {
          if (command.point().equals(reading.point()) && command.value().equals(reading.value())) {
            closeCommand(id, new DeviceAnswer.Confirmed(reading.value()));
          }
        });
  }
}
