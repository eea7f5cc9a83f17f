package org.sekisho.field.house.device;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A device's own connection to the gateway, which comes back by itself with growing, jittered
 * delays. Thread-safe.
 */
public interface DeviceLink extends AutoCloseable {
  /** Begins to connect. */
  void start();

  /** Whether the gateway has accepted the device and the connection stands. */
  boolean connected();

  /**
   * Publishes at QoS 1; completes when the gateway has acknowledged, exceptionally when it refused
   * or the connection ended.
   */
  CompletableFuture<Void> publish(Message message, Optional<Reply> reply);

  /** Disconnects and stays away. */
  @Override
  void close();

  /** What an answer repeats from an MQTT 5 request. */
  record Reply(Optional<String> topic, Optional<byte[]> correlation) {
    /** An answer on the usual topic. */
    public static final Reply USUAL = new Reply(Optional.empty(), Optional.empty());
  }

  /** Takes messages of the gateway; called on a network thread. */
  @FunctionalInterface
  interface Inbox {
    /** A message has arrived. */
    void accept(Message message, Reply reply);
  }
}
