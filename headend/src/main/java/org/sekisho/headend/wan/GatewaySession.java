package org.sekisho.headend.wan;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sekisho.headend.command.Commands;
import org.sekisho.headend.intake.Alarm;
import org.sekisho.headend.intake.Alarms;
import org.sekisho.headend.intake.Intake;
import org.sekisho.model.command.Command;
import org.sekisho.wan.message.Topics;
import org.sekisho.wan.message.WanCodec;
import org.sekisho.wan.message.WanMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected gateway. Packets come in on an event loop and wait in a bounded queue; a virtual
 * thread of the session's own handles them in their order, so that a slow disk never holds an event
 * loop. What goes out is written on the event loop.
 */
final class GatewaySession {
  private static final Logger LOG = LoggerFactory.getLogger(GatewaySession.class);
  private static final int MAX_UNACKED_COMMANDS = 32;
  private static final long RESUME_AGAIN_NS = 1_000_000_000L;

  private final String gateway;
  private final X509Certificate certificate;
  private final MqttEndpoint endpoint;
  private final Context context;
  private final Intake intake;
  private final Commands commands;
  private final Alarms alarms;
  private final Topics topics;
  private final BlockingQueue<Runnable> work;
  private final Set<String> subscribed = ConcurrentHashMap.newKeySet();
  private final AtomicInteger unackedCommands = new AtomicInteger();
  private final Instant since;
  private volatile boolean open = true;
  private CompletableFuture<?> acknowledged = CompletableFuture.completedFuture(null);
  private WanMessage.@Nullable Resume lastResume;
  private long lastResumeNs;

  GatewaySession(
      String gateway,
      X509Certificate certificate,
      MqttEndpoint endpoint,
      Context context,
      Intake intake,
      Commands commands,
      Alarms alarms,
      int inFlight,
      Instant since) {
    this.gateway = gateway;
    this.certificate = certificate;
    this.endpoint = endpoint;
    this.context = context;
    this.intake = intake;
    this.commands = commands;
    this.alarms = alarms;
    this.topics = new Topics(gateway);
    // Room for a full window twice, so that only a peer that ignores the window meets the bound.
    this.work = new ArrayBlockingQueue<>(inFlight * 2 + 32);
    this.since = since;
  }

  String gateway() {
    return gateway;
  }

  X509Certificate certificate() {
    return certificate;
  }

  Instant since() {
    return since;
  }

  /** Begins to listen and to work; on the event loop. */
  void start() {
    endpoint.publishAutoAck(false);
    endpoint.subscriptionAutoAck(false);
    endpoint.publishHandler(message -> enqueue(() -> received(message)));
    endpoint.subscribeHandler(message -> enqueue(() -> subscribe(message)));
    endpoint.unsubscribeHandler(message -> endpoint.unsubscribeAcknowledge(message.messageId()));
    endpoint.publishAcknowledgeMessageHandler(
        _ -> {
          if (unackedCommands.decrementAndGet() == MAX_UNACKED_COMMANDS - 1) {
            sendOpenCommands();
          }
        });
    endpoint.exceptionHandler(e -> LOG.debug("gateway {}: {}", gateway, e.toString()));
    Thread.ofVirtual().name("gateway-" + gateway).start(this::run);
  }

  private void enqueue(Runnable task) {
    if (open && !work.offer(task)) {
      LOG.warn("gateway {} sends more than its window: cut", gateway);
      end(MqttDisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
    }
  }

  private void run() {
    try {
      while (open) {
        work.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("gateway {}: session failed", gateway, e);
      end(MqttDisconnectReasonCode.UNSPECIFIED_ERROR);
    }
  }

  private void received(MqttPublishMessage message) {
    if (!open) {
      return;
    }
    if (message.qosLevel() != MqttQoS.AT_LEAST_ONCE) {
      end(MqttDisconnectReasonCode.QOS_NOT_SUPPORTED);
      return;
    }
    String topic = message.topicName();
    byte[] payload = message.payload().getBytes();
    if (topic.equals(topics.batch())) {
      batch(message.messageId(), payload);
    } else if (topic.equals(topics.ledger())) {
      acknowledge(message.messageId(), ledger(payload));
    } else if (topic.equals(topics.result())) {
      acknowledge(message.messageId(), result(payload));
    } else {
      alarms.raise(Alarm.Kind.FOREIGN_TOPIC, gateway, "published to a topic that is not its own");
      acknowledge(message.messageId(), MqttPubAckReasonCode.NOT_AUTHORIZED);
    }
  }

  private void batch(int messageId, byte[] payload) {
    CompletableFuture<Intake.Outcome> outcome = intake.accept(gateway, certificate, payload);
    // MQTT 5 section 4.6: acknowledgements go out in the order in which the packets came.
    acknowledged =
        acknowledged.thenCombine(
            outcome,
            (_, o) -> {
              settle(messageId, o);
              return null;
            });
  }

  private void settle(int messageId, Intake.Outcome outcome) {
    switch (outcome) {
      case Intake.Outcome.Stored _, Intake.Outcome.Redelivered _ ->
          write(messageId, MqttPubAckReasonCode.SUCCESS);
      case Intake.Outcome.OutOfOrder _ -> {
        write(messageId, MqttPubAckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
        enqueue(this::resumeOnce);
      }
      case Intake.Outcome.Refused _ ->
          write(messageId, MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID);
      // Unacknowledged, so that the gateway keeps it; it comes again after a new connection.
      case Intake.Outcome.NotStored _ -> end(MqttDisconnectReasonCode.SERVER_BUSY);
    }
  }

  private MqttPubAckReasonCode ledger(byte[] payload) {
    if (WanCodec.decode(payload)
        instanceof WanCodec.Decoded.Message(WanMessage.LedgerReport report)) {
      send(topics.ledgerAnswer(), intake.compare(gateway, report));
      return MqttPubAckReasonCode.SUCCESS;
    }
    return MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID;
  }

  private MqttPubAckReasonCode result(byte[] payload) {
    if (WanCodec.decode(payload) instanceof WanCodec.Decoded.Message(WanMessage.Result result)) {
      // Also one that is not awaited is acknowledged: the gateway need not send it for ever.
      if (!commands.result(gateway, result.result())) {
        LOG.debug("gateway {}: a result that is not awaited", gateway);
      }
      return MqttPubAckReasonCode.SUCCESS;
    }
    return MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID;
  }

  private void subscribe(MqttSubscribeMessage message) {
    List<MqttSubAckReasonCode> codes = new ArrayList<>();
    boolean resume = false;
    boolean command = false;
    for (var wanted : message.topicSubscriptions()) {
      String topic = wanted.topicName();
      boolean own =
          topic.equals(topics.resume())
              || topic.equals(topics.command())
              || topic.equals(topics.ledgerAnswer());
      if (own) {
        subscribed.add(topic);
        resume |= topic.equals(topics.resume());
        command |= topic.equals(topics.command());
      } else {
        alarms.raise(Alarm.Kind.FOREIGN_TOPIC, gateway, "subscribed a topic that is not its own");
      }
      codes.add(own ? MqttSubAckReasonCode.GRANTED_QOS1 : MqttSubAckReasonCode.NOT_AUTHORIZED);
    }
    onLoop(
        () ->
            endpoint.subscribeAcknowledge(
                message.messageId(), codes, MqttProperties.NO_PROPERTIES));
    if (resume) {
      send(topics.resume(), intake.resume(gateway));
    }
    if (command) {
      commands.open(gateway).forEach(this::send);
    }
  }

  /** A window of batches out of order needs one answer, not one for each. */
  private void resumeOnce() {
    WanMessage.Resume resume = intake.resume(gateway);
    long now = System.nanoTime();
    if (!resume.equals(lastResume) || now - lastResumeNs > RESUME_AGAIN_NS) {
      lastResume = resume;
      lastResumeNs = now;
      send(topics.resume(), resume);
    }
  }

  private void sendOpenCommands() {
    enqueue(() -> commands.open(gateway).forEach(this::send));
  }

  /** Gives the gateway a command when it listens for commands and has room; any thread. */
  void send(Command command) {
    if (!open || !subscribed.contains(topics.command())) {
      return;
    }
    if (unackedCommands.incrementAndGet() > MAX_UNACKED_COMMANDS) {
      unackedCommands.decrementAndGet();
      return;
    }
    send(topics.command(), new WanMessage.Order(command));
    enqueue(() -> commands.sent(command.id()));
  }

  private void send(String topic, WanMessage message) {
    if (!subscribed.contains(topic)) {
      return;
    }
    Buffer payload = Buffer.buffer(WanCodec.encode(message));
    onLoop(
        () ->
            endpoint
                .publish(topic, payload, MqttQoS.AT_LEAST_ONCE, false, false)
                .onFailure(e -> LOG.debug("gateway {}: not sent: {}", gateway, e.toString())));
  }

  private void acknowledge(int messageId, MqttPubAckReasonCode code) {
    acknowledged =
        acknowledged.thenApply(
            _ -> {
              write(messageId, code);
              return null;
            });
  }

  private void write(int messageId, MqttPubAckReasonCode code) {
    onLoop(() -> endpoint.publishAcknowledge(messageId, code, MqttProperties.NO_PROPERTIES));
  }

  /** Ends the session with a reason; any thread; a second time does nothing. */
  void end(MqttDisconnectReasonCode reason) {
    if (!open) {
      return;
    }
    onLoop(() -> endpoint.disconnect(reason, MqttProperties.NO_PROPERTIES));
    closed();
  }

  /** The connection has gone; lets the session's thread end. */
  void closed() {
    open = false;
    work.clear();
    if (!work.offer(() -> LOG.debug("gateway {}: session ended", gateway))) {
      LOG.debug("gateway {}: the session's thread has work left to see its end by", gateway);
    }
  }

  private void onLoop(Runnable action) {
    context.runOnContext(
        _ -> {
          if (endpoint.isConnected()) {
            try {
              action.run();
            } catch (IllegalStateException | IllegalArgumentException e) {
              LOG.debug("gateway {}: the connection has gone", gateway);
            }
          }
        });
  }
}
