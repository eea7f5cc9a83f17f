package org.sekisho.gateway.update;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of hawkBit's Direct Device Integration API, version 1, over mutual TLS. Follows only
 * links to its own resources of the server that was configured. Blocks; one thread at a time.
 */
public final class DdiClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long MAX_ANSWER_BYTES = 256 * 1024;
  private static final int GONE = 410;
  private static final int NOT_FOUND = 404;
  private static final int PARTIAL = 206;
  private static final Pattern SLEEP = Pattern.compile("(\\d{1,2}):([0-5]\\d):([0-5]\\d)");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private final URI base;
  private final String path;
  private final HttpClient http;

  /**
   * What the server has for this gateway.
   *
   * @param sleep how soon it wants to be asked again, if it says so
   */
  public record Links(
      Optional<Duration> sleep,
      Optional<URI> configData,
      Optional<URI> deployment,
      Optional<URI> cancel) {}

  /**
   * A release that is offered.
   *
   * @param action number of the order
   * @param forced whether it is to be installed without asking a person
   * @param now false while the server wants the gateway to wait
   * @param sha256 of the file, in hexadecimal
   */
  public record Offer(
      String action,
      String version,
      boolean forced,
      boolean now,
      String file,
      long sizeBytes,
      String sha256,
      URI download) {}

  /** How far an order came, in the words of the API. */
  public enum Execution {
    /** It is being worked on. */
    PROCEEDING,
    /** It has ended. */
    CLOSED,
    /** It is not going to be done. */
    REJECTED
  }

  /**
   * A client of {@code https://host:port}.
   *
   * @param id of this gateway: its certificate's, and the controller's in the paths
   */
  public DdiClient(URI server, String tenant, String id, Supplier<SSLContext> tls) {
    this.path = "/" + tenant + "/controller/v1/" + id;
    this.base = server.resolve(path);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(tls.get())
            .connectTimeout(TIMEOUT)
            .build();
  }

  /** Asks what is due. */
  public Links poll() throws IOException, InterruptedException {
    JsonNode json = get(base);
    JsonNode links = json.path("_links");
    return new Links(
        sleep(json.at("/config/polling/sleep").asString("")),
        link(links, "configData"),
        link(links, "deploymentBase"),
        link(links, "cancelAction"));
  }

  /** What is offered; IOException when it is not one release file with its SHA-256. */
  public Offer offer(URI deployment) throws IOException, InterruptedException {
    JsonNode json = get(deployment);
    JsonNode chunks = json.at("/deployment/chunks");
    if (chunks.size() != 1 || chunks.get(0).path("artifacts").size() != 1) {
      throw new IOException("the deployment is not one chunk with one artifact");
    }
    JsonNode chunk = chunks.get(0);
    JsonNode artifact = chunk.path("artifacts").get(0);
    String sha256 = artifact.at("/hashes/sha256").asString("");
    if (!HASH.matcher(sha256).matches()) {
      throw new IOException("the artifact has no SHA-256");
    }
    long size = artifact.path("size").asLong(-1);
    if (size < 1) {
      throw new IOException("the artifact has no size");
    }
    Optional<URI> download = link(artifact.path("_links"), "download");
    if (download.isEmpty()) {
      throw new IOException("the artifact has no link for its download");
    }
    String how = json.at("/deployment/update").asString("");
    boolean window =
        !json.at("/deployment/maintenanceWindow").asString("available").equals("unavailable");
    return new Offer(
        id(json.path("id")),
        bounded(chunk.path("version").asString("")),
        how.equals("forced"),
        window && !how.equals("skip"),
        bounded(artifact.path("filename").asString("")),
        size,
        sha256,
        download.get());
  }

  /** Which order is to be given up; the first is the number of the order to give it up. */
  public List<String> cancel(URI cancel) throws IOException, InterruptedException {
    JsonNode json = get(cancel);
    return List.of(id(json.path("id")), id(json.at("/cancelAction/stopId")));
  }

  /**
   * A part of a file, of at most the length that was asked for.
   *
   * @param sizeBytes of the whole file, as it was announced
   */
  public byte[] slice(URI file, long from, int length, long sizeBytes)
      throws IOException, InterruptedException {
    long last = Math.min(sizeBytes, from + length) - 1;
    HttpRequest request =
        HttpRequest.newBuilder(file)
            .timeout(TIMEOUT)
            .header("Range", "bytes=" + from + "-" + last)
            .GET()
            .build();
    HttpResponse<byte[]> answer =
        send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), length));
    if (answer.statusCode() != PARTIAL) {
      throw new IOException("HTTP " + answer.statusCode() + " for a part of the file");
    }
    Matcher range = RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
    if (!range.matches()
        || Long.parseLong(range.group(1)) != from
        || Long.parseLong(range.group(3)) != sizeBytes
        || answer.body().length != Long.parseLong(range.group(2)) - from + 1
        || answer.body().length == 0) {
      throw new IOException("another part of the file than was asked for");
    }
    return answer.body();
  }

  /** Tells facts about this gateway. */
  public void tellFacts(URI configData, Map<String, String> facts)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(json(configData, "PUT", Map.of("mode", "merge", "data", facts)), text());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("configData: HTTP " + answer.statusCode());
    }
  }

  /** Tells how far an order came; one that the server no longer knows needs no telling. */
  public void feedback(String action, Execution how, String finished, String detail)
      throws IOException, InterruptedException {
    tell("/deploymentBase/" + action + "/feedback", how, finished, detail);
  }

  /** Answers an order to give another one up. */
  public void cancelFeedback(String action, Execution how, String detail)
      throws IOException, InterruptedException {
    tell("/cancelAction/" + action + "/feedback", how, "success", detail);
  }

  private void tell(String where, Execution how, String finished, String detail)
      throws IOException, InterruptedException {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("execution", how.name().toLowerCase(java.util.Locale.ROOT));
    status.put("result", Map.of("finished", finished));
    status.put("details", detail.isEmpty() ? List.of() : List.of(detail));
    HttpResponse<String> answer =
        send(json(base.resolve(path + where), "POST", Map.of("status", status)), text());
    if (answer.statusCode() / 100 != 2
        && answer.statusCode() != GONE
        && answer.statusCode() != NOT_FOUND) {
      throw new IOException("feedback: HTTP " + answer.statusCode());
    }
  }

  private JsonNode get(URI uri) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Accept", "application/hal+json, application/json")
                .GET()
                .build(),
            text());
    if (answer.statusCode() != 200) {
      throw new IOException("HTTP " + answer.statusCode());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (JacksonException e) {
      throw new IOException("an answer that is not JSON", e);
    }
  }

  /** Waits for head and body together: the client's own timeout ends with the head. */
  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> sent = http.sendAsync(request, body);
    try {
      return sent.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new IOException("no whole answer in time", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    }
  }

  private static HttpRequest json(URI uri, String method, Object body) {
    return HttpRequest.newBuilder(uri)
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
        .build();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES);
  }

  /** A link, which may lead only to this gateway's own resources of this server. */
  private Optional<URI> link(JsonNode links, String name) throws IOException {
    String href = links.path(name).path("href").asString("");
    if (href.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = base.resolve(href).normalize();
      if (!"https".equals(uri.getScheme())
          || !base.getAuthority().equals(uri.getAuthority())
          || !uri.getRawPath().startsWith(path + "/")) {
        throw new IOException("the link " + name + " leads elsewhere");
      }
      return Optional.of(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException("the link " + name + " is none", e);
    }
  }

  private static String id(JsonNode node) throws IOException {
    String id = node.asString("");
    if (!ID.matcher(id).matches()) {
      throw new IOException("an order without a number");
    }
    return id;
  }

  private static String bounded(String text) {
    List<Integer> kept = new ArrayList<>();
    text.codePoints().filter(c -> !Character.isISOControl(c)).limit(100).forEach(kept::add);
    var out = new StringBuilder();
    kept.forEach(out::appendCodePoint);
    return out.toString();
  }

  private static Optional<Duration> sleep(String text) {
    Matcher m = SLEEP.matcher(text);
    return m.matches()
        ? Optional.of(
            Duration.ofHours(Long.parseLong(m.group(1)))
                .plusMinutes(Long.parseLong(m.group(2)))
                .plusSeconds(Long.parseLong(m.group(3))))
        : Optional.empty();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
