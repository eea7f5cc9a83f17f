package org.sekisho.program.maintenance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Pem;
import org.sekisho.program.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Talks to the maintenance listener of a program on this machine, with the token and the pinned
 * certificate of its data directory. Blocks; thread-safe.
 */
public final class MaintenanceClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long MAX_ANSWER_BYTES = 16L * 1024 * 1024;

  private final URI base;
  private final Secret token;
  private final HttpClient http;

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param text the body as it came
   */
  public record Result(int status, String text) {
    /** The body as JSON; a missing node when it is none. */
    public JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JacksonException e) {
        return MissingNode.getInstance();
      }
    }
  }

  private MaintenanceClient(URI base, Secret token, PeerTrust trust) {
    this.base = base;
    this.token = token;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust.context(null))
            .connectTimeout(TIMEOUT)
            .build();
  }

  /**
   * The client of the program with this configuration file, of which only {@code data} and {@code
   * maintenance} are read. A {@link org.sekisho.model.document.DocumentException} says what is
   * wrong in the file, an IOException what is missing in the data directory.
   *
   * @param usualPort the program's port when the file names none
   */
  public static MaintenanceClient ofConfig(Path configFile, int usualPort) throws IOException {
    Fields root = Document.read(configFile);
    Path data = root.path("data");
    MaintenanceConfig config = MaintenanceConfig.read(root, usualPort);
    if (!root.sound()) {
      root.finish();
    }
    return ofData(data, config.listen());
  }

  /**
   * The client of the program with this data directory; the port that the ready file tells goes
   * before the one of the address, which may be 0.
   */
  public static MaintenanceClient ofData(Path data, Address listen) throws IOException {
    Path folder = data.resolve("maintenance");
    if (!Files.isReadable(folder.resolve("token"))) {
      throw new IOException(
          folder + " cannot be read: has the program been started, and are you its user?");
    }
    int port = listen.port();
    Path ready = data.resolve("ready");
    if (Files.exists(ready)) {
      try {
        port = JSON.readTree(Files.readString(ready)).path("maintenance").asInt(port);
      } catch (JacksonException e) {
        throw new IOException(ready + " is damaged", e);
      }
    }
    return new MaintenanceClient(
        URI.create("https://" + new Address(listen.host(), port)),
        Secret.of(Files.readString(folder.resolve("token"), StandardCharsets.US_ASCII).trim()),
        PeerTrust.of(Pem.readCertificates(folder.resolve("certificate.pem"))));
  }

  /** Asks for a path, such as {@code /status}. */
  public Result get(String path) throws IOException, InterruptedException {
    return request("GET", path, null);
  }

  /**
   * Sends a request.
   *
   * @param body a value that is written as JSON; null sends none
   */
  public Result request(String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    var publisher =
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(JSON.writeValueAsString(body));
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token.reveal())
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build();
    HttpResponse<String> answer =
        http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    return new Result(answer.statusCode(), answer.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
