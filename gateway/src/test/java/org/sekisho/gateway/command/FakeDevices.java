package org.sekisho.gateway.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sekisho.gateway.listener.DeviceAnswer;
import org.sekisho.gateway.listener.DeviceLink;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

/** Devices that write down what reaches them; thread-safe. */
final class FakeDevices implements DeviceLink {
  /** What reached a device, and when by the test's clock. */
  record Driven(PointId point, Value value, Optional<Value> before, long atNs) {}

  final List<Driven> driven = new ArrayList<>();
  private final Map<PointId, Value> states = new HashMap<>();
  private final TestTime time;
  private Function<Value, DeviceAnswer> behaviour = DeviceAnswer.Confirmed::new;
  private boolean connected = true;
  private Consumer<Runnable> later = Runnable::run;

  FakeDevices(TestTime time) {
    this.time = time;
  }

  synchronized void behave(Function<Value, DeviceAnswer> next) {
    behaviour = next;
  }

  synchronized void connected(boolean now) {
    connected = now;
  }

  /** Answers are given to the consumer instead of at once. */
  synchronized void answerLater(Consumer<Runnable> queue) {
    later = queue;
  }

  synchronized void state(PointId point, Value value) {
    states.put(point, value);
  }

  synchronized List<Driven> driven() {
    return List.copyOf(driven);
  }

  @Override
  public synchronized boolean connected(String device) {
    return connected;
  }

  @Override
  public synchronized boolean takesCommands(PointId point) {
    return connected;
  }

  @Override
  public synchronized Optional<Reading> latest(PointId point) {
    return Optional.ofNullable(states.get(point))
        .map(v -> new Reading(point, v, time.millis() * 1000, Clock.GATEWAY, QualityReason.NONE));
  }

  @Override
  public synchronized CompletionStage<DeviceAnswer> deliver(
      UUID id, PointId point, Value value, Instant expires, Duration timeout) {
    driven.add(new Driven(point, value, Optional.ofNullable(states.get(point)), time.nanoTime()));
    DeviceAnswer answer = behaviour.apply(value);
    if (!(answer instanceof DeviceAnswer.DeviceRefused)) {
      states.put(point, value);
    }
    var done = new CompletableFuture<DeviceAnswer>();
    later.accept(() -> done.complete(answer));
    return done;
  }
}
