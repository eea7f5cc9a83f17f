package org.sekisho.headend.api;

import java.time.Duration;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;

/**
 * The block {@code api:} of the configuration.
 *
 * @param listen where applications connect; port 0 is a free one
 * @param maxConnections a further connection is closed at once
 * @param requestsPerMinute of one application; over it 429
 * @param maxStreams live streams of all applications together; a further one is refused with 503
 * @param heartbeat time between two comments of a quiet stream
 */
public record ApiConfig(
    Address listen, int maxConnections, int requestsPerMinute, int maxStreams, Duration heartbeat) {
  /** What applies when the block is absent. */
  public static final ApiConfig USUAL =
      new ApiConfig(new Address("127.0.0.1", 7444), 512, 6_000, 128, Duration.ofSeconds(15));

  /** Reads the block. */
  public static ApiConfig read(Fields root) {
    Fields api = root.section("api");
    return new ApiConfig(
        Address.of(api, "listen", USUAL.listen),
        api.integer("max-connections", USUAL.maxConnections, 1, 100_000),
        api.integer("requests-per-minute", USUAL.requestsPerMinute, 1, 10_000_000),
        api.integer("max-streams", USUAL.maxStreams, 1, 10_000),
        api.duration("heartbeat", USUAL.heartbeat, Duration.ofMillis(100), Duration.ofMinutes(1)));
  }
}
