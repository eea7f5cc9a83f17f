package org.sekisho.headend.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.KeyCertOptions;
import java.net.BindException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.sekisho.headend.access.AccessRecords;
import org.sekisho.headend.api.TokenVerifier.Verdict;
import org.sekisho.headend.store.ReadingStore.StoredReading;
import org.sekisho.program.StartException;
import org.sekisho.program.access.Admission;
import org.sekisho.program.access.Attempt;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.RequestClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/**
 * The HTTPS server of the API. Each request goes through the same gate: limits, token, operation,
 * scopes, parameters and body as the description says; only then does its handler see it.
 * Everything else is refused. Requests are received on event loops and handled on a virtual thread
 * each.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final int START_LIMIT_S = 10;
  private static final int HANDSHAKE_S = 10;
  private static final int IDLE_S = 60;
  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final int MAX_HEADER_BYTES = 32 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_BODY_BYTES = 16 * 1024;
  private static final int MAX_REQUESTS_AT_ONCE = 64;
  private static final int WITHOUT_TOKEN_PER_MINUTE = 60;
  private static final String DOOR = "api";
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength(4096)
                          .maxNumberLength(64)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private final Vertx vertx;
  private final ApiConfig config;
  private final List<Operation> operations;
  private final Map<String, Function<Call, Answer>> handlers;
  private final Function<Call, Wanted> streamed;
  private final AccessRecords accesses;
  private final StreamHub hub;
  private final TokenVerifier tokens;
  private final RateLimit requests;
  private final RateLimit withoutToken;
  private final LockoutEngine doors;
  private final MeterRegistry metrics;
  private final HttpServer server;
  private final RequestClock clock;
  private final Semaphore inWork = new Semaphore(MAX_REQUESTS_AT_ONCE);
  private final ExecutorService endings = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger connections = new AtomicInteger();

  /** Binds and serves; {@link StartException} when the address is taken. */
  ApiServer(
      Vertx vertx,
      ApiConfig config,
      X509KeyManager keys,
      ApiDescription description,
      Map<String, Function<Call, Answer>> handlers,
      Function<Call, Wanted> streamed,
      AccessRecords accesses,
      StreamHub hub,
      TokenVerifier tokens,
      LockoutEngine doors,
      MeterRegistry metrics) {
    requireSame(description, handlers.keySet());
    this.vertx = vertx;
    this.config = config;
    this.operations = description.operations();
    this.handlers = Map.copyOf(handlers);
    this.streamed = streamed;
    this.accesses = accesses;
    this.hub = hub;
    this.tokens = tokens;
    this.requests = new RateLimit(config.requestsPerMinute(), System::nanoTime);
    this.withoutToken = new RateLimit(WITHOUT_TOKEN_PER_MINUTE, System::nanoTime);
    this.doors = doors;
    this.metrics = metrics;
    clock = new RequestClock(vertx);
    server = vertx.createHttpServer(options(keys));
    server.connectionHandler(this::connected);
    server.requestHandler(this::receive);
    server.invalidRequestHandler(ApiServer::malformed);
    server.exceptionHandler(e -> LOG.debug("a connection failed: {}", e.toString()));
    listen();
  }

  /** The description is the source: nothing more and nothing less is served. */
  static void requireSame(ApiDescription description, Set<String> handled) {
    Set<String> described = new LinkedHashSet<>();
    for (Operation operation : description.operations()) {
      if (!operation.stream()) {
        described.add(operation.id());
      }
    }
    Set<String> more = new LinkedHashSet<>(handled);
    more.removeAll(described);
    described.removeAll(handled);
    if (!more.isEmpty() || !described.isEmpty()) {
      throw new IllegalStateException(
          "openapi.yaml: without a handler " + described + ", not described " + more);
    }
  }

  private static HttpServerOptions options(X509KeyManager keys) {
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(KeyCertOptions.wrap(keys))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setSslHandshakeTimeout(HANDSHAKE_S)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_LINE_BYTES)
        .setIdleTimeout(IDLE_S)
        .setTcpNoDelay(true)
        .setCompressionSupported(false);
  }

  private void listen() {
    try {
      server
          .listen(config.listen().port(), config.listen().host())
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof BindException
              ? "the address is taken or not of this machine"
              : String.valueOf(e.getCause());
      throw new StartException("api.listen: cannot listen on " + config.listen() + ": " + why, e);
    } catch (TimeoutException e) {
      throw new StartException("api.listen: cannot listen on " + config.listen() + " in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("api.listen: interrupted", e);
    }
  }

  /** The port that is bound. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    try {
      server.close().toCompletionStage().toCompletableFuture().get(3, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the API listener did not close: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    endings.close();
  }

  private void connected(HttpConnection connection) {
    if (connections.incrementAndGet() > config.maxConnections()) {
      connection.close();
    }
    clock.opened(connection);
    connection.closeHandler(
        _ -> {
          connections.decrementAndGet();
          clock.closed(connection);
        });
  }

  /** What cannot be parsed is answered with a status, then the connection is closed. */
  private static void malformed(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    int status =
        cause instanceof io.netty.handler.codec.http.TooLongHttpHeaderException
                || cause instanceof io.netty.handler.codec.http.TooLongHttpLineException
            ? 431
            : 400;
    write(
        request.response(),
        Problems.of(status, "the request's head is malformed or too large")
            .with("Connection", "close"));
    request.connection().close();
  }

  /** Runs on the event loop. */
  private void receive(HttpServerRequest request) {
    var body = Buffer.buffer();
    boolean[] refused = {false};
    HttpServerResponse response = request.response();
    request.exceptionHandler(e -> LOG.debug("a request broke off: {}", e.toString()));
    response.exceptionHandler(e -> LOG.debug("an answer broke off: {}", e.toString()));
    if (request.headers().size() > MAX_HEADERS) {
      refused[0] = true;
      write(response, Problems.of(431, "too many header fields").with("Connection", "close"));
      return;
    }
    request.handler(
        chunk -> {
          if (!refused[0] && body.length() + chunk.length() > MAX_BODY_BYTES) {
            refused[0] = true;
            write(
                response,
                Problems.of(413, "the body is over " + MAX_BODY_BYTES + " bytes")
                    .with("Connection", "close"));
            request.connection().close();
          } else if (!refused[0]) {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(
        _ -> {
          if (!refused[0]) {
            clock.received(request);
            dispatch(request, body.getBytes());
          }
        });
  }

  private void dispatch(HttpServerRequest request, byte[] body) {
    if (!inWork.tryAcquire()) {
      write(
          request.response(),
          Problems.of(503, "too many requests at once").with("Retry-After", "1"));
      return;
    }
    Context context = vertx.getOrCreateContext();
    Thread.ofVirtual()
        .name("api-request")
        .start(
            () -> {
              Outcome outcome;
              try {
                outcome = gate(request, body);
              } catch (RuntimeException e) {
                LOG.error("a request failed", e);
                outcome = refuse(500, "internal fault");
              } finally {
                inWork.release();
              }
              Outcome done = outcome;
              context.runOnContext(_ -> finish(request, context, done));
            });
  }

  /** What a request ends in. */
  private sealed interface Outcome {
    record Answered(Answer answer) implements Outcome {}

    record Stream(Call call, Predicate<StoredReading> wanted) implements Outcome {}
  }

  private static final Outcome NO_TOKEN =
      new Outcome.Answered(
          Problems.of(401, "a valid bearer token is needed")
              .with("WWW-Authenticate", "Bearer realm=\"head-end\""));

  private static Outcome refuse(int status, String detail) {
    return new Outcome.Answered(Problems.of(status, detail));
  }

  private void finish(HttpServerRequest request, Context context, Outcome outcome) {
    HttpServerResponse response = request.response();
    switch (outcome) {
      case Outcome.Answered(Answer answer) -> {
        count(answer.status());
        write(response, answer);
      }
      case Outcome.Stream(Call call, Predicate<StoredReading> wanted) -> {
        switch (hub.begin(call.caller(), wanted, values -> ended(call, values), request, context)) {
          case YES -> count(200);
          case TOO_MANY_OF_APPLICATION ->
              write(response, Problems.of(429, "too many streams of this application"));
          case TOO_MANY -> write(response, Problems.of(503, "too many streams"));
        }
      }
    }
  }

  /** Never waits: an event loop tells it. */
  private void ended(Call call, long values) {
    endings.execute(
        () -> {
          try {
            keep(call, "stream ended", 200, values);
          } catch (RuntimeException e) {
            LOG.error("the end of a stream was not kept", e);
          }
        });
  }

  private void keep(Call call, String operation, int status, long values) {
    accesses.keep(
        call.caller().application(), call.source(), operation, call.parameters(), status, values);
  }

  private void count(int status) {
    metrics.counter("sekisho.headend.api.requests", "status", Integer.toString(status)).increment();
  }

  private Outcome gate(HttpServerRequest request, byte[] body) {
    String source = request.remoteAddress().hostAddress();
    String authorization = request.getHeader("Authorization");
    String token =
        authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
            ? authorization.substring(7).trim()
            : "";
    Caller caller;
    switch (token.isEmpty() ? new Verdict.Unfit() : tokens.verify(token)) {
      // A right token never waits: nobody else can shut an application out.
      case Verdict.Good(Caller its) -> caller = its;
      case Verdict.Unfit _ -> {
        return withoutToken.take(source)
            ? NO_TOKEN
            : later("too many requests without a valid token", Duration.ofSeconds(5));
      }
      case Verdict.Wrong(String claimed) -> {
        return wrong(claimed, source);
      }
    }
    if (!requests.take(caller.application())) {
      return new Outcome.Answered(
          Problems.of(429, "too many requests of this application").with("Retry-After", "5"));
    }
    String path = request.path() == null ? "" : request.path();
    List<String> segments = List.of(path.split("/", -1));
    Operation operation = null;
    Set<String> allowed = new LinkedHashSet<>();
    for (Operation candidate : operations) {
      if (candidate.matches(segments)) {
        allowed.add(candidate.method());
        if (candidate.method().equals(request.method().name())) {
          operation = candidate;
        }
      }
    }
    if (operation == null) {
      return new Outcome.Answered(
          allowed.isEmpty()
              ? Problems.of(404, "no such resource")
              : Problems.of(405, "the resource has no such method")
                  .with("Allow", String.join(", ", allowed)));
    }
    if (!caller.scopes().containsAll(operation.scopes())) {
      return new Outcome.Answered(
          Problems.of(403, "the token lacks a scope: " + String.join(" ", operation.scopes()))
              .with(
                  "WWW-Authenticate",
                  "Bearer error=\"insufficient_scope\", scope=\""
                      + String.join(" ", operation.scopes())
                      + "\""));
    }
    return perform(operation, caller, segments, source, request, body);
  }

  private Outcome wrong(String claimed, String source) {
    return switch (doors.admit(DOOR, claimed, !claimed.isEmpty(), source)) {
      case Admission.Admitted(Attempt attempt) -> {
        attempt.wrong();
        yield NO_TOKEN;
      }
      case Admission.Later(Duration remaining) ->
          later("too many wrong tokens: try again later", remaining);
    };
  }

  private static Outcome later(String detail, Duration remaining) {
    return new Outcome.Answered(
        Problems.of(429, detail)
            .with("Retry-After", Long.toString(Math.max(1, remaining.toSeconds()))));
  }

  private Outcome perform(
      Operation operation,
      Caller caller,
      List<String> segments,
      String source,
      HttpServerRequest request,
      byte[] body) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    Optional<Answer> refusal = parameters(operation, segments, request, parameters);
    if (refusal.isPresent()) {
      return new Outcome.Answered(refusal.get());
    }
    JsonNode json = MissingNode.getInstance();
    if (operation.body().isPresent()) {
      String type = String.valueOf(request.getHeader("Content-Type"));
      if (!type.equals("application/json") && !type.startsWith("application/json;")) {
        return refuse(415, "the body must be application/json");
      }
      try {
        json = JSON.readTree(body);
      } catch (JacksonException e) {
        return refuse(400, "the body is not JSON");
      }
      if (json == null
          || json.isMissingNode()
          || !operation.body().get().validate(json).isEmpty()) {
        return refuse(400, "the body is not as the API description says");
      }
    } else if (body.length > 0) {
      return refuse(400, "the operation has no body");
    }
    var call = new Call(caller, source, parameters, json);
    if (operation.stream()) {
      return switch (streamed.apply(call)) {
        case Wanted.Readings(var selection) -> {
          keep(call, "stream begun", 200, 0);
          yield new Outcome.Stream(call, selection.asPredicate());
        }
        case Wanted.Denied(Answer answer) -> {
          keep(call, "stream", answer.status(), 0);
          yield new Outcome.Answered(answer);
        }
      };
    }
    Function<Call, Answer> handler = handlers.get(operation.id());
    if (handler == null) {
      throw new IllegalStateException("checked at the start");
    }
    return new Outcome.Answered(handler.apply(call));
  }

  /** Fills in the parameters; a refusal when one is not as the description says. */
  private static Optional<Answer> parameters(
      Operation operation,
      List<String> segments,
      HttpServerRequest request,
      Map<String, Object> into) {
    Map<String, List<String>> query = new HashMap<>();
    try {
      for (Map.Entry<String, String> entry : request.params()) {
        query
            .computeIfAbsent(entry.getKey(), _ -> new java.util.ArrayList<>())
            .add(entry.getValue());
      }
    } catch (IllegalArgumentException e) {
      return Optional.of(Problems.of(400, "the query is malformed"));
    }
    for (Operation.Parameter parameter : operation.parameters()) {
      List<String> values =
          switch (parameter.place()) {
            case PATH ->
                List.of(segments.get(operation.segments().indexOf("{" + parameter.name() + "}")));
            case QUERY -> Optional.ofNullable(query.remove(parameter.name())).orElse(List.of());
            case HEADER -> request.headers().getAll(parameter.name());
          };
      String raw = values.isEmpty() ? null : values.getFirst();
      Object value = raw == null ? null : valid(parameter, raw);
      if (values.size() > 1
          || (raw == null && parameter.required())
          || (raw != null && value == null)) {
        return Optional.of(
            Problems.of(
                400, "parameter '" + parameter.name() + "' is not as the API description says"));
      }
      if (value != null) {
        into.put(parameter.name(), value);
      }
    }
    return query.isEmpty()
        ? Optional.empty()
        : Optional.of(Problems.of(400, "a query parameter that the operation does not have"));
  }

  private static @Nullable Object valid(Operation.Parameter parameter, String raw) {
    Object value;
    JsonNode node;
    switch (parameter.type()) {
      case INTEGER -> {
        if (raw.isEmpty()
            || raw.length() > 16
            || !raw.chars().allMatch(c -> c >= '0' && c <= '9')) {
          return null;
        }
        value = Long.valueOf(raw);
        node = JsonNodeFactory.instance.numberNode((Long) value);
      }
      case STRING -> {
        value = raw;
        node = JsonNodeFactory.instance.stringNode(raw);
      }
      default -> throw new IllegalStateException();
    }
    return parameter.schema().validate(node).isEmpty() ? value : null;
  }

  /** Runs on the event loop of the connection. */
  private static void write(HttpServerResponse response, Answer answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Security-Policy", "default-src 'none'")
        .end(Buffer.buffer(answer.body()))
        .onFailure(e -> LOG.debug("an answer was not sent: {}", e.toString()));
  }
}
