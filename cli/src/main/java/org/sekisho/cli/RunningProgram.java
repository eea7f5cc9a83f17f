package org.sekisho.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.program.maintenance.MaintenanceClient;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A program on this machine, found by its configuration file; mixed into the commands about it. */
public final class RunningProgram {
  @Option(
      names = "--config",
      paramLabel = "<file>",
      description =
          "the program's configuration; else <program>.yaml here, then that of the demonstration")
  private @Nullable Path config;

  private static final int PIECE_BYTES = 36 * 1024;

  private final Kind kind;

  /** The programs that can be asked. */
  public enum Kind {
    /** The IoT gateway. */
    GATEWAY("gateway", 7445),
    /** The head-end. */
    HEAD_END("headend", 7446),
    /** The management. */
    MANAGEMENT("management", 7447),
    /** The home application. */
    HOME("home", 7449);

    private final String word;
    private final int port;

    Kind(String word, int port) {
      this.word = word;
      this.port = port;
    }

    /** The word on the command line and in file names. */
    public String word() {
      return word;
    }

    /** The usual port of the maintenance listener. */
    public int port() {
      return port;
    }
  }

  RunningProgram(Kind kind) {
    this.kind = kind;
  }

  /** The answer of a GET. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return request("GET", path, null);
  }

  /** Sends a file in pieces that the maintenance listener takes: bytes, as base64, with offset. */
  void upload(Path from, String path) throws IOException, InterruptedException {
    try (var client = MaintenanceClient.ofConfig(file(), kind.port());
        InputStream in = Files.newInputStream(from)) {
      long offset = 0;
      byte[] piece = in.readNBytes(PIECE_BYTES);
      while (piece.length > 0) {
        var result =
            client.request(
                "POST",
                path,
                Map.of("offset", offset, "data", Base64.getEncoder().encodeToString(piece)));
        if (result.status() / 100 != 2) {
          throw refused(result);
        }
        offset += piece.length;
        piece = in.readNBytes(PIECE_BYTES);
      }
    } catch (ConnectException e) {
      throw silent(e);
    }
  }

  private CommandFailure refused(MaintenanceClient.Result result) {
    String title = result.json().path("title").asString("");
    return new CommandFailure(
        "the %s refused (%d): %s"
            .formatted(kind.word(), result.status(), title.isEmpty() ? "no reason" : title));
  }

  private CommandFailure silent(ConnectException e) {
    return new CommandFailure(
        "the %s of %s does not answer: is it running?".formatted(kind.word(), file()), e);
  }

  /** The answer of a request with a body that is written as JSON; null sends none. */
  JsonNode request(String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    Path file = file();
    try (var client = MaintenanceClient.ofConfig(file, kind.port())) {
      var result = client.request(method, path, body);
      if (result.status() / 100 != 2) {
        throw refused(result);
      }
      return result.json();
    } catch (ConnectException e) {
      throw silent(e);
    }
  }

  /** Takes this configuration file, when it is given, in place of the usual ones. */
  void at(@Nullable Path file) {
    if (file != null) {
      config = file;
    }
  }

  /** The program's data directory, as its configuration names it. */
  Path data() {
    Fields root = Document.read(file());
    Path data = root.path("data");
    if (!root.sound()) {
      root.finish();
    }
    return data;
  }

  private Path file() {
    if (config != null) {
      return config;
    }
    String name = kind.word().toLowerCase(Locale.ROOT) + ".yaml";
    Path here = Path.of(name);
    Path demo = Path.of("demo", name);
    if (!Files.exists(here) && !Files.exists(demo)) {
      throw new CommandFailure(
          "neither %s nor %s is here: say which with --config".formatted(here, demo));
    }
    return Files.exists(here) ? here : demo;
  }
}
