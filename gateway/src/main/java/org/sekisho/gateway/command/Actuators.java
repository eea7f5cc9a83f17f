package org.sekisho.gateway.command;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.sekisho.model.command.Command;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

/** The devices as the command gate sees them; only the gate may hold it. */
public interface Actuators {
  /** Whether the device has a session that takes commands for the point. */
  boolean connected(PointId point);

  /** The latest good reading of the point; empty before the first since the start. */
  Optional<Reading> latest(PointId point);

  /**
   * Delivers a command that passed the gate.
   *
   * @param done told once what came of it, within the time, on any thread; must not block
   */
  void deliver(Command command, Duration timeout, Consumer<Answer> done);

  /** What came of a delivery. */
  sealed interface Answer {
    /** Carried out; the device's state afterwards. */
    record Confirmed(Value readBack) implements Answer {}

    /** The device said that it cannot. */
    record Refused() implements Answer {}

    /** The device went away before the command reached it. */
    record NotConnected() implements Answer {}

    /** No word within the time: the state is unknown. */
    record Silent() implements Answer {}
  }
}
