package org.sekisho.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.CommandFailure;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The head-end's API as an application sees it. Blocks; one thread. */
final class DemoApi implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final URI api;
  private final URI tokens;
  private final String application;
  private final Secret secret;
  private final HttpClient http;
  private @Nullable Secret token;

  /** The API for an application with its client secret. */
  DemoApi(URI api, URI tokens, String application, Secret secret, PeerTrust trust) {
    this.api = api;
    this.tokens = tokens;
    this.application = application;
    this.secret = secret;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust.context(null))
            .connectTimeout(TIMEOUT)
            .build();
  }

  /** The newest reading of a point, a missing node when there is none. */
  JsonNode latest(String device, String point) throws IOException, InterruptedException {
    String query =
        "?device="
            + URLEncoder.encode(device, StandardCharsets.UTF_8)
            + "&point="
            + URLEncoder.encode(point, StandardCharsets.UTF_8);
    return send(request("/v1/latest" + query).GET().build()).path("readings").path(0);
  }

  /** Every reading of a point since then. */
  List<JsonNode> readings(String device, String point, Instant from)
      throws IOException, InterruptedException {
    String query =
        "?device="
            + URLEncoder.encode(device, StandardCharsets.UTF_8)
            + "&point="
            + URLEncoder.encode(point, StandardCharsets.UTF_8)
            + "&from="
            + URLEncoder.encode(from.toString(), StandardCharsets.UTF_8);
    List<JsonNode> readings = new ArrayList<>();
    String cursor = "";
    while (true) {
      JsonNode page = send(request("/v1/readings" + query + cursor).GET().build());
      page.path("readings").forEach(readings::add);
      String next = page.path("next").asString("");
      if (next.isEmpty()) {
        return readings;
      }
      cursor = "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }
  }

  /** Sends a command; answers its id. */
  String command(String device, String point, boolean value)
      throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(Map.of("device", device, "point", point, "value", value));
    JsonNode answer =
        send(
            request("/v1/commands")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body))
                .build());
    return answer.path("id").asString("");
  }

  /** The state of a command. */
  JsonNode commandState(String id) throws IOException, InterruptedException {
    return send(
        request("/v1/commands/" + URLEncoder.encode(id, StandardCharsets.UTF_8)).GET().build());
  }

  private HttpRequest.Builder request(String path) throws IOException, InterruptedException {
    return HttpRequest.newBuilder(api.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token().reveal());
  }

  private Secret token() throws IOException, InterruptedException {
    if (token == null) {
      String basic =
          Base64.getEncoder()
              .encodeToString(
                  (application + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
      JsonNode answer =
          send(
              HttpRequest.newBuilder(tokens)
                  .timeout(TIMEOUT)
                  .header("Authorization", "Basic " + basic)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                  .build());
      token = Secret.of(answer.path("access_token").asString(""));
    }
    return token;
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new CommandFailure(
          "%s %s answered %d: %s"
              .formatted(
                  request.method(), request.uri(), answer.statusCode(), answer.body().strip()));
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
