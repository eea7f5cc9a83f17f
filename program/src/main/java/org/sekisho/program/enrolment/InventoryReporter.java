package org.sekisho.program.enrolment;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.sekisho.program.PeerTrust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the management's inventory every minute which version of the program runs and how it is, by
 * mutual TLS with the present identity. A report that fails is logged and left out: the next one
 * says it all again.
 */
public final class InventoryReporter implements AutoCloseable {
  /** Time between two reports. */
  public static final Duration PERIOD = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(InventoryReporter.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final URI address;
  private final PeerTrust trust;
  private final IdentityKeeper keeper;
  private final Supplier<Map<String, Object>> report;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * A reporter that is not started yet.
   *
   * @param management {@code https://host:port}
   * @param report asked for each report; must hold {@code version}, 1…64 characters
   */
  public InventoryReporter(
      URI management,
      PeerTrust trust,
      IdentityKeeper keeper,
      Supplier<Map<String, Object>> report) {
    this.address = management.resolve("/v1/inventory/self");
    this.trust = trust;
    this.keeper = keeper;
    this.report = report;
  }

  /** Begins to report on a virtual thread. */
  public InventoryReporter start() {
    Thread.ofVirtual().name("inventory-reporter").start(this::run);
    return this;
  }

  /** Sends one report now; answers the HTTP status, 204 when it was taken. */
  public int report() throws IOException, InterruptedException {
    // A client for each report: a pooled connection would go on showing a renewed identity's
    // predecessor.
    try (var http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust.context(keeper.keyManager()))
            .connectTimeout(TIMEOUT)
            .build()) {
      var request =
          HttpRequest.newBuilder(address)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(report.get())))
              .build();
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      http.shutdownNow();
      return status;
    }
  }

  private void run() {
    try {
      do {
        if (keeper.present().isPresent()) {
          send();
        }
      } while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() throws InterruptedException {
    try {
      int status = report();
      if (status != 204) {
        LOG.warn("the management did not take the inventory report: HTTP {}", status);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("the inventory report failed: {}", e.toString());
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
