package org.sekisho.gateway.alert;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.TlsIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the IoT-GW management of alerts, {@code POST /v1/alerts} over mutual TLS: a new one within
 * a second or two, a count again after the repeat interval. What cannot be told waits, and is told
 * when the management can be reached again; the alert's id makes it one alert there however often
 * it is sent. Runs on one event loop.
 */
public final class AlertDelivery implements AutoCloseable {
  /** Longest pause between attempts while the management does not answer. */
  public static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  private static final Logger LOG = LoggerFactory.getLogger(AlertDelivery.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int AT_ONCE = 3;
  private static final int TIMEOUT_S = 5;
  private static final int HTTPS_PORT = 443;
  private static final long LOOK_MS = 1_000;
  private static final int MAX_REMEMBERED = 1_000;

  private final Vertx vertx;
  private final Alerts alerts;
  private final AlertTexts texts;
  private final URI management;
  private final Supplier<Optional<TlsIdentity>> identity;
  private final X509TrustManager trust;
  private final Supplier<Map<String, Object>> anchor;
  private final LongSupplier nanoTime;
  private final Map<UUID, Long> sentAt = new HashMap<>();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private boolean busy;
  private long pauseMs;
  private long notBefore;
  private long timer;

  /**
   * A delivery that is not started yet.
   *
   * @param anchor what the management keeps of the log besides, such as its last signature; asked
   *     on an event loop, must not block
   * @param nanoTime the monotonic clock
   */
  public AlertDelivery(
      Vertx vertx,
      Alerts alerts,
      AlertTexts texts,
      URI management,
      Supplier<Optional<TlsIdentity>> identity,
      X509TrustManager trust,
      Supplier<Map<String, Object>> anchor,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.alerts = alerts;
    this.texts = texts;
    this.management = management;
    this.identity = identity;
    this.trust = trust;
    this.anchor = anchor;
    this.nanoTime = nanoTime;
    this.notBefore = nanoTime.getAsLong();
  }

  /** Begins to deliver. */
  public void start() {
    timer = vertx.setPeriodic(LOOK_MS, _ -> look());
  }

  /** Alerts that the management took since the start, each time it was told counted. */
  public long delivered() {
    return delivered.get();
  }

  /** Attempts that failed since the start. */
  public long failed() {
    return failed.get();
  }

  private void look() {
    long now = nanoTime.getAsLong();
    if (busy || now < notBefore || identity.get().isEmpty()) {
      return;
    }
    List<Alert> due = alerts.untold().stream().filter(a -> isDue(a, now)).limit(AT_ONCE).toList();
    if (!due.isEmpty()) {
      busy = true;
      send(due, identity.get().get(), now);
    }
  }

  private boolean isDue(Alert alert, long now) {
    Long before = sentAt.get(alert.id());
    return before == null || !alert.isOpen() || now - before >= alerts.repeatInterval().toNanos();
  }

  private void send(List<Alert> due, TlsIdentity shown, long now) {
    // A client for each delivery: alerts are rare, and the identity may have been renewed.
    var client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setKeepAlive(false)
                .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_S))
                .setKeyCertOptions(KeyCertOptions.wrap(new LiveKeyManager(() -> shown)))
                .setTrustOptions(TrustOptions.wrap(trust)));
    int port = management.getPort() < 0 ? HTTPS_PORT : management.getPort();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("alerts", due.stream().map(this::told).toList());
    body.put("log", anchor.get());
    client
        .request(HttpMethod.POST, port, management.getHost(), "/v1/alerts")
        .compose(
            request ->
                request
                    .putHeader("Content-Type", "application/json")
                    .send(Buffer.buffer(JSON.writeValueAsBytes(body))))
        .map(HttpClientResponse::statusCode)
        .timeout(TIMEOUT_S, TimeUnit.SECONDS)
        .onComplete(
            status -> ended(due, now, status / 100 == 2 ? "" : "HTTP " + status),
            failure -> ended(due, now, failure.toString()))
        .onComplete(_ -> client.close());
  }

  private void ended(List<Alert> sent, long at, String failure) {
    busy = false;
    if (failure.isEmpty()) {
      if (pauseMs > 0) {
        LOG.info("alerts: the management is told again");
      }
      pauseMs = 0;
      notBefore = at;
      delivered.addAndGet(sent.size());
      if (sentAt.size() > MAX_REMEMBERED) {
        sentAt.clear();
      }
      sent.forEach(alert -> sentAt.put(alert.id(), at));
      alerts.told(sent);
      look();
      return;
    }
    failed.incrementAndGet();
    if (pauseMs == 0) {
      LOG.warn("alerts: the management was not told: {}", failure);
    }
    pauseMs = pauseMs == 0 ? LOOK_MS : Math.min(LONGEST_PAUSE.toMillis(), pauseMs * 2);
    notBefore = nanoTime.getAsLong() + pauseMs * 1_000_000;
  }

  /** The advice is for those who stand before the gateway. */
  private Map<String, Object> told(Alert alert) {
    Map<String, Object> json = json(alert, texts);
    json.remove("advice");
    return json;
  }

  /** The alert as it is told and shown. */
  static Map<String, Object> json(Alert alert, AlertTexts texts) {
    AlertTexts.Text text = texts.of(alert.kind());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", alert.id().toString());
    json.put("class", alert.alertClass().name().toLowerCase(Locale.ROOT));
    json.put("kind", alert.kind().word());
    json.put("state", alert.isOpen() ? "open" : "acknowledged");
    json.put("count", alert.count());
    json.put("since", alert.since().toString());
    json.put("last", alert.last().toString());
    put(json, "device", alert.device());
    put(json, "source", alert.source());
    put(json, "account", alert.account());
    put(json, "rule", alert.rule());
    put(json, "action", alert.action());
    put(json, "detail", alert.detail());
    alert.over().ifPresent(t -> json.put("over", t.toString()));
    alert.acknowledged().ifPresent(t -> json.put("acknowledged_at", t.toString()));
    put(json, "acknowledged_by", alert.acknowledgedBy());
    json.put("title", Map.of("ja", text.title().ja(), "en", text.title().en()));
    json.put("advice", Map.of("ja", text.advice().ja(), "en", text.advice().en()));
    return json;
  }

  private static void put(Map<String, Object> json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }
}
