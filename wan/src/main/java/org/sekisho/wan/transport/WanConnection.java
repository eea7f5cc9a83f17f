package org.sekisho.wan.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One MQTT 5 connection to a head-end, QoS 1 only, without session state: what was in flight when
 * it ends is the caller's to send again over the next one. There is no reconnection in it.
 *
 * <p>Methods may be called from any thread; listener calls and results of futures come on the
 * connection's event loop, in the order in which the packets came.
 */
public final class WanConnection {
  /** PUBACK and SUBACK reason codes from here on are refusals (MQTT 5, 2.4). */
  public static final int FIRST_FAILURE = 0x80;

  private static final int NORMAL_DISCONNECTION = 0x00;
  private static final int MALFORMED_PACKET = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int KEEP_ALIVE_TIMEOUT = 0x8d;
  private static final int MAX_PACKET_ID = 0xffff;

  /**
   * How to connect.
   *
   * @param host name or address
   * @param port 1…65535
   * @param clientId MQTT client id
   * @param keepAliveS longest silence before a ping, 1…65535 s; a peer silent for one and a half of
   *     it is taken as gone
   * @param helloTimeoutMs how long the peer may take from the open socket to CONNACK
   * @param maxPacketBytes largest packet that is accepted from the peer
   * @param receiveMaximum how many unacknowledged messages the peer may have under way, 1…65535
   */
  public record Options(
      String host,
      int port,
      String clientId,
      int keepAliveS,
      long helloTimeoutMs,
      int maxPacketBytes,
      int receiveMaximum) {}

  /** What came of an attempt to connect. */
  public sealed interface Attempt {
    /** CONNACK with success. */
    record Connected(WanConnection connection) implements Attempt {}

    /** CONNACK with a refusal, 0x80…0xff. */
    record Refused(int reasonCode) implements Attempt {}

    /** No CONNACK: no route, TLS failed, or the peer went away. */
    record Unreachable(String why) implements Attempt {}
  }

  /** What a connection tells. */
  public interface Listener {
    /** A message came; it stays unacknowledged until {@link Delivery#acknowledge}. */
    void received(Delivery delivery);

    /** The connection is over; said once, after every result that was outstanding. */
    void closed(String why);
  }

  /** A message from the peer. */
  public final class Delivery {
    private final String topic;
    private final byte[] payload;
    private final int packetId;

    private Delivery(String topic, byte[] payload, int packetId) {
      this.topic = topic;
      this.payload = payload;
      this.packetId = packetId;
    }

    /** Its topic. */
    public String topic() {
      return topic;
    }

    /** Its payload; not copied. */
    public byte[] payload() {
      return payload;
    }

    /** Sends the PUBACK, once, with a reason code 0x00…0xff; nothing on a closed connection. */
    public void acknowledge(int reasonCode) {
      if (packetId != 0) {
        context.runOnContext(_ -> sendAcknowledgement(packetId, reasonCode));
      }
    }
  }

  private final Vertx vertx;
  private final Context context;
  private final NetSocketInternal socket;
  private final Options options;
  private final Listener listener;
  private final Promise<Attempt> attempt = Promise.promise();

  // All below: only on the event loop.
  private final Map<Integer, Promise<OptionalInt>> awaited = new HashMap<>();
  private int lastPacketId;
  private boolean connected;
  private boolean closed;
  private long lastReceivedNs = System.nanoTime();
  private long lastSentNs = System.nanoTime();
  private long timer = -1;

  private volatile int peerReceiveMaximum = MAX_PACKET_ID;
  private volatile long peerMaxPacketBytes = Long.MAX_VALUE;

  private WanConnection(Vertx vertx, NetSocket socket, Options options, Listener listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.socket = (NetSocketInternal) socket;
    this.options = options;
    this.listener = listener;
  }

  /**
   * Connects once. The client carries TLS settings and the connect timeout; the listener is told of
   * nothing before the attempt has succeeded.
   */
  public static Future<Attempt> open(
      Vertx vertx, NetClient client, Options options, Listener listener) {
    return client
        .connect(options.port(), options.host())
        .compose(
            socket -> new WanConnection(vertx, socket, options, listener).start(),
            failure -> Future.succeededFuture(new Attempt.Unreachable(text(failure))));
  }

  /** How many unacknowledged messages the peer takes, 1…65535. */
  public int peerReceiveMaximum() {
    return peerReceiveMaximum;
  }

  /** Largest packet that the peer takes, in bytes. */
  public long peerMaxPacketBytes() {
    return peerMaxPacketBytes;
  }

  /** The certificate that the peer proved to hold; empty without TLS. */
  public Optional<X509Certificate> peerCertificate() {
    try {
      if (socket.sslSession() == null) {
        return Optional.empty();
      }
      Certificate[] chain = socket.sslSession().getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate leaf
          ? Optional.of(leaf)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /**
   * Publishes at QoS 1. The result is the PUBACK's reason code (0x00…0xff), or empty when the
   * connection ended before it came: the peer may have the message or not.
   */
  public Future<OptionalInt> publish(String topic, byte[] payload) {
    return request(
        id ->
            MqttMessageBuilders.publish()
                .topicName(topic)
                .qos(MqttQoS.AT_LEAST_ONCE)
                .messageId(id)
                .payload(Unpooled.wrappedBuffer(payload))
                .build());
  }

  /**
   * Subscribes at QoS 1. The result is the greatest of the SUBACK's reason codes, so that a failure
   * of one filter is a failure of all, or empty when the connection ended before it came.
   */
  public Future<OptionalInt> subscribe(List<String> filters) {
    return request(
        id -> {
          var builder = MqttMessageBuilders.subscribe().messageId(id);
          for (String filter : filters) {
            builder.addSubscription(MqttQoS.AT_LEAST_ONCE, filter);
          }
          return builder.build();
        });
  }

  /** Says goodbye and closes; the listener is told as of any other end. */
  public void close(String why) {
    context.runOnContext(_ -> end(NORMAL_DISCONNECTION, why));
  }

  private interface PacketOf {
    MqttMessage withId(int packetId);
  }

  private Future<OptionalInt> request(PacketOf packet) {
    Promise<OptionalInt> promise = Promise.promise();
    context.runOnContext(
        _ -> {
          if (closed) {
            promise.complete(OptionalInt.empty());
            return;
          }
          int id = freePacketId();
          if (id == 0) {
            promise.complete(OptionalInt.of(0x93));
            return;
          }
          awaited.put(id, promise);
          send(packet.withId(id));
        });
    return promise.future();
  }

  /** The next id that is not under way, or 0 when all are. */
  private int freePacketId() {
    for (int i = 0; i < MAX_PACKET_ID; i++) {
      lastPacketId = lastPacketId % MAX_PACKET_ID + 1;
      if (!awaited.containsKey(lastPacketId)) {
        return lastPacketId;
      }
    }
    return 0;
  }

  private Future<Attempt> start() {
    ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
    pipeline.addBefore("handler", "mqtt-encoder", MqttEncoder.INSTANCE);
    pipeline.addBefore("handler", "mqtt-decoder", new MqttDecoder(options.maxPacketBytes()));
    socket.messageHandler(this::receive);
    socket.exceptionHandler(failure -> end(PROTOCOL_ERROR, text(failure)));
    socket.closeHandler(_ -> ended("closed by the peer"));
    var properties = new MqttProperties();
    properties.add(number(MqttProperties.RECEIVE_MAXIMUM, options.receiveMaximum()));
    properties.add(number(MqttProperties.MAXIMUM_PACKET_SIZE, options.maxPacketBytes()));
    send(
        MqttMessageBuilders.connect()
            .protocolVersion(MqttVersion.MQTT_5)
            .clientId(options.clientId())
            .cleanSession(true)
            .keepAlive(options.keepAliveS())
            .properties(properties)
            .build());
    timer =
        vertx.setTimer(
            options.helloTimeoutMs(), _ -> end(PROTOCOL_ERROR, "no CONNACK within the time"));
    return attempt.future();
  }

  private void receive(Object packet) {
    lastReceivedNs = System.nanoTime();
    try {
      if (closed || !(packet instanceof MqttMessage message)) {
        return;
      }
      if (message.decoderResult().isFailure()) {
        end(MALFORMED_PACKET, "malformed packet: " + text(message.decoderResult().cause()));
        return;
      }
      MqttMessageType type = message.fixedHeader().messageType();
      if (connected != (type != MqttMessageType.CONNACK)) {
        end(PROTOCOL_ERROR, "unexpected " + type);
        return;
      }
      switch (type) {
        case CONNACK -> connectAcknowledged((MqttConnAckMessage) message);
        case PUBLISH -> published((MqttPublishMessage) message);
        case PUBACK -> publishAcknowledged(message.variableHeader());
        case SUBACK -> subscribeAcknowledged((MqttSubAckMessage) message);
        case PINGRESP -> {}
        case DISCONNECT -> disconnected(message.variableHeader());
        default -> end(PROTOCOL_ERROR, "unexpected " + type);
      }
    } finally {
      ReferenceCountUtil.release(packet);
    }
  }

  private void connectAcknowledged(MqttConnAckMessage message) {
    int reasonCode = Byte.toUnsignedInt(message.variableHeader().connectReturnCode().byteValue());
    if (reasonCode != 0) {
      attempt.tryComplete(new Attempt.Refused(reasonCode));
      end(NORMAL_DISCONNECTION, "refused by CONNACK");
      return;
    }
    vertx.cancelTimer(timer);
    connected = true;
    MqttProperties properties = message.variableHeader().properties();
    peerReceiveMaximum = number(properties, MqttProperties.RECEIVE_MAXIMUM, MAX_PACKET_ID);
    peerMaxPacketBytes = number(properties, MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
    int keepAliveS =
        Math.max(1, number(properties, MqttProperties.SERVER_KEEP_ALIVE, options.keepAliveS()));
    timer = vertx.setPeriodic(Math.max(250, keepAliveS * 250L), _ -> keepAlive(keepAliveS));
    attempt.tryComplete(new Attempt.Connected(this));
  }

  private void keepAlive(int keepAliveS) {
    long now = System.nanoTime();
    long nsPerS = 1_000_000_000L;
    if (now - lastReceivedNs > keepAliveS * nsPerS * 3 / 2) {
      end(KEEP_ALIVE_TIMEOUT, "the peer is silent");
    } else if (Math.max(now - lastSentNs, now - lastReceivedNs) > keepAliveS * nsPerS / 2) {
      send(MqttMessage.PINGREQ);
    }
  }

  private void published(MqttPublishMessage message) {
    MqttQoS qos = message.fixedHeader().qosLevel();
    String topic = message.variableHeader().topicName();
    if (qos == MqttQoS.EXACTLY_ONCE || topic.isEmpty()) {
      end(PROTOCOL_ERROR, "a message at QoS 2 or by topic alias");
      return;
    }
    ByteBuf payload = message.payload();
    int packetId = qos == MqttQoS.AT_LEAST_ONCE ? message.variableHeader().packetId() : 0;
    listener.received(new Delivery(topic, ByteBufUtil.getBytes(payload), packetId));
  }

  private void sendAcknowledgement(int packetId, int reasonCode) {
    if (!closed) {
      send(
          new MqttMessage(
              new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
              new MqttPubReplyMessageVariableHeader(
                  packetId, (byte) reasonCode, MqttProperties.NO_PROPERTIES)));
    }
  }

  private void publishAcknowledged(Object header) {
    int reasonCode =
        header instanceof MqttPubReplyMessageVariableHeader reply
            ? Byte.toUnsignedInt(reply.reasonCode())
            : 0;
    answer(((MqttMessageIdVariableHeader) header).messageId(), reasonCode);
  }

  private void subscribeAcknowledged(MqttSubAckMessage message) {
    int worst = message.payload().reasonCodes().stream().mapToInt(c -> c & 0xff).max().orElse(0);
    answer(message.variableHeader().messageId(), worst);
  }

  private void answer(int packetId, int reasonCode) {
    Promise<OptionalInt> promise = awaited.remove(packetId);
    if (promise == null) {
      end(PROTOCOL_ERROR, "acknowledged what was not sent");
    } else {
      promise.complete(OptionalInt.of(reasonCode));
    }
  }

  private void disconnected(@Nullable Object header) {
    int reasonCode =
        header instanceof MqttReasonCodeAndPropertiesVariableHeader reason
            ? Byte.toUnsignedInt(reason.reasonCode())
            : 0;
    ended("disconnected by the peer, reason 0x%02x".formatted(reasonCode));
  }

  private void end(int reasonCode, String why) {
    if (closed) {
      return;
    }
    if (connected) {
      send(
          new MqttMessage(
              new MqttFixedHeader(
                  MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0),
              new MqttReasonCodeAndPropertiesVariableHeader(
                  (byte) reasonCode, MqttProperties.NO_PROPERTIES)));
    }
    ended(why);
  }

  private void ended(String why) {
    if (closed) {
      return;
    }
    closed = true;
    vertx.cancelTimer(timer);
    socket.close();
    var outstanding = List.copyOf(awaited.values());
    awaited.clear();
    outstanding.forEach(promise -> promise.complete(OptionalInt.empty()));
    if (connected) {
      listener.closed(why);
    }
    attempt.tryComplete(new Attempt.Unreachable(why));
  }

  private void send(MqttMessage message) {
    lastSentNs = System.nanoTime();
    socket.writeMessage(message);
  }

  private static MqttProperties.IntegerProperty number(int id, int value) {
    return new MqttProperties.IntegerProperty(id, value);
  }

  private static int number(MqttProperties properties, int id, int otherwise) {
    return properties.getProperty(id) instanceof MqttProperties.IntegerProperty property
        ? property.value()
        : otherwise;
  }

  private static String text(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }
}
