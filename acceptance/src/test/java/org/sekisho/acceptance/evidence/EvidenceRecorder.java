package org.sekisho.acceptance.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.sekisho.acceptance.repository.Repository;

/**
 * Writes what tests with {@link Shows} came to, one file for each control that a test shows. A test
 * that was skipped says nothing, so it leaves no file and takes an old one away.
 */
public final class EvidenceRecorder implements TestWatcher {
  /** How long a result counts: the guideline leaves it open, 90 days is our verification period. */
  private static final Duration LIFE = Duration.ofDays(90);

  private final Path folder;
  private final Supplier<Instant> now;

  /** For the test engine: writes beside the other results of the build. */
  public EvidenceRecorder() {
    this(Repository.ROOT.resolve("acceptance/target/evidence"), Instant::now);
  }

  EvidenceRecorder(Path folder, Supplier<Instant> now) {
    this.folder = folder;
    this.now = now;
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    record(context, "passed");
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    record(context, "failed");
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    record(context, "");
  }

  private void record(ExtensionContext context, String result) {
    String test =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName();
    for (Shows shows : context.getRequiredTestMethod().getAnnotationsByType(Shows.class)) {
      record(shows, test, result);
    }
  }

  void record(Shows shows, String test, String result) {
    String id =
        (test + "-" + shows.control()).replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT);
    Path file = folder.resolve(id + ".yaml");
    try {
      if (result.isEmpty()) {
        Files.deleteIfExists(file);
        return;
      }
      Files.createDirectories(folder);
      Files.writeString(file, text(shows, id, test, result));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(Shows shows, String id, String test, String result) throws IOException {
    Instant made = now.get().truncatedTo(ChronoUnit.SECONDS);
    var text = new StringBuilder();
    text.append("format: sekisho-evidence/1\n");
    text.append("id: ").append(id).append('\n');
    text.append("control: ").append(shows.control()).append('\n');
    text.append("on: [\"").append(shows.on()).append("\"]\n");
    text.append("result: ").append(result).append('\n');
    text.append("tool: ").append(shows.tool()).append('\n');
    text.append("test: ").append(test).append('\n');
    Path program = Repository.ROOT.resolve("gateway/target/sekisho-gateway.jar");
    if (Files.exists(program)) {
      text.append("artefact: {name: home-gw-1, sha256: ").append(sha256(program)).append("}\n");
    }
    text.append("made: ").append(made).append('\n');
    text.append("expires: ").append(made.plus(LIFE)).append('\n');
    return text.toString();
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
