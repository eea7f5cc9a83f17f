package org.sekisho.home;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.sekisho.program.Peer;
import org.sekisho.program.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A head-end (and token endpoint) over real TLS that says what the test tells it to: the API's
 * answers in small, a house with four rooms, streams that can be cut, and commands that end as they
 * are told to. What stands under {@code /control} is for the browser's side of a test.
 */
public final class ScriptedHeadEnd implements AutoCloseable {
  /** The client secret that is right. */
  public static final String SECRET = "a secret/with+signs";

  private static final Logger LOG = LoggerFactory.getLogger(ScriptedHeadEnd.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ObjectNode> readings = new ArrayList<>();
  private final Set<OutputStream> streams = ConcurrentHashMap.newKeySet();
  private final Map<String, ObjectNode> commands = new ConcurrentHashMap<>();
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();

  /** How many tokens were given out. */
  public final AtomicInteger tokensGiven = new AtomicInteger();

  /** How many streams were opened. */
  public final AtomicInteger streamsOpened = new AtomicInteger();

  /** Paths and queries asked for. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** Status with which a command ends at once: done, refused … or sent, when it is left open. */
  public volatile String commandStatus = "done";

  /** The reason that goes with it. */
  public volatile String commandReason = "none";

  /** HTTP status of the answer to a new command; 202 takes it. */
  public volatile int commandHttp = 202;

  /** Whether the stream tells of commands; else they must be asked for. */
  public volatile boolean commandsOnStream = true;

  /** Life of the tokens that are given out, seconds. */
  public volatile int tokenLifeS = 900;

  /** Whether requests are answered at all. */
  public volatile boolean away;

  /** Readings on a page at most. */
  public volatile int pageLimit = 1000;

  /** Binds a free port of loopback. */
  public ScriptedHeadEnd(TestAuthority authority) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(authority.server(new Peer(Role.HEAD_END, "head-end-1"))));
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Base address. */
  public URI url() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Stores a reading without telling anybody, as when it came while the stream was cut. */
  public void store(
      String device, String point, Object value, String unit, Instant time, String quality) {
    add(
        device,
        point,
        value,
        unit,
        time,
        quality,
        quality.equals("good") ? "none" : "out-of-range");
  }

  /** Stores a good reading and sends it to the streams. */
  public void say(String device, String point, Object value, String unit, Instant time) {
    say(device, point, value, unit, time, "good", "none");
  }

  /** Stores a reading and sends it to the streams. */
  public void say(
      String device,
      String point,
      Object value,
      String unit,
      Instant time,
      String quality,
      String reason) {
    send("reading", add(device, point, value, unit, time, quality, reason));
  }

  /** Sends an event to the streams. */
  public void send(String event, JsonNode data) {
    byte[] bytes =
        ("event: " + event + "\nid: 7\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    List<OutputStream> gone = new ArrayList<>();
    for (OutputStream stream : streams) {
      try {
        synchronized (stream) {
          stream.write(bytes);
          stream.flush();
        }
      } catch (IOException e) {
        gone.add(stream);
      }
    }
    streams.removeAll(gone);
  }

  /** Ends every open stream. */
  public void cutStreams() {
    List<OutputStream> all = List.copyOf(streams);
    streams.removeAll(all);
    for (OutputStream stream : all) {
      try {
        stream.close();
      } catch (IOException e) {
        LOG.debug("a stream had gone already: {}", e.toString());
      }
    }
  }

  /** Streams that are open now. */
  public int openStreams() {
    return streams.size();
  }

  /** No token that was given out is good any more. */
  public void forgetTokens() {
    tokens.clear();
  }

  /** Ends an open command. */
  public void end(String id, String status, String reason) {
    ObjectNode command = commands.get(id);
    if (command == null) {
      throw new IllegalArgumentException(id);
    }
    command.put("status", status).put("reason", reason);
    if (commandsOnStream) {
      send("command", command);
    }
  }

  /** The commands that were taken, by id. */
  public Map<String, ObjectNode> commands() {
    return commands;
  }

  @Override
  public void close() {
    cutStreams();
    server.stop(0);
    threads.shutdownNow();
  }

  private ObjectNode add(
      String device,
      String point,
      Object value,
      String unit,
      Instant time,
      String quality,
      String reason) {
    ObjectNode json = JSON.createObjectNode();
    json.put("gateway", "home-gw-1").put("device", device).put("point", point);
    json.set("value", JSON.valueToTree(value));
    json.put("unit", unit)
        .put("time", time.truncatedTo(ChronoUnit.MICROS).toString())
        .put("quality", quality)
        .put("reason", reason);
    json.putObject("origin")
        .put("device", device)
        .put("gateway", "home-gw-1")
        .put("clock", "device");
    synchronized (readings) {
      readings.add(json);
    }
    return json;
  }

  private void serve(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String path = uri.getPath();
    asked.add(exchange.getRequestMethod() + " " + uri);
    if (path.startsWith("/control/")) {
      control(exchange, path);
    } else if (away) {
      answer(exchange, 503, problem(503, "away"));
    } else if (path.equals("/oauth2/token")) {
      token(exchange);
    } else if (!tokens.contains(bearer(exchange))) {
      answer(exchange, 401, problem(401, "no valid token"));
    } else {
      api(exchange, path, query(uri));
    }
  }

  private void api(HttpExchange exchange, String path, Map<String, String> query)
      throws IOException {
    if (path.equals("/v1/devices")) {
      ObjectNode json = JSON.createObjectNode();
      json.set("devices", HouseFixture.devices());
      answer(exchange, 200, json);
    } else if (path.equals("/v1/points")) {
      ObjectNode json = JSON.createObjectNode();
      json.set("points", HouseFixture.points());
      answer(exchange, 200, json);
    } else if (path.equals("/v1/readings")) {
      answer(exchange, 200, page(query));
    } else if (path.equals("/v1/stream")) {
      stream(exchange);
    } else if (path.equals("/v1/commands")) {
      command(exchange);
    } else if (path.startsWith("/v1/commands/")) {
      ObjectNode command = commands.get(path.substring("/v1/commands/".length()));
      answer(
          exchange, command == null ? 404 : 200, command == null ? problem(404, "none") : command);
    } else {
      answer(exchange, 404, problem(404, "no such route"));
    }
  }

  private void token(HttpExchange exchange) throws IOException {
    String pair = "home-app:" + java.net.URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, problem(401, "invalid_client"));
      return;
    }
    String token = "token-" + tokensGiven.incrementAndGet();
    tokens.add(token);
    ObjectNode json = JSON.createObjectNode();
    json.put("access_token", token).put("token_type", "Bearer").put("expires_in", tokenLifeS);
    answer(exchange, 200, json);
  }

  private JsonNode page(Map<String, String> query) {
    Instant from = Instant.parse(query.getOrDefault("from", "1970-01-01T00:00:00Z"));
    int start = Integer.parseInt(query.getOrDefault("cursor", "0"));
    int limit = Math.min(pageLimit, Integer.parseInt(query.getOrDefault("limit", "1000")));
    List<ObjectNode> found;
    synchronized (readings) {
      found =
          readings.stream()
              .filter(r -> !Instant.parse(r.path("time").asString()).isBefore(from))
              .sorted(Comparator.comparing(r -> Instant.parse(r.path("time").asString())))
              .toList();
    }
    int end = Math.min(found.size(), start + limit);
    ObjectNode json = JSON.createObjectNode();
    ArrayNode array = json.putArray("readings");
    found.subList(Math.min(start, end), end).forEach(array::add);
    if (end < found.size()) {
      json.put("next", Integer.toString(end));
    } else {
      json.putNull("next");
    }
    return json;
  }

  private void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    synchronized (out) {
      out.write(": welcome\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    streams.add(out);
    streamsOpened.incrementAndGet();
  }

  private void command(HttpExchange exchange) throws IOException {
    ObjectNode body = (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
    if (commandHttp != 202) {
      answer(exchange, commandHttp, problem(commandHttp, "refused"));
      return;
    }
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    boolean known = keys.containsKey(key);
    String id = keys.computeIfAbsent(key, _ -> UUID.randomUUID().toString());
    ObjectNode command = commands.computeIfAbsent(id, _ -> body.deepCopy());
    if (!known) {
      command.put("id", id).put("status", "sent").put("reason", "").putNull("read_back");
      command.put("issued_at", Instant.now().toString()).putNull("finished_at");
    }
    answer(exchange, known ? 200 : 202, command);
    if (!known && !commandStatus.equals("sent")) {
      if (commandStatus.equals("done")) {
        command.set("read_back", body.path("value"));
        say(
            body.path("device").asString(),
            body.path("point").asString(),
            JSON.treeToValue(body.path("value"), Object.class),
            "",
            Instant.now());
      }
      end(id, commandStatus, commandReason);
    }
  }

  private void control(HttpExchange exchange, String path) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    switch (path) {
      case "/control/say" ->
          say(
              body.path("device").asString(),
              body.path("point").asString(),
              JSON.treeToValue(body.path("value"), Object.class),
              body.path("unit").asString(""),
              Instant.now(),
              body.path("quality").asString("good"),
              body.path("reason").asString("none"));
      case "/control/command" -> {
        commandStatus = body.path("status").asString("done");
        commandReason = body.path("reason").asString("none");
      }
      case "/control/cut" -> cutStreams();
      default -> throw new IOException("no such control: " + path);
    }
    answer(exchange, 200, JSON.createObjectNode());
  }

  private static String bearer(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header == null ? "" : header.substring(header.indexOf(' ') + 1);
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> found = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&", -1)) {
        int equals = pair.indexOf('=');
        found.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  private static ObjectNode problem(int status, String title) {
    return JSON.createObjectNode().put("status", status).put("title", title);
  }

  private static void answer(HttpExchange exchange, int status, JsonNode json) throws IOException {
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
