package org.sekisho.gateway.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

/** The devices as seen from the command gate: the only way to an actuator. Thread-safe. */
public interface DeviceLink {
  /** Whether the device has a session. */
  boolean connected(String device);

  /** Whether the device has a session that has subscribed to commands for the point. */
  boolean takesCommands(PointId point);

  /** The latest good reading of the point since the start. */
  Optional<Reading> latest(PointId point);

  /**
   * Publishes a command to the device and waits for what it says: a result with a value, or a
   * reading of the point that equals the value. Never blocks; completes on an event loop.
   *
   * @param expires told to the device, which may then refuse a command that it reads too late
   * @param timeout how long to wait for the device
   */
  CompletionStage<DeviceAnswer> deliver(
      UUID id, PointId point, Value value, Instant expires, Duration timeout);
}
