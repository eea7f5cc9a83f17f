package org.sekisho.benchmarks.plant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.sekisho.program.Secret;

/** An application that uses the head-end's API with a token. Thread-safe. */
public final class Application implements AutoCloseable {
  private final HttpClient http;
  private final String base;
  private final Secret token;

  Application(HttpClient http, String base, Secret token) {
    this.http = http;
    this.base = base;
    this.token = token;
  }

  /** Gets a path; answers the body. */
  public String get(String path) {
    return send(request(path).GET().build());
  }

  /** Asks for a command; answers the body. */
  public String command(String key, String body) {
    return send(
        request("/v1/commands")
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private String send(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            request.uri() + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Follows the live stream on a thread of its own until the application is closed.
   *
   * @param listener told the name and the data of each event
   */
  public void follow(String path, BiConsumer<String, String> listener) {
    try {
      HttpResponse<InputStream> answer =
          http.send(
              request(path).header("Accept", "text/event-stream").GET().build(),
              HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + ": " + answer.statusCode());
      }
      Thread.ofPlatform().daemon().name("stream").start(() -> read(answer.body(), listener));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void read(InputStream body, BiConsumer<String, String> listener) {
    try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String event = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          event = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          listener.accept(event, line.substring(5).strip());
        }
      }
    } catch (IOException e) {
      // The stream ends with the application; whoever waits for an event has a deadline.
      return;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + token.reveal());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
