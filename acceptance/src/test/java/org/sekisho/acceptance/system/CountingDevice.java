package org.sekisho.acceptance.system;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Pem;

/**
 * A device that counts: it sends 1, 2, 3, … each with a time of its own, and sends a number again,
 * with the same time, until the gateway has acknowledged it. What was acknowledged must be in the
 * head-end's store exactly once.
 */
public final class CountingDevice implements AutoCloseable {
  private static final int IN_FLIGHT = 32;

  /** After so long without an answer it connects anew, and sends again. */
  private static final int LIMIT_S = 60;

  private final Deployment deployment;
  private final String device;
  private final long firstTimeMs;
  private final long pauseNs;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile long acknowledged;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong turnedAway = new AtomicLong();

  /** A device that sends about this many readings per second once started. */
  public CountingDevice(
      Deployment deployment, String device, int readingsPerSecond, long firstTimeMs) {
    this.deployment = deployment;
    this.device = device;
    this.firstTimeMs = firstTimeMs;
    this.pauseNs = 1_000_000_000L * IN_FLIGHT / readingsPerSecond;
    thread = Thread.ofPlatform().name("device-" + device).daemon().start(this::run);
  }

  /** The greatest number such that it and all before it are acknowledged. */
  public long acknowledged() {
    return acknowledged;
  }

  /** How often the gateway refused with a reason code. */
  public long refused() {
    return refused.get();
  }

  /** How often the gateway did not let the device in. */
  public long turnedAway() {
    return turnedAway.get();
  }

  /** Id of the device. */
  public String id() {
    return device;
  }

  private void run() {
    Mqtt5AsyncClient client = null;
    while (!stopping) {
      try {
        if (client == null || !client.getState().isConnected()) {
          client = connect();
        }
        group(client);
        LockSupport.parkNanos(pauseNs);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Mqtt5PubAckException) {
          refused.incrementAndGet();
        } else if (e.getCause() instanceof Mqtt5ConnAckException) {
          turnedAway.incrementAndGet();
        }
        close(client);
        client = null;
        LockSupport.parkNanos(100_000_000L);
      } catch (TimeoutException | GeneralSecurityException | IOException e) {
        close(client);
        client = null;
        LockSupport.parkNanos(100_000_000L);
      } catch (InterruptedException e) {
        break;
      }
    }
    close(client);
  }

  private void group(Mqtt5AsyncClient client)
      throws InterruptedException, ExecutionException, TimeoutException {
    long first = acknowledged + 1;
    List<java.util.concurrent.CompletableFuture<Mqtt5PublishResult>> sent = new ArrayList<>();
    for (long n = first; n < first + IN_FLIGHT; n++) {
      String payload = "{\"value\":" + n + ",\"time\":" + (firstTimeMs + n) + "}";
      sent.add(
          client.publish(
              Mqtt5Publish.builder()
                  .topic("readings/count")
                  .qos(MqttQos.AT_LEAST_ONCE)
                  .payload(payload.getBytes(StandardCharsets.UTF_8))
                  .build()));
    }
    for (int i = 0; i < sent.size(); i++) {
      // A negative acknowledgement comes as a Mqtt5PubAckException.
      var _ = sent.get(i).get(LIMIT_S, TimeUnit.SECONDS);
      acknowledged = first + i;
    }
  }

  private Mqtt5AsyncClient connect()
      throws InterruptedException,
          ExecutionException,
          TimeoutException,
          GeneralSecurityException,
          IOException {
    Mqtt5AsyncClient client =
        Mqtt5Client.builder()
            .identifier(device)
            .serverHost("127.0.0.1")
            .serverPort(deployment.fieldPort())
            .sslConfig()
            .trustManagerFactory(trust(deployment))
            .applySslConfig()
            .simpleAuth()
            .username(device)
            .password(deployment.password(device).getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth()
            .buildAsync();
    client.connectWith().cleanStart(true).send().get(LIMIT_S, TimeUnit.SECONDS);
    return client;
  }

  /** Trust in the deployment's root CA alone. */
  public static TrustManagerFactory trust(Deployment deployment)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("root", Pem.readCertificates(deployment.rootCa()).getFirst());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static void close(@Nullable Mqtt5AsyncClient client) {
    if (client != null && client.getState().isConnectedOrReconnect()) {
      var _ = client.disconnect();
    }
  }

  /** Stops sending; what was acknowledged until then stays acknowledged. */
  public void stop() throws InterruptedException {
    stopping = true;
    thread.join(30_000);
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
  }
}
