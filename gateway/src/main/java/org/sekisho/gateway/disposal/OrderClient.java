package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.disposal.RemoteOrder;
import org.sekisho.program.disposal.RemoteOrder.Reception;
import org.sekisho.program.disposal.SanitisationCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the management for orders, waiting there until there is one, and brings it the certificates
 * of erasures. Those prove themselves, so they are brought also when the gateway's own certificate
 * is destroyed. One virtual thread.
 */
public final class OrderClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OrderClient.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int WAIT_S = 25;
  private static final Duration TIMEOUT = Duration.ofSeconds(WAIT_S + 15);
  private static final long PAUSE_MS = 2_000;
  private static final long LONGEST_PAUSE_MS = 60_000;
  private static final long MAX_ANSWER_BYTES = 256 * 1024;

  private final URI management;
  private final PeerTrust trust;
  private final Supplier<Optional<TlsIdentity>> identity;
  private final String gateway;
  private final DisposalDesk desk;
  private volatile boolean closed;
  private @Nullable Thread worker;
  private boolean toldFailure;

  /** A client of the management at {@code https://host:port}. */
  public OrderClient(
      URI management,
      PeerTrust trust,
      Supplier<Optional<TlsIdentity>> identity,
      String gateway,
      DisposalDesk desk) {
    this.management = management;
    this.trust = trust;
    this.identity = identity;
    this.gateway = gateway;
    this.desk = desk;
  }

  /** Begins. */
  public OrderClient start() {
    worker = Thread.ofVirtual().name("orders").start(this::run);
    return this;
  }

  private void run() {
    long pause = PAUSE_MS;
    while (!closed) {
      try {
        boolean delivered = deliver();
        boolean worked = orders() && delivered;
        boolean enrolled = identity.get().isPresent();
        pause = worked ? 0 : enrolled && !delivered ? longer(pause) : PAUSE_MS;
        if (toldFailure) {
          LOG.info("orders: the management answers again");
          toldFailure = false;
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        if (!toldFailure) {
          LOG.warn("orders: the management was not asked: {}", e.toString());
          toldFailure = true;
        }
        pause = longer(pause);
      }
      try {
        if (pause > 0) {
          Thread.sleep(pause);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static long longer(long pause) {
    return Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, pause * 2));
  }

  /** Brings what waits; answers whether all of it was brought. */
  private boolean deliver() throws IOException, InterruptedException {
    for (Path file : desk.folder().outbox()) {
      byte[] content = DisposalFolder.read(file).orElse(new byte[0]);
      Optional<String> signed = SanitisationCertificate.signedPart(content);
      if (signed.isEmpty()) {
        desk.folder().delivered(file);
        continue;
      }
      int status =
          send(
                  null,
                  HttpRequest.newBuilder(management.resolve("/v1/disposal/certificates"))
                      .header("Content-Type", "application/jose")
                      .POST(BodyPublishers.ofString(signed.get())))
              .statusCode();
      if (status / 100 == 2) {
        LOG.info("the certificate of the erasure was delivered");
        desk.folder().delivered(file);
      } else if (status / 100 == 4 && status != 404 && status != 429) {
        LOG.warn("the management does not take the certificate of the erasure: HTTP {}", status);
        desk.folder().delivered(file);
      } else {
        return false;
      }
    }
    return true;
  }

  /** Asks once; answers whether asking again at once makes sense. */
  private boolean orders() throws IOException, InterruptedException {
    Optional<TlsIdentity> present = identity.get();
    if (present.isEmpty() || desk.folder().isPending()) {
      return false;
    }
    HttpResponse<String> answer =
        send(
            present.get(),
            HttpRequest.newBuilder(management.resolve("/v1/orders/self"))
                .header("Prefer", "wait=" + WAIT_S)
                .GET());
    if (answer.statusCode() == 204) {
      return true;
    }
    if (answer.statusCode() != 200) {
      throw new IOException("HTTP " + answer.statusCode());
    }
    JsonNode list;
    try {
      list = JSON.readTree(answer.body()).path("orders");
    } catch (JacksonException e) {
      throw new IOException("not JSON", e);
    }
    boolean effect = false;
    boolean refusedOne = false;
    for (JsonNode text : list) {
      Reception reception =
          RemoteOrder.receive(
              text.asString(""), trust, gateway, desk.folder().lastOrder(), desk.now());
      switch (reception) {
        case Reception.Good(RemoteOrder order) -> {
          String outcome = desk.obey(order);
          effect = true;
          acknowledge(present.get(), order, outcome);
          LOG.warn("remote order {} {}: {}", order.kind().word(), order.number(), outcome);
        }
        case Reception.Refused refused -> {
          desk.refused(refused);
          refusedOne = true;
          if (refused.order().isPresent()) {
            acknowledge(present.get(), refused.order().get(), "refused: " + refused.reason());
          }
        }
      }
    }
    if (effect) {
      desk.takeEffect("remote order");
      closed = true;
    }
    return !refusedOne;
  }

  private void acknowledge(TlsIdentity shown, RemoteOrder order, String outcome)
      throws InterruptedException {
    try {
      int status =
          send(
                  shown,
                  HttpRequest.newBuilder(management.resolve("/v1/orders/self/" + order.id()))
                      .header("Content-Type", "application/json")
                      .PUT(
                          BodyPublishers.ofByteArray(
                              JSON.writeValueAsBytes(Map.of("outcome", outcome)))))
              .statusCode();
      if (status / 100 != 2) {
        LOG.warn("the acknowledgement was not taken: HTTP {}", status);
      }
    } catch (IOException e) {
      LOG.warn("the acknowledgement was not sent: {}", e.toString());
    }
  }

  private HttpResponse<String> send(@Nullable TlsIdentity shown, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    // A client for each call: none may go on with an identity that was renewed or destroyed.
    try (var http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust.context(shown == null ? null : new LiveKeyManager(() -> shown)))
            .connectTimeout(CONNECT)
            .build()) {
      var answer =
          http.send(
              request.timeout(TIMEOUT).build(),
              BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
      http.shutdownNow();
      return answer;
    }
  }

  @Override
  public void close() {
    closed = true;
    if (worker != null) {
      worker.interrupt();
    }
  }
}
