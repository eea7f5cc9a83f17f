package org.sekisho.gateway.uplink;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sekisho.wan.batch.BatchCodec;
import org.sekisho.wan.batch.BatchHeader;
import org.sekisho.wan.batch.BatchPayload;
import org.sekisho.wan.batch.Bytes;
import org.sekisho.wan.message.Topics;
import org.sekisho.wan.message.WanCodec;
import org.sekisho.wan.message.WanMessage;

/**
 * A head-end on a real MQTT 5 server that does what its script says and writes down what came. All
 * methods may be called from any thread.
 */
public final class ScriptedHeadEnd implements AutoCloseable {
  static final Bytes NO_CHAIN = Bytes.of(new byte[16]);

  /** What to do with a batch that is in step. */
  enum Doing {
    STORE_AND_ACKNOWLEDGE,
    STORE_AND_STAY_SILENT,
    STAY_SILENT,
    REFUSE_INVALID,
    REFUSE_QUOTA
  }

  private final Vertx vertx;
  private final Topics topics;
  private final String gateway;
  private final PublicKey key;
  private final MqttServer server;

  private volatile Doing doing = Doing.STORE_AND_ACKNOWLEDGE;
  private volatile long ledgerGap;
  private @Nullable MqttEndpoint endpoint;
  private Bytes chain = NO_CHAIN;
  private long number;
  private Bytes hash = Bytes.ZERO_HASH;

  final List<BatchHeader> stored = new ArrayList<>();
  final Set<Long> numbers = new TreeSet<>();
  final Map<String, Set<Bytes>> contents = new HashMap<>();
  final Map<String, Set<Bytes>> encodings = new HashMap<>();
  final List<String> faults = new ArrayList<>();
  final List<WanMessage.LedgerReport> ledgers = new ArrayList<>();
  final List<WanMessage.Result> results = new ArrayList<>();
  final List<String> values = new ArrayList<>();
  int connections;
  int redelivered;
  int came;
  int closeEvery;

  public ScriptedHeadEnd(Vertx vertx, MqttServerOptions options, String gateway, PublicKey key) {
    this.vertx = vertx;
    this.gateway = gateway;
    this.topics = new Topics(gateway);
    this.key = key;
    this.server = MqttServer.create(vertx, options.setMaxMessageSize(4 << 20));
    server.endpointHandler(this::connected);
    server.listen().await();
  }

  public static MqttServerOptions plain() {
    return new MqttServerOptions().setHost("127.0.0.1").setPort(0);
  }

  public int port() {
    return server.actualPort();
  }

  void will(Doing next) {
    doing = next;
  }

  void willReportGap(long gap) {
    ledgerGap = gap;
  }

  /** Forgets what it has: a head-end restored from nothing, or from an old position. */
  synchronized void standAt(Bytes atChain, long atNumber, Bytes atHash) {
    chain = atChain;
    number = atNumber;
    hash = atHash;
  }

  public synchronized Bytes chain() {
    return chain;
  }

  synchronized long number() {
    return number;
  }

  synchronized int storedBatches() {
    return stored.size();
  }

  public synchronized int storedReadings() {
    return numbers.size();
  }

  /** Results of commands in the order in which they came. */
  public synchronized List<WanMessage.Result> results() {
    return List.copyOf(results);
  }

  synchronized void cut() {
    MqttEndpoint open = endpoint;
    if (open != null && open.isConnected()) {
      open.close();
    }
  }

  public synchronized void command(WanMessage.Order order) {
    MqttEndpoint open = endpoint;
    if (open != null) {
      open.publish(
          topics.command(),
          Buffer.buffer(WanCodec.encode(order)),
          MqttQoS.AT_LEAST_ONCE,
          false,
          false);
    }
  }

  private synchronized void connected(MqttEndpoint opened) {
    endpoint = opened;
    connections++;
    opened.exceptionHandler(_ -> {});
    opened.subscribeHandler(
        subscribe -> {
          opened.subscribeAcknowledge(
              subscribe.messageId(),
              subscribe.topicSubscriptions().stream().map(_ -> MqttQoS.AT_LEAST_ONCE).toList());
          sendResume(opened);
        });
    opened.publishHandler(message -> received(opened, message));
    opened.accept(false);
  }

  private synchronized void sendResume(MqttEndpoint to) {
    to.publish(
        topics.resume(),
        Buffer.buffer(WanCodec.encode(new WanMessage.Resume(chain, number, hash))),
        MqttQoS.AT_LEAST_ONCE,
        false,
        false);
  }

  private synchronized void received(MqttEndpoint from, MqttPublishMessage message) {
    String topic = message.topicName();
    byte[] payload = message.payload().getBytes();
    if (topic.equals(topics.batch())) {
      batch(from, message.messageId(), payload);
      return;
    }
    answer(from, message.messageId(), MqttPubAckReasonCode.SUCCESS);
    if (WanCodec.decode(payload) instanceof WanCodec.Decoded.Message(WanMessage decoded)) {
      switch (decoded) {
        case WanMessage.LedgerReport report -> {
          ledgers.add(report);
          from.publish(
              topics.ledgerAnswer(),
              Buffer.buffer(
                  WanCodec.encode(
                      new WanMessage.LedgerAnswer(
                          report.chain(),
                          report.atMs(),
                          report.delivered() - ledgerGap,
                          redelivered,
                          ledgerGap))),
              MqttQoS.AT_LEAST_ONCE,
              false,
              false);
        }
        case WanMessage.Result result -> results.add(result);
        default -> faults.add("unexpected " + decoded);
      }
    } else {
      faults.add("malformed on " + topic);
    }
  }

  private void batch(MqttEndpoint from, int messageId, byte[] cose) {
    came++;
    if (closeEvery > 0 && came % closeEvery == 0) {
      from.close();
      return;
    }
    if (!(BatchCodec.decode(cose) instanceof BatchCodec.Decoded.Batch batch)
        || !batch.signedBy(key)) {
      faults.add("a batch without a valid signature");
      answer(from, messageId, MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID);
      return;
    }
    BatchHeader header = batch.header();
    String name = header.chain().hex() + "/" + header.number();
    contents.computeIfAbsent(name, _ -> new HashSet<>()).add(batch.hash());
    encodings.computeIfAbsent(name, _ -> new HashSet<>()).add(BatchCodec.sha256(cose));
    if (doing == Doing.STAY_SILENT) {
      return;
    }
    if (doing == Doing.REFUSE_INVALID) {
      answer(from, messageId, MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID);
      return;
    }
    if (doing == Doing.REFUSE_QUOTA) {
      answer(from, messageId, MqttPubAckReasonCode.QUOTA_EXCEEDED);
      return;
    }
    boolean newChain = !header.chain().equals(chain) && header.number() == 1;
    if (newChain) {
      standAt(header.chain(), 0, Bytes.ZERO_HASH);
    }
    if (header.chain().equals(chain) && header.number() <= number) {
      redelivered++;
      acknowledge(from, messageId);
    } else if (header.chain().equals(chain)
        && header.number() == number + 1
        && header.previous().equals(hash)) {
      store(batch);
      acknowledge(from, messageId);
    } else {
      answer(from, messageId, MqttPubAckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
      sendResume(from);
    }
  }

  private void store(BatchCodec.Decoded.Batch batch) {
    BatchHeader header = batch.header();
    if (!(BatchPayload.decode(batch.payload(), gateway)
            instanceof BatchPayload.Decoded.Readings(var readings))
        || readings.size() != header.count()) {
      faults.add("a payload that does not fit its header");
      return;
    }
    for (long n = header.first(); n <= header.last(); n++) {
      if (!numbers.add(n)) {
        faults.add("reading " + n + " stored twice");
      }
    }
    readings.forEach(reading -> values.add(reading.value().toString()));
    stored.add(header);
    number = header.number();
    hash = batch.hash();
  }

  private void acknowledge(MqttEndpoint to, int messageId) {
    if (doing == Doing.STORE_AND_ACKNOWLEDGE) {
      answer(to, messageId, MqttPubAckReasonCode.SUCCESS);
    }
  }

  private static void answer(MqttEndpoint to, int messageId, MqttPubAckReasonCode code) {
    to.publishAcknowledge(messageId, code, MqttProperties.NO_PROPERTIES);
  }

  @Override
  public void close() {
    server.close().await();
  }
}
