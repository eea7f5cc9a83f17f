package org.sekisho.program.https;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.BindException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Address;
import org.sekisho.program.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTPS server of TLS 1.2 and 1.3 that knows only the routes of its table: everything else is
 * 404, after the guard has had its say.
 *
 * <p>Requests are received on an event loop within the limits, then handled on a virtual thread
 * each. What goes over a limit: body 413, request not received in time ({@link RequestClock}):
 * closed, header 431, too many requests at once 503, too many connections: closed at once.
 */
public final class HttpsListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpsListener.class);
  private static final int START_LIMIT_S = 10;
  private static final String HEAD = "HEAD";
  private static final int MAX_HEADER_BYTES = 8 * 1024;
  private static final int MAX_FIRST_LINE_BYTES = 2 * 1024;
  private static final int IDLE_S = 60;
  private static final int HANDSHAKE_S = 10;

  /**
   * What the listener may take.
   *
   * @param bodyBytes largest body of a request
   * @param connections connections open at once
   * @param requests requests in work at once, waiting ones included
   */
  public record Limits(int bodyBytes, int connections, int requests) {}

  /** Hears which requests were refused before anybody handled them. */
  @FunctionalInterface
  public interface Refusals {
    /**
     * A request was refused; must not block.
     *
     * @param source numeric address of the client
     * @param status 400, 404, 405, 413, 414, 431 or 503
     */
    void refused(String source, int status);
  }

  private final Vertx vertx;
  private final HttpServer server;
  private final List<Route> routes;
  private final Function<Request, @Nullable Answer> guard;
  private final Limits limits;
  private final Map<String, String> always;
  private final Refusals refusals;
  private final Semaphore inWork;
  private final RequestClock clock;
  private final AtomicInteger connections = new AtomicInteger();

  private HttpsListener(
      Vertx vertx,
      HttpServer server,
      List<Route> routes,
      Function<Request, @Nullable Answer> guard,
      Limits limits,
      Map<String, String> always,
      Refusals refusals) {
    this.vertx = vertx;
    this.server = server;
    this.routes = List.copyOf(routes);
    this.guard = guard;
    this.limits = limits;
    this.always = Map.copyOf(always);
    this.refusals = refusals;
    this.inWork = new Semaphore(limits.requests());
    this.clock = new RequestClock(vertx);
  }

  /**
   * Binds and serves.
   *
   * @param setting name of the setting that holds the address, for the error when it is taken
   * @param clientTrust verifies client certificates, which stay optional; null asks for none
   * @param guard sees every request first, also those for which there is no route; null lets pass
   */
  public static HttpsListener start(
      Vertx vertx,
      String setting,
      Address address,
      X509KeyManager keys,
      @Nullable X509TrustManager clientTrust,
      Limits limits,
      Function<Request, @Nullable Answer> guard,
      List<Route> routes) {
    return start(
        vertx, setting, address, keys, clientTrust, limits, guard, routes, Map.of(), (_, _) -> {});
  }

  /**
   * Binds and serves.
   *
   * @param setting name of the setting that holds the address, for the error when it is taken
   * @param clientTrust verifies client certificates, which stay optional; null asks for none
   * @param guard sees every request first, also those for which there is no route; null lets pass
   * @param always headers of every answer, also of refusals
   * @param refusals hears what was refused
   */
  public static HttpsListener start(
      Vertx vertx,
      String setting,
      Address address,
      X509KeyManager keys,
      @Nullable X509TrustManager clientTrust,
      Limits limits,
      Function<Request, @Nullable Answer> guard,
      List<Route> routes,
      Map<String, String> always,
      Refusals refusals) {
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setSslEngineOptions(new JdkTls(keys, clientTrust))
            // HTTP/1.1 only: one protocol fewer to defend.
            .setUseAlpn(false)
            .setKeyCertOptions(KeyCertOptions.wrap(keys))
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
            .setSslHandshakeTimeout(HANDSHAKE_S)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_FIRST_LINE_BYTES)
            .setIdleTimeout(IDLE_S);
    if (clientTrust != null) {
      options.setClientAuth(ClientAuth.REQUEST).setTrustOptions(TrustOptions.wrap(clientTrust));
    }
    HttpServer server = vertx.createHttpServer(options);
    var listener = new HttpsListener(vertx, server, routes, guard, limits, always, refusals);
    server.connectionHandler(
        connection -> {
          if (listener.connections.incrementAndGet() > limits.connections()) {
            connection.close();
          }
          listener.clock.opened(connection);
          connection.closeHandler(
              _ -> {
                listener.connections.decrementAndGet();
                listener.clock.closed(connection);
              });
        });
    server.requestHandler(listener::receive);
    server.invalidRequestHandler(
        request -> {
          HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
          listener.refuse(request, request.response().getStatusCode());
        });
    server.exceptionHandler(e -> LOG.debug("connection failed: {}", e.toString()));
    try {
      server
          .listen(address.port(), address.host())
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String why =
          cause instanceof BindException
              ? "the address is taken or not of this machine"
              : String.valueOf(cause);
      throw new StartException(setting + ": cannot listen on " + address + ": " + why, e);
    } catch (TimeoutException e) {
      throw new StartException(setting + ": cannot listen on " + address + " in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(setting + ": interrupted", e);
    }
    return listener;
  }

  /** The port that is bound, also when the address said 0. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    try {
      server.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("a listener did not close: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs on the event loop. */
  private void receive(HttpServerRequest request) {
    var body = Buffer.buffer();
    int most = largestBody(request);
    boolean[] refused = {false};
    request.exceptionHandler(e -> LOG.debug("request broke off: {}", e.toString()));
    request.handler(
        chunk -> {
          if (refused[0]) {
            return;
          }
          if (body.length() + chunk.length() > most) {
            refused[0] = true;
            refuse(request, 413);
            write(
                request.response(),
                Answer.problem(413, "body over " + most + " bytes").with("Connection", "close"));
            return;
          }
          body.appendBuffer(chunk);
        });
    request.endHandler(
        _ -> {
          if (!refused[0]) {
            clock.received(request);
            dispatch(request, body.getBytes());
          }
        });
  }

  /** Only who may send more to a line of the table is given more room than everybody else. */
  private int largestBody(HttpServerRequest request) {
    for (Route route : routes) {
      if (route.bodyBytes() > limits.bodyBytes()
          && route.method().equals(request.method().name())
          && request.path() != null
          && route.match(Route.segments(request.path())).isPresent()
          && route.large().test(read(request, new byte[0]))) {
        return route.bodyBytes();
      }
    }
    return limits.bodyBytes();
  }

  private void dispatch(HttpServerRequest request, byte[] body) {
    if (!inWork.tryAcquire()) {
      refuse(request, 503);
      write(request.response(), Answer.problem(503, "too many requests").with("Retry-After", "1"));
      return;
    }
    Request received = read(request, body);
    Context context = vertx.getOrCreateContext();
    Thread.ofVirtual()
        .name("https-request")
        .start(
            () -> {
              Answer answer;
              try {
                answer = answer(received);
              } catch (RuntimeException e) {
                LOG.error("{} failed", received.method(), e);
                answer = Answer.problem(500, "internal fault");
              } finally {
                inWork.release();
              }
              Answer done = answer;
              boolean head = request.method().name().equals(HEAD);
              context.runOnContext(_ -> write(request.response(), head ? bodiless(done) : done));
            });
  }

  private Answer answer(Request request) {
    Answer denied = guard.apply(request);
    if (denied != null) {
      return denied;
    }
    List<String> segments = Route.segments(request.path());
    boolean otherMethod = false;
    for (Route route : routes) {
      var values = route.match(segments);
      if (values.isPresent()) {
        if (route.method().equals(request.method())
            || (request.method().equals(HEAD) && route.method().equals("GET"))) {
          return route.handler().apply(with(request, values.get()));
        }
        otherMethod = true;
      }
    }
    refusals.refused(request.source(), otherMethod ? 405 : 404);
    return otherMethod
        ? Answer.problem(405, "method not allowed")
        : Answer.problem(404, "no such route");
  }

  private void refuse(HttpServerRequest request, int status) {
    SocketAddress source = request.remoteAddress();
    refusals.refused(source == null ? "" : source.hostAddress(), status);
  }

  /** HEAD is GET without the body, its length included (RFC 9110, 9.3.2). */
  private static Answer bodiless(Answer answer) {
    long length = answer.part().map(Answer.FilePart::length).orElse((long) answer.body().length);
    Answer head = new Answer(answer.status(), answer.headers(), new byte[0]);
    return length == 0 ? head : head.with("Content-Length", Long.toString(length));
  }

  private static Request with(Request r, Map<String, String> parameters) {
    return new Request(
        r.method(),
        r.path(),
        parameters,
        r.query(),
        r.headers(),
        r.body(),
        r.certificates(),
        r.source());
  }

  private static Request read(HttpServerRequest request, byte[] body) {
    Map<String, String> headers = new HashMap<>();
    request.headers().forEach((k, v) -> headers.putIfAbsent(k.toLowerCase(Locale.ROOT), v));
    Map<String, String> query = new HashMap<>();
    try {
      request.params().forEach((k, v) -> query.putIfAbsent(k, v));
    } catch (IllegalArgumentException e) {
      LOG.debug("a query that cannot be decoded is read as empty");
    }
    return new Request(
        request.method().name(),
        request.path() == null ? "" : request.path(),
        Map.of(),
        query,
        headers,
        body,
        certificates(request),
        request.remoteAddress().hostAddress());
  }

  private static List<X509Certificate> certificates(HttpServerRequest request) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate certificate : request.connection().peerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          chain.add(x509);
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
    return List.copyOf(chain);
  }

  /** Runs on the event loop of the connection. */
  private void write(HttpServerResponse response, Answer answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    always.forEach(response::putHeader);
    answer.headers().forEach(response::putHeader);
    response.putHeader("Cache-Control", "no-store").putHeader("X-Content-Type-Options", "nosniff");
    var sent =
        answer
            .part()
            .map(part -> response.sendFile(part.file().toString(), part.from(), part.length()))
            .orElseGet(() -> response.end(Buffer.buffer(answer.body())));
    sent.onFailure(e -> LOG.debug("an answer was not sent: {}", e.toString()));
  }
}
