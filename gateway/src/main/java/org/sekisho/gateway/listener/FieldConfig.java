package org.sekisho.gateway.listener;

import java.time.Duration;
import org.sekisho.gateway.intake.IntakeLimits;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;

/**
 * Settings of the field network, from the section {@code field}.
 *
 * @param mqtt the MQTT listener
 * @param intake how far a device's clock may be off
 */
public record FieldConfig(Mqtt mqtt, IntakeLimits intake) {
  /** Reads the section {@code field}; every key has a default. */
  public static FieldConfig from(Fields field) {
    return new FieldConfig(Mqtt.from(field.section("mqtt")), IntakeLimits.from(field));
  }

  /**
   * The MQTT listener and its bounds.
   *
   * @param listen where it listens; port 0 asks for a free one
   * @param threads event loops, 1 to 16
   * @param maxConnections open connections; more are closed at once
   * @param maxConnectionsPerSource open connections from one address; more are closed at once
   * @param maxPending open connections that have not yet proved who they are; more are closed
   * @param connectTimeout for TLS handshake and CONNECT together; then the connection is closed
   * @param firstPacketBytes largest first packet, which must be CONNECT; a larger one closes
   * @param maxPacketBytes largest packet afterwards; a larger one closes (MQTT 5: code 0x95)
   * @param packetTimeout for a packet once begun; then the connection is closed
   * @param maxInFlight messages of one connection that wait for the journal; above it the socket is
   *     not read
   * @param readingsPerSecond readings of one device; above it the socket is not read for a while
   * @param burst readings that may come at once after a pause
   * @param keepAliveMax longest keep-alive; a device that asks for more gets this
   * @param maxHeldBytes bytes of all packets together that are incomplete or wait for the journal;
   *     above it no socket that needs more is read
   */
  public record Mqtt(
      Address listen,
      int threads,
      int maxConnections,
      int maxConnectionsPerSource,
      int maxPending,
      Duration connectTimeout,
      int firstPacketBytes,
      int maxPacketBytes,
      Duration packetTimeout,
      int maxInFlight,
      int readingsPerSecond,
      int burst,
      Duration keepAliveMax,
      long maxHeldBytes) {
    /** The defaults. */
    public static final Mqtt USUAL =
        new Mqtt(
            new Address("127.0.0.1", 8883),
            2,
            1_000,
            200,
            256,
            Duration.ofSeconds(5),
            4 * 1024,
            256 * 1024,
            Duration.ofSeconds(20),
            64,
            2_000,
            4_000,
            Duration.ofSeconds(120),
            32L << 20);

    static Mqtt from(Fields mqtt) {
      return new Mqtt(
          Address.of(mqtt, "listen", USUAL.listen()),
          mqtt.integer("threads", USUAL.threads(), 1, 16),
          mqtt.integer("max-connections", USUAL.maxConnections(), 1, 100_000),
          mqtt.integer("max-connections-per-source", USUAL.maxConnectionsPerSource(), 1, 100_000),
          mqtt.integer("max-pending", USUAL.maxPending(), 1, 100_000),
          mqtt.duration(
              "connect-timeout",
              USUAL.connectTimeout(),
              Duration.ofMillis(100),
              Duration.ofMinutes(1)),
          (int) mqtt.sizeBytes("first-packet", USUAL.firstPacketBytes(), 256, 65_536),
          (int) mqtt.sizeBytes("max-packet", USUAL.maxPacketBytes(), 1_024, 16 << 20),
          mqtt.duration(
              "packet-timeout", USUAL.packetTimeout(), Duration.ofSeconds(1), Duration.ofHours(1)),
          mqtt.integer("max-in-flight", USUAL.maxInFlight(), 1, 65_535),
          mqtt.integer("readings-per-second", USUAL.readingsPerSecond(), 1, 1_000_000),
          mqtt.integer("burst", USUAL.burst(), 1, 10_000_000),
          mqtt.duration(
              "keep-alive-max",
              USUAL.keepAliveMax(),
              Duration.ofSeconds(1),
              Duration.ofSeconds(65_535)),
          mqtt.sizeBytes("max-held", USUAL.maxHeldBytes(), 1 << 20, 1L << 40));
    }
  }
}
