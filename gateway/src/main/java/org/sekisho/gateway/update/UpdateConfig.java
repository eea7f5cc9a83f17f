package org.sekisho.gateway.update;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sekisho.model.document.Fields;

/**
 * How updates are found and proved, from the section {@code update}.
 *
 * @param server where releases are offered; empty for the management of the enrolment
 * @param tenant first part of the paths there
 * @param poll longest time between two questions; each is up to a fifth earlier or later
 * @param automatic whether an offer that leaves the choice to a person is installed at once
 * @param maxBytes largest release file
 * @param sliceBytes bytes that are asked for at once
 * @param within time that a new release has to prove itself
 * @param steady how long it must be healthy without a break
 * @param tries starts of a new release before the launcher goes back
 */
public record UpdateConfig(
    Optional<URI> server,
    String tenant,
    Duration poll,
    boolean automatic,
    long maxBytes,
    int sliceBytes,
    Duration within,
    Duration steady,
    int tries) {
  /** Every hour, by a person, 256 MiB in slices of 512 KiB; 5 min, 10 s and 3 starts. */
  public static final UpdateConfig USUAL =
      new UpdateConfig(
          Optional.empty(),
          "DEFAULT",
          Duration.ofHours(1),
          false,
          256L << 20,
          512 << 10,
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          3);

  private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9_-]{1,40}");

  /** Reads the section; every key has a default. */
  public static UpdateConfig from(Fields section) {
    return new UpdateConfig(
        section.parsed("server", "https://host or https://host:port", UpdateConfig::https),
        section.has("tenant")
            ? section.text("tenant", TENANT, "1 to 40 of A-Z, a-z, 0-9, _ and -")
            : USUAL.tenant,
        section.duration("poll", USUAL.poll, Duration.ofSeconds(1), Duration.ofDays(7)),
        section.flag("automatic", USUAL.automatic),
        section.sizeBytes("max-size", USUAL.maxBytes, 1 << 20, 1L << 30),
        (int) section.sizeBytes("slice", USUAL.sliceBytes, 4 << 10, 4 << 20),
        section.duration("within", USUAL.within, Duration.ofSeconds(5), Duration.ofHours(1)),
        section.duration("steady", USUAL.steady, Duration.ZERO, Duration.ofMinutes(30)),
        section.integer("tries", USUAL.tries, 1, 10));
  }

  private static URI https(String text) {
    URI uri = URI.create(text);
    if (!"https".equals(uri.getScheme())
        || uri.getHost() == null
        || !(uri.getPath() == null || uri.getPath().isEmpty())) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }
}
