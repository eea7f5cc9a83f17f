package org.sekisho.headend.wan;

import java.time.Duration;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;

/**
 * The block {@code wan:} of the configuration.
 *
 * @param listen where gateways connect; port 0 is a free one
 * @param maxPacketBytes a larger packet ends the session
 * @param maxGateways a further gateway is refused with "server busy"
 * @param connectTimeout from the TLS handshake's end to the CONNECT packet, whole seconds
 * @param inFlight batches that a gateway may send ahead of acknowledgements
 */
public record WanConfig(
    Address listen, int maxPacketBytes, int maxGateways, Duration connectTimeout, int inFlight) {
  /** What applies when the block is absent. */
  public static final WanConfig USUAL =
      new WanConfig(new Address("127.0.0.1", 7883), 1024 * 1024, 1_000, Duration.ofSeconds(5), 16);

  /** Reads the block. */
  public static WanConfig read(Fields root) {
    Fields wan = root.section("wan");
    return new WanConfig(
        Address.of(wan, "listen", USUAL.listen),
        (int) wan.sizeBytes("max-packet", USUAL.maxPacketBytes, 64 * 1024, 16 * 1024 * 1024),
        wan.integer("max-gateways", USUAL.maxGateways, 1, 100_000),
        wan.duration(
            "connect-timeout", USUAL.connectTimeout, Duration.ofSeconds(1), Duration.ofMinutes(1)),
        wan.integer("in-flight", USUAL.inFlight, 1, 64));
  }
}
