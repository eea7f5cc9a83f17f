package org.sekisho.headend;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.TrustManagerFactory;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.senml.SenmlCbor;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.TlsIdentity;
import org.sekisho.wan.batch.BatchCodec;
import org.sekisho.wan.batch.BatchHeader;
import org.sekisho.wan.batch.BatchPayload;
import org.sekisho.wan.batch.Bytes;
import org.sekisho.wan.message.Topics;
import org.sekisho.wan.message.WanCodec;
import org.sekisho.wan.message.WanMessage;

/** A gateway that does what a test says, over a real MQTT 5 client with TLS. */
final class ScriptedGateway implements AutoCloseable {
  static final int SUCCESS = 0x00;
  static final int OUT_OF_ORDER = 0x83;
  static final int NOT_AUTHORIZED = 0x87;
  static final int REFUSED = 0x99;

  final String id;
  final TlsIdentity identity;
  final Topics topics;
  final CountDownLatch disconnected = new CountDownLatch(1);
  private final Mqtt5AsyncClient client;
  private final BlockingQueue<WanMessage> inbox = new LinkedBlockingQueue<>();
  private final Chain chain;

  /** A chain that a test writes batches of; it may outlive a connection. */
  static final class Chain {
    final Bytes id;
    private long number;
    private long lastReading;
    private Bytes lastHash = Bytes.ZERO_HASH;

    Chain(int seed) {
      byte[] bytes = new byte[16];
      new java.util.Random(seed).nextBytes(bytes);
      id = Bytes.of(bytes);
    }

    long number() {
      return number;
    }

    Bytes hash() {
      return lastHash;
    }

    long readings() {
      return lastReading;
    }

    byte[] next(String gateway, TlsIdentity identity, List<Reading> readings) {
      return next(gateway, identity, identity.key(), readings);
    }

    byte[] next(String gateway, TlsIdentity identity, PrivateKey key, List<Reading> readings) {
      var header =
          new BatchHeader(
              id,
              number + 1,
              lastHash,
              lastReading + 1,
              lastReading + readings.size(),
              1_795_000_000_000L,
              Bytes.of(identity.thumbprint()));
      BatchCodec.Unsigned unsigned =
          BatchCodec.prepare(
              header,
              BatchPayload.encode(gateway, readings.stream().map(SenmlCbor::record).toList()));
      number++;
      lastReading += readings.size();
      lastHash = unsigned.hash();
      return BatchCodec.sign(unsigned, key);
    }
  }

  ScriptedGateway(
      String id, String clientId, TlsIdentity identity, PeerTrust trust, int port, Chain chain) {
    this.id = id;
    this.identity = identity;
    this.topics = new Topics(id);
    this.chain = chain;
    this.client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(clientId)
            .serverHost("localhost")
            .serverPort(port)
            .sslConfig()
            .keyManagerFactory(identity.keyManagers())
            .trustManagerFactory(trustManagers(trust))
            .protocols(List.of("TLSv1.3"))
            .applySslConfig()
            .addDisconnectedListener(_ -> disconnected.countDown())
            .buildAsync();
  }

  private static TrustManagerFactory trustManagers(PeerTrust trust) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setCertificateEntry("root", trust.roots().getFirst());
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Chain chain() {
    return chain;
  }

  /** Connects only. */
  void connect() throws Exception {
    client.connect().get(120, TimeUnit.SECONDS);
  }

  /** Connects and subscribes everything; answers where the head-end stands. */
  WanMessage.Resume begin() throws Exception {
    connect();
    for (String topic : List.of(topics.ledgerAnswer(), topics.command(), topics.resume())) {
      if (subscribe(topic) != 1) {
        throw new IllegalStateException("not subscribed: " + topic);
      }
    }
    return await(WanMessage.Resume.class);
  }

  /** Subscribes and answers the reason code. */
  int subscribe(String topic) throws Exception {
    try {
      return client
          .subscribeWith()
          .topicFilter(topic)
          .qos(MqttQos.AT_LEAST_ONCE)
          .callback(
              publish -> {
                if (WanCodec.decode(publish.getPayloadAsBytes())
                    instanceof WanCodec.Decoded.Message(WanMessage message)) {
                  inbox.add(message);
                }
              })
          .send()
          .get(120, TimeUnit.SECONDS)
          .getReasonCodes()
          .getFirst()
          .getCode();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Mqtt5SubAckException refused) {
        return refused.getMqttMessage().getReasonCodes().getFirst().getCode();
      }
      throw e;
    }
  }

  /** The next message of that type. */
  <T extends WanMessage> T await(Class<T> type) throws Exception {
    List<WanMessage> others = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (System.nanoTime() < end) {
      WanMessage message = inbox.poll(100, TimeUnit.MILLISECONDS);
      if (type.isInstance(message)) {
        inbox.addAll(others);
        return type.cast(message);
      }
      if (message != null) {
        others.add(message);
      }
    }
    throw new TimeoutException("no " + type.getSimpleName());
  }

  int waiting() {
    return inbox.size();
  }

  /** Publishes and answers the reason code of the PUBACK. */
  CompletableFuture<Integer> publish(String topic, byte[] payload) {
    return client
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload)
        .send()
        .handle(
            (result, fault) -> {
              Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
              if (cause == null && result != null) {
                cause = result.getError().orElse(null);
              }
              if (cause instanceof Mqtt5PubAckException refused) {
                return refused.getMqttMessage().getReasonCode().getCode();
              }
              if (cause != null) {
                throw new CompletionException(cause);
              }
              return SUCCESS;
            });
  }

  int send(byte[] batch) throws Exception {
    return publish(topics.batch(), batch).get(120, TimeUnit.SECONDS);
  }

  /** Makes the next batch of this chain and publishes it. */
  int sendNext(List<Reading> readings) throws Exception {
    return send(chain.next(id, identity, readings));
  }

  int send(String topic, WanMessage message) throws Exception {
    return publish(topic, WanCodec.encode(message)).get(120, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    client.disconnect().exceptionally(_ -> null).join();
  }

  /** Good temperatures of the living room, one each second from the offset on. */
  static List<Reading> temperatures(long offsetS, int count) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      readings.add(
          new Reading(
              new PointId("living-room-sensor", "temperature"),
              new Value.Numeric(20 + (offsetS + i) % 10),
              HeadEndFixture.START_US + (offsetS + i) * 1_000_000L,
              Clock.DEVICE,
              QualityReason.NONE));
    }
    return readings;
  }
}
