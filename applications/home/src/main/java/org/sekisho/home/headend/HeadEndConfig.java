package org.sekisho.home.headend;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.sekisho.model.document.Fields;

/**
 * The block {@code api:} of the configuration.
 *
 * @param url base address of the head-end's API
 * @param tokenUrl where access tokens are given out
 * @param trust PEM file of the root CA, the only one believed
 * @param clientId the application's component id in the system model
 * @param secretFile holds the client secret; read at each start
 * @param reRead how far before the last complete moment readings are asked for again after an
 *     interruption: readings that came late meanwhile are found so
 * @param firstRead how far back the very first start reads
 */
public record HeadEndConfig(
    URI url,
    URI tokenUrl,
    Path trust,
    String clientId,
    Path secretFile,
    Duration reRead,
    Duration firstRead) {
  private static final String ALLOWED = "an https address, such as https://127.0.0.1:7444";
  private static final Duration LONGEST = Duration.ofDays(7);

  /** Reads the block; {@code id} is the client id when the block names none. */
  public static HeadEndConfig read(Fields root, String id) {
    Fields api = root.section("api");
    return new HeadEndConfig(
        https(api, "url"),
        https(api, "token-url"),
        api.path("trust"),
        api.text("client-id", id),
        api.path("secret-file"),
        api.duration("re-read", Duration.ofHours(6), Duration.ZERO, LONGEST),
        api.duration("first-read", Duration.ofHours(24), Duration.ZERO, LONGEST));
  }

  private static URI https(Fields api, String key) {
    if (!api.has(key)) {
      api.problem("'" + key + "' is missing: " + ALLOWED);
    }
    return api.parsed(key, ALLOWED, HeadEndConfig::https)
        .orElse(URI.create("https://missing.invalid"));
  }

  private static URI https(String text) {
    URI uri = URI.create(text);
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }
}
