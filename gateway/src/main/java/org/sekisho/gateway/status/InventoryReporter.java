package org.sekisho.gateway.status;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.TlsIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the IoT-GW management every minute that this gateway is there, with its version and state:
 * {@code PUT /v1/inventory/self} over mutual TLS. What cannot be told is told a minute later.
 */
public final class InventoryReporter implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final int TIMEOUT_S = 10;
  private static final int NO_CONTENT = 204;
  private static final int HTTPS_PORT = 443;
  private static final Logger LOG = LoggerFactory.getLogger(InventoryReporter.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final Vertx vertx;
  private final URI management;
  private final Supplier<TlsIdentity> identity;
  private final X509TrustManager trust;
  private final Supplier<Map<String, Object>> report;
  private boolean toldFailure;
  private volatile long timer;

  /**
   * A reporter that is not started yet.
   *
   * @param report what is told, with a {@code version}; asked on an event loop, must not block
   */
  public InventoryReporter(
      Vertx vertx,
      URI management,
      Supplier<TlsIdentity> identity,
      X509TrustManager trust,
      Supplier<Map<String, Object>> report) {
    this.vertx = vertx;
    this.management = management;
    this.identity = identity;
    this.trust = trust;
    this.report = report;
  }

  /** Begins to report. */
  public void start() {
    timer =
        vertx.setTimer(
            FIRST.toMillis(),
            _ -> {
              report();
              timer = vertx.setPeriodic(INTERVAL.toMillis(), _ -> report());
            });
  }

  private void report() {
    // A client for each report: the identity may have been renewed, and a connection kept open for
    // a minute would cost more than it saves.
    TlsIdentity shown = identity.get();
    var client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setKeepAlive(false)
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_S))
                .setKeyCertOptions(KeyCertOptions.wrap(new LiveKeyManager(() -> shown)))
                .setTrustOptions(TrustOptions.wrap(trust)));
    int port = management.getPort() < 0 ? HTTPS_PORT : management.getPort();
    client
        .request(HttpMethod.PUT, port, management.getHost(), "/v1/inventory/self")
        .compose(
            request ->
                request
                    .putHeader("Content-Type", "application/json")
                    .send(Buffer.buffer(JSON.writeValueAsBytes(report.get()))))
        .timeout(TIMEOUT_S, TimeUnit.SECONDS)
        .onComplete(
            answer -> told(answer.statusCode() == NO_CONTENT ? "" : "HTTP " + answer.statusCode()),
            failure -> told(failure.toString()))
        .onComplete(_ -> client.close());
  }

  private void told(String failure) {
    if (!failure.isEmpty() && !toldFailure) {
      LOG.warn("inventory: the management was not told: {}", failure);
    } else if (failure.isEmpty() && toldFailure) {
      LOG.info("inventory: the management is told again");
    }
    toldFailure = !failure.isEmpty();
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }
}
