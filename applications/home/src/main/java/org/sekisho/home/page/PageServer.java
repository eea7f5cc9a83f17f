package org.sekisho.home.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.KeyCertOptions;
import java.net.BindException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Address;
import org.sekisho.program.Secret;
import org.sekisho.program.StartException;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.RequestClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page over TLS 1.2 and 1.3. Only the routes of the table exist; what a request must
 * have stands there, and everything that is not known is answered 401 to strangers, so that the
 * table cannot be explored from outside.
 *
 * <p>Requests are received on an event loop within the limits below and handled on a virtual thread
 * each. Over a limit: body 413, header 431, too many at once 503, too many connections: closed.
 */
final class PageServer implements AutoCloseable {
  static final int MAX_BODY_BYTES = 16 * 1024;
  static final int MAX_CONNECTIONS = 256;
  static final int MAX_REQUESTS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
  private static final String COOKIE = "__Host-sekisho-home";
  private static final int START_LIMIT_S = 10;

  /** No inline script or style, no other host, no frame; texts are never parsed as HTML. */
  private static final Map<String, String> SHIELD =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
          "Strict-Transport-Security",
          "max-age=31536000");

  private final Vertx vertx;
  private final HttpServer server;
  private final RequestClock clock;
  private final Map<String, Map<String, PageRoute>> routes = new HashMap<>();
  private final Sessions sessions;
  private final LiveUpdates live;
  private final Semaphore inWork = new Semaphore(MAX_REQUESTS);
  private final AtomicInteger connections = new AtomicInteger();
  private final MeterRegistry metrics;

  private PageServer(
      Vertx vertx,
      HttpServer server,
      List<PageRoute> table,
      Sessions sessions,
      LiveUpdates live,
      MeterRegistry metrics) {
    this.vertx = vertx;
    this.clock = new RequestClock(vertx);
    this.server = server;
    this.sessions = sessions;
    this.live = live;
    this.metrics = metrics;
    for (PageRoute route : table) {
      routes.computeIfAbsent(route.path(), _ -> new HashMap<>()).put(route.method(), route);
    }
    metrics.gauge("sekisho.home.pages", live, LiveUpdates::size);
  }

  static PageServer start(
      Vertx vertx,
      Address address,
      X509KeyManager keys,
      List<PageRoute> table,
      Sessions sessions,
      LiveUpdates live,
      MeterRegistry metrics) {
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(KeyCertOptions.wrap(keys))
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
            .setSslHandshakeTimeout(10)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setMaxHeaderSize(8 * 1024)
            .setMaxInitialLineLength(2 * 1024)
            .setIdleTimeout(60);
    HttpServer server = vertx.createHttpServer(options);
    var page = new PageServer(vertx, server, table, sessions, live, metrics);
    server.connectionHandler(
        connection -> {
          if (page.connections.incrementAndGet() > MAX_CONNECTIONS) {
            connection.close();
          }
          page.clock.opened(connection);
          connection.closeHandler(
              _ -> {
                page.connections.decrementAndGet();
                page.clock.closed(connection);
              });
        });
    server.requestHandler(page::receive);
    server.exceptionHandler(e -> LOG.debug("connection failed: {}", e.toString()));
    try {
      server
          .listen(address.port(), address.host())
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof BindException
              ? "the address is taken or not of this machine"
              : String.valueOf(e.getCause());
      throw new StartException("page.listen: cannot listen on " + address + ": " + why, e);
    } catch (TimeoutException e) {
      throw new StartException("page.listen: cannot listen on " + address + " in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("page.listen: interrupted", e);
    }
    return page;
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    try {
      server.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the page did not close: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The header that sets the session cookie; an age of 0 removes it. */
  static String cookie(String token, long ageS) {
    return COOKIE
        + "="
        + token
        + "; Path=/; Max-Age="
        + ageS
        + "; Secure; HttpOnly; SameSite=Strict";
  }

  /** The session token that the request carries. */
  static Optional<String> token(Request request) {
    for (String part : request.headers().getOrDefault("cookie", "").split(";", 64)) {
      String pair = part.strip();
      if (pair.startsWith(COOKIE + "=")) {
        return Optional.of(pair.substring(COOKIE.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** Runs on the event loop. */
  private void receive(HttpServerRequest request) {
    Buffer body = Buffer.buffer();
    boolean[] refused = {false};
    request.exceptionHandler(e -> LOG.debug("request broke off: {}", e.toString()));
    request.handler(
        chunk -> {
          if (refused[0]) {
            return;
          }
          if (body.length() + chunk.length() > MAX_BODY_BYTES) {
            refused[0] = true;
            write(
                request.response(),
                Answer.problem(413, "body over " + MAX_BODY_BYTES + " bytes")
                    .with("Connection", "close"));
            return;
          }
          body.appendBuffer(chunk);
        });
    request.endHandler(
        _ -> {
          if (!refused[0]) {
            clock.received(request);
            dispatch(request, read(request, body.getBytes()));
          }
        });
  }

  private void dispatch(HttpServerRequest http, Request request) {
    Session session = token(request).flatMap(sessions::find).orElse(null);
    Map<String, PageRoute> byMethod = routes.getOrDefault(request.path(), Map.of());
    PageRoute route = byMethod.get(request.method());
    if (route == null) {
      write(
          http.response(),
          session == null
              ? Answer.problem(401, "sign in first")
              : byMethod.isEmpty()
                  ? Answer.problem(404, "no such route")
                  : Answer.problem(405, "method not allowed"));
      return;
    }
    Answer denied = denied(route, request, session);
    if (denied != null) {
      metrics.counter("sekisho.home.page.denied", "status", "" + denied.status()).increment();
      write(http.response(), denied);
      return;
    }
    PageRoute.Handler handler = route.handler();
    if (handler != null) {
      handle(http, request, session, handler);
      return;
    }
    Answer full = session == null ? Answer.empty(401) : open(http.response(), session);
    if (full != null) {
      write(http.response(), full);
    }
  }

  private @Nullable Answer open(HttpServerResponse response, Session session) {
    shield(response);
    response.putHeader("Cache-Control", "no-store");
    return live.add(response, session);
  }

  private void handle(
      HttpServerRequest http,
      Request request,
      @Nullable Session session,
      PageRoute.Handler handler) {
    if (!inWork.tryAcquire()) {
      write(http.response(), Answer.problem(503, "too many requests").with("Retry-After", "1"));
      return;
    }
    Context context = vertx.getOrCreateContext();
    Thread.ofVirtual()
        .name("page-request")
        .start(
            () -> {
              Answer answer;
              try {
                answer = handler.answer(request, session);
              } catch (InterruptedException e) {
                answer = Answer.problem(503, "stopping");
              } catch (RuntimeException e) {
                LOG.error("{} {} failed", request.method(), request.path(), e);
                answer = Answer.problem(500, "internal fault");
              } finally {
                inWork.release();
              }
              Answer done = answer;
              context.runOnContext(_ -> write(http.response(), done));
            });
  }

  private static @Nullable Answer denied(
      PageRoute route, Request request, @Nullable Session session) {
    return switch (route.access()) {
      case OPEN -> null;
      case OWN_ORIGIN -> foreign(request);
      case SESSION -> session == null ? Answer.problem(401, "sign in first") : null;
      case SESSION_CHANGE -> {
        if (session == null) {
          yield Answer.problem(401, "sign in first");
        }
        boolean proven =
            request
                .header("x-csrf-token")
                .map(Secret::of)
                .filter(session.csrf()::equals)
                .isPresent();
        yield proven ? foreign(request) : Answer.problem(403, "the CSRF token is missing or wrong");
      }
    };
  }

  /** A browser says where a request comes from; what is not from this page changes nothing. */
  private static @Nullable Answer foreign(Request request) {
    String own = "https://" + request.headers().getOrDefault("host", "");
    boolean sameOrigin = request.header("origin").filter(own::equalsIgnoreCase).isPresent();
    boolean sameSite = request.header("sec-fetch-site").orElse("same-origin").equals("same-origin");
    boolean json = request.header("content-type").orElse("").startsWith("application/json");
    return sameOrigin && sameSite && (json || request.body().length == 0)
        ? null
        : Answer.problem(403, "requests that change something come from this page, as JSON");
  }

  private static Request read(HttpServerRequest http, byte[] body) {
    Map<String, String> headers = new HashMap<>();
    Set<String> twice = new HashSet<>();
    http.headers()
        .forEach(
            (k, v) -> {
              if (headers.putIfAbsent(k.toLowerCase(Locale.ROOT), v) != null) {
                twice.add(k.toLowerCase(Locale.ROOT));
              }
            });
    // Two of these would let one reader take the first and another the second.
    for (String name : List.of("origin", "host", "x-csrf-token")) {
      if (twice.contains(name)) {
        headers.remove(name);
      }
    }
    Map<String, String> query = new HashMap<>();
    try {
      http.params().forEach((k, v) -> query.putIfAbsent(k, v));
    } catch (IllegalArgumentException e) {
      LOG.debug("a query that cannot be decoded is read as empty");
    }
    return new Request(
        http.method().name(),
        http.path() == null ? "" : http.path(),
        Map.of(),
        query,
        headers,
        body,
        List.of(),
        http.remoteAddress().hostAddress());
  }

  private static void shield(HttpServerResponse response) {
    SHIELD.forEach(response::putHeader);
  }

  private static void write(HttpServerResponse response, Answer answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    shield(response);
    response.setStatusCode(answer.status()).putHeader("Cache-Control", "no-store");
    answer.headers().forEach(response::putHeader);
    response
        .end(Buffer.buffer(answer.body()))
        .onFailure(e -> LOG.debug("an answer was not sent: {}", e.toString()));
  }
}
