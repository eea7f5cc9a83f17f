package org.sekisho.program.enrolment;

import java.net.URI;
import java.nio.file.Path;
import org.sekisho.model.document.Fields;

/**
 * The block {@code enrolment:} of every program but the management.
 *
 * @param management base address of the IoT-GW management, {@code https://host:port}
 * @param trust PEM file of the root CA, delivered with the code
 * @param codeFile holds the one-time code until the first enrolment has succeeded
 */
public record EnrolmentConfig(URI management, Path trust, Path codeFile) {
  private static final String ALLOWED = "an address such as https://127.0.0.1:7443";

  /** Reads the block, which must be there. */
  public static EnrolmentConfig read(Fields root) {
    Fields block = root.section("enrolment");
    URI management =
        block
            .parsed("management", ALLOWED, EnrolmentConfig::https)
            .orElse(URI.create("https://missing.invalid"));
    if (!block.has("management")) {
      block.problem("'management' is missing: " + ALLOWED);
    }
    return new EnrolmentConfig(management, block.path("trust"), block.path("code-file"));
  }

  private static URI https(String text) {
    URI uri = URI.create(text);
    boolean bare = uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/");
    if (!"https".equals(uri.getScheme())
        || uri.getHost() == null
        || uri.getUserInfo() != null
        || !bare) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }
}
