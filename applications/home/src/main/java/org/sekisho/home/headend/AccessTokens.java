package org.sekisho.home.headend;

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
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps an access token by OAuth 2.0 client credentials (RFC 6749, 4.4) and renews it when four
 * fifths of its life are over. Blocks; thread-safe: only one renewal runs at a time.
 */
final class AccessTokens {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final double USED_LIFE = 0.8;
  private static final long USUAL_LIFE_S = 300;

  private final HttpClient http;
  private final URI endpoint;
  private final String clientId;
  private final Secret secret;
  private final InstantSource clock;
  private @Nullable Secret token;
  private Instant renewAt = Instant.MIN;

  AccessTokens(HttpClient http, URI endpoint, String clientId, Secret secret, InstantSource clock) {
    this.http = http;
    this.endpoint = endpoint;
    this.clientId = clientId;
    this.secret = secret;
    this.clock = clock;
  }

  /** A token that is good for now. */
  synchronized Outcome<Secret> token() throws InterruptedException {
    Secret present = token;
    if (present != null && clock.instant().isBefore(renewAt)) {
      return new Outcome.Answered<>(present);
    }
    return renew();
  }

  /** When a newer token is to be used. */
  synchronized Instant renewAt() {
    return renewAt;
  }

  /** The token was refused: the next request gets a new one, unless that has happened already. */
  synchronized void refused(Secret which) {
    Secret present = token;
    if (present != null && which.equals(present)) {
      token = null;
    }
  }

  private Outcome<Secret> renew() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(TIMEOUT)
            .header("Authorization", "Basic " + basic())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    try {
      HttpResponse<String> answer =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
      if (answer.statusCode() != 200) {
        return new Outcome.Refused<>(answer.statusCode(), "no token from " + endpoint);
      }
      JsonNode json = JSON.readTree(answer.body());
      String text = json.path("access_token").asString("");
      if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
        return new Outcome.Unreachable<>(endpoint + " answered without a token");
      }
      Secret fresh = Secret.of(text);
      long lifeS = Math.clamp(json.path("expires_in").asLong(USUAL_LIFE_S), 1, 86_400);
      token = fresh;
      renewAt = clock.instant().plusMillis((long) (lifeS * 1000 * USED_LIFE));
      return new Outcome.Answered<>(fresh);
    } catch (IOException | JacksonException e) {
      return new Outcome.Unreachable<>("no token from " + endpoint + ": " + e);
    }
  }

  /** Both halves form-encoded first, as RFC 6749, 2.3.1 has it. */
  private String basic() {
    String pair =
        URLEncoder.encode(clientId, StandardCharsets.UTF_8)
            + ":"
            + URLEncoder.encode(secret.reveal(), StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
