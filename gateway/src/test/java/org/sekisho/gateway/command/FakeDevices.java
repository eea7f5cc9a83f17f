package org.sekisho.gateway.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sekisho.model.command.Command;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

/** Devices that write down what reaches them; thread-safe. */
final class FakeDevices implements Actuators {
  /** What reached a device, and when by the test's clock. */
  record Driven(PointId point, Value value, Optional<Value> before, long atNs) {}

  final List<Driven> driven = new ArrayList<>();
  private final Map<PointId, Value> states = new HashMap<>();
  private final TestTime time;
  private Function<Command, Answer> behaviour = command -> new Answer.Confirmed(command.value());
  private boolean connected = true;
  private Consumer<Runnable> later = Runnable::run;

  FakeDevices(TestTime time) {
    this.time = time;
  }

  synchronized void behave(Function<Command, Answer> next) {
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
  public synchronized boolean connected(PointId point) {
    return connected;
  }

  @Override
  public synchronized Optional<Reading> latest(PointId point) {
    return Optional.ofNullable(states.get(point))
        .map(v -> new Reading(point, v, time.millis() * 1000, Clock.GATEWAY, QualityReason.NONE));
  }

  @Override
  public synchronized void deliver(Command command, Duration timeout, Consumer<Answer> done) {
    PointId point = command.point();
    driven.add(
        new Driven(
            point, command.value(), Optional.ofNullable(states.get(point)), time.nanoTime()));
    Answer answer = behaviour.apply(command);
    if (!(answer instanceof Answer.Refused)) {
      states.put(point, command.value());
    }
    later.accept(() -> done.accept(answer));
  }
}
