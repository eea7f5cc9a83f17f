package org.sekisho.management.release;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sekisho.model.document.Fields;

/**
 * How releases are offered, from the section {@code releases}.
 *
 * @param trust public keys that a release must be signed with; without them none is taken
 * @param poll how often gateways shall ask
 * @param maxBytes largest release file
 * @param requestsPerMinute requests of one gateway, parts of files not counted
 * @param partsPerMinute parts of files that one gateway may fetch
 */
public record ReleaseConfig(
    Optional<Path> trust, Duration poll, long maxBytes, int requestsPerMinute, int partsPerMinute) {
  /** No keys, every hour, 256 MiB, 120 and 6,000 a minute. */
  public static final ReleaseConfig USUAL =
      new ReleaseConfig(Optional.empty(), Duration.ofHours(1), 256L << 20, 120, 6_000);

  /** The same with these keys. */
  public ReleaseConfig withTrust(Path file) {
    return new ReleaseConfig(Optional.of(file), poll, maxBytes, requestsPerMinute, partsPerMinute);
  }

  /** Reads the section; every key but the trust has a default. */
  public static ReleaseConfig from(Fields section) {
    return new ReleaseConfig(
        section.optionalPath("trust"),
        section.duration("poll", USUAL.poll, Duration.ofSeconds(1), Duration.ofHours(24)),
        section.sizeBytes("max-size", USUAL.maxBytes, 1 << 20, 1L << 30),
        section.integer("requests-per-minute", USUAL.requestsPerMinute, 1, 60_000),
        section.integer("parts-per-minute", USUAL.partsPerMinute, 1, 600_000));
  }
}
