package org.sekisho.home.headend;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The head-end's API over HTTPS with a bearer token. Each call blocks for up to {@link #TIMEOUT};
 * thread-safe. A token that is refused is renewed once before the refusal is passed on.
 */
public final class HeadEndClient implements AutoCloseable {
  /** Longest wait for an answer. */
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final JsonMapper JSON = new JsonMapper();
  private static final long MAX_ANSWER_BYTES = 16L * 1024 * 1024;

  private final URI base;
  private final HttpClient http;
  private final AccessTokens tokens;

  /**
   * A page of readings.
   *
   * @param readings those that could be read; others are left out
   * @param next where the next page begins, empty at the end
   */
  public record Page(List<SeenReading> readings, String next) {}

  /**
   * An open stream.
   *
   * @param body what it sends
   * @param renewAt when another stream should be opened with a newer token: the head-end cuts one
   *     whose token has expired
   */
  public record OpenStream(InputStream body, Instant renewAt) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** A client of this head-end; trusts only the given root. */
  public HeadEndClient(HeadEndConfig config, PeerTrust trust, Secret secret, InstantSource clock) {
    String url = config.url().toString();
    this.base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust.context(null))
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.tokens = new AccessTokens(http, config.tokenUrl(), config.clientId(), secret, clock);
  }

  /** Everything that the application may see. */
  public Outcome<Inventory> inventory() throws InterruptedException {
    Outcome<JsonNode> devices = get("/v1/devices");
    if (!(devices instanceof Outcome.Answered<JsonNode>(JsonNode deviceJson))) {
      return devices.then(_ -> new Outcome.Unreachable<>("not reached"));
    }
    return get("/v1/points")
        .then(
            pointJson ->
                Inventory.of(deviceJson.path("devices"), pointJson.path("points"))
                    .<Outcome<Inventory>>map(Outcome.Answered::new)
                    .orElse(new Outcome.Unreachable<>("the inventory is not one of the API")));
  }

  /** The newest reading of each point. */
  public Outcome<List<SeenReading>> latest() throws InterruptedException {
    return get("/v1/latest").then(json -> new Outcome.Answered<>(readings(json)));
  }

  /** Readings from a moment on, in pages of up to {@code limit}. */
  public Outcome<Page> readings(Instant from, int limit, String cursor)
      throws InterruptedException {
    String query = "/v1/readings?from=" + encode(from.toString()) + "&limit=" + limit;
    return get(cursor.isEmpty() ? query : query + "&cursor=" + encode(cursor))
        .then(
            json ->
                json.path("readings").isArray()
                    ? new Outcome.Answered<>(
                        new Page(readings(json), SeenReading.text(json, "next")))
                    : new Outcome.Unreachable<>("the readings are not those of the API"));
  }

  /** Asks for a command; the same key twice is the same command. */
  public Outcome<CommandState> command(UUID key, PointId point, Value value, Duration life)
      throws InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.put("device", point.device()).put("point", point.point());
    switch (value) {
      case Value.Numeric(double number) -> body.put("value", number);
      case Value.Bool(boolean bool) -> body.put("value", bool);
      case Value.Text(String text) -> body.put("value", text);
    }
    body.put("expires_in_s", life.toSeconds());
    return json(
            b ->
                b.header("Idempotency-Key", key.toString())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))),
            "/v1/commands")
        .then(json -> state(json, point, value));
  }

  /** How far a command has come. */
  public Outcome<CommandState> command(String id, PointId point, Value value)
      throws InterruptedException {
    return get("/v1/commands/" + encode(id)).then(json -> state(json, point, value));
  }

  /** Opens the stream; the caller reads and closes it. */
  public Outcome<OpenStream> stream(String lastEventId) throws InterruptedException {
    return request(
            b -> {
              b.header("Accept", "text/event-stream");
              if (!lastEventId.isEmpty()) {
                b.header("Last-Event-ID", lastEventId);
              }
              return b.GET();
            },
            "/v1/stream",
            BodyHandlers.ofInputStream())
        .then(
            answer -> {
              if (answer.statusCode() == 200) {
                return new Outcome.Answered<>(new OpenStream(answer.body(), tokens.renewAt()));
              }
              try (InputStream body = answer.body()) {
                return new Outcome.Refused<>(
                    answer.statusCode(), title(body.readNBytes(EventStream.MAX_EVENT_BYTES)));
              } catch (IOException e) {
                return new Outcome.Refused<>(answer.statusCode(), "");
              }
            });
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static Outcome<CommandState> state(JsonNode json, PointId point, Value value) {
    return CommandState.of(json, point, value)
        .<Outcome<CommandState>>map(Outcome.Answered::new)
        .orElse(new Outcome.Unreachable<>("the command state is not one of the API"));
  }

  private static List<SeenReading> readings(JsonNode json) {
    List<SeenReading> found = new ArrayList<>();
    for (JsonNode one : json.path("readings")) {
      SeenReading.of(one).ifPresent(found::add);
    }
    return found;
  }

  private Outcome<JsonNode> get(String path) throws InterruptedException {
    return json(HttpRequest.Builder::GET, path);
  }

  private Outcome<JsonNode> json(
      Function<HttpRequest.Builder, HttpRequest.Builder> shape, String path)
      throws InterruptedException {
    return request(shape, path, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES))
        .then(
            answer -> {
              if (answer.statusCode() / 100 != 2) {
                return new Outcome.Refused<>(answer.statusCode(), title(answer.body()));
              }
              try {
                return new Outcome.Answered<>(JSON.readTree(answer.body()));
              } catch (JacksonException e) {
                return new Outcome.Unreachable<>(path + " did not answer JSON");
              }
            });
  }

  private <T> Outcome<HttpResponse<T>> request(
      Function<HttpRequest.Builder, HttpRequest.Builder> shape, String path, BodyHandler<T> handler)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Outcome<Secret> token = tokens.token();
      if (!(token instanceof Outcome.Answered<Secret>(Secret bearer))) {
        return token.then(_ -> new Outcome.Unreachable<>("not reached"));
      }
      HttpRequest request =
          shape
              .apply(
                  HttpRequest.newBuilder(URI.create(base + path))
                      .timeout(TIMEOUT)
                      .header("Authorization", "Bearer " + bearer.reveal()))
              .build();
      try {
        HttpResponse<T> answer = http.send(request, handler);
        if (answer.statusCode() != 401 || attempt > 1) {
          return new Outcome.Answered<>(answer);
        }
        if (answer.body() instanceof InputStream unread) {
          unread.close();
        }
        tokens.refused(bearer);
      } catch (IOException e) {
        return new Outcome.Unreachable<>(base + ": " + e);
      }
    }
  }

  private static String title(byte[] problem) {
    try {
      return SeenReading.text(JSON.readTree(problem), "title");
    } catch (JacksonException e) {
      return "";
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
