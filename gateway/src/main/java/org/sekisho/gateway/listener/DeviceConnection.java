package org.sekisho.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.sekisho.field.payload.Payload;
import org.sekisho.field.payload.PointValue;
import org.sekisho.gateway.device.CredentialVerdict;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

/**
 * One connection of the field network, from TCP accept to its end.
 *
 * <p>{@code NEW → (CONNECT) → PROVING → (right credential) → SEATED → CLOSED}; every other event
 * closes it with a {@link ConnectionOutcome}. Messages are answered in the order in which they came
 * (MQTT 5 section 4.6), each only when its readings are committed. While too much waits, the gate
 * before it is paused and the socket not read.
 *
 * <p>Runs only on the connection's event loop.
 */
final class DeviceConnection extends ChannelInboundHandlerAdapter {
  private enum State {
    /** No CONNECT yet. */
    NEW,
    /** The credential is being checked. */
    PROVING,
    /** The device has its session. */
    SEATED,
    /** Ended, or about to. */
    CLOSED
  }

  /** Why the gate is paused; each reason is a bit. */
  private static final int HOLD_PROVING = 1;

  private static final int HOLD_IN_FLIGHT = 2;
  private static final int HOLD_RATE = 4;
  private static final int HOLD_WRITING = 8;
  private static final int HOLD_MEMORY = 16;

  private static final int MAX_CLIENT_ID = 64;
  private static final long SLOW_READER_NS = TimeUnit.SECONDS.toNanos(30);
  private static final int LARGEST_COMMAND_OVERHEAD = 160;

  private final FieldListener listener;
  private final LoopAnswers answers;
  private final FieldConfig.Mqtt config;
  private final String source;
  private final long openedNs = System.nanoTime();
  private final ArrayDeque<InboundMessage> messages = new ArrayDeque<>();
  private final Set<Integer> unreleased = new HashSet<>();
  private final Map<Integer, UUID> unconfirmed = new HashMap<>();
  private final Set<String> subscribed = java.util.concurrent.ConcurrentHashMap.newKeySet();

  private State state = State.NEW;
  private @Nullable ChannelHandlerContext context;
  private @Nullable PacketGate gate;
  private @Nullable DeviceSeat seat;
  private boolean mqtt5;
  private boolean touched;
  private boolean pending = true;
  private int holds;
  private int nextPacketId = 1;
  private int receiveMaximum = 65_535;
  private long maximumPacketBytes = Long.MAX_VALUE;
  private long keepAliveNs;
  private long lastPacketNs = System.nanoTime();
  private long unwritableSinceNs;

  DeviceConnection(FieldListener listener, LoopAnswers answers, String source) {
    this.listener = listener;
    this.answers = answers;
    this.config = listener.config();
    this.source = source;
  }

  void guardedBy(PacketGate its) {
    gate = its;
  }

  LoopAnswers answers() {
    return answers;
  }

  String source() {
    return source;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  // --- packets

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object packet) {
    try {
      if (gate != null) {
        gate.understood();
      }
      if (state == State.CLOSED || !(packet instanceof MqttMessage message)) {
        return;
      }
      lastPacketNs = System.nanoTime();
      if (message.decoderResult().isFailure()) {
        undecodable(message.decoderResult().cause());
      } else if (message.fixedHeader() == null) {
        close(ConnectionOutcome.MALFORMED);
      } else {
        packet(message);
      }
    } finally {
      ReferenceCountUtil.release(packet);
    }
  }

  private void packet(MqttMessage message) {
    MqttMessageType type = message.fixedHeader().messageType();
    if (type == MqttMessageType.CONNECT) {
      connect((MqttConnectMessage) message);
      return;
    }
    DeviceSeat its = seat;
    if (state != State.SEATED || its == null) {
      close(ConnectionOutcome.PROTOCOL_ERROR);
      return;
    }
    switch (type) {
      case PUBLISH -> publish(its, (MqttPublishMessage) message);
      case PUBREL -> released(packetId(message));
      case PUBACK -> commandTaken(its, message);
      case SUBSCRIBE -> subscribe(its, (MqttSubscribeMessage) message);
      case UNSUBSCRIBE -> unsubscribe((MqttUnsubscribeMessage) message);
      case PINGREQ -> send(pingResponse());
      case DISCONNECT -> close(ConnectionOutcome.ENDED);
      case CONNECT, CONNACK, PUBREC, PUBCOMP, SUBACK, UNSUBACK, PINGRESP, AUTH ->
          close(ConnectionOutcome.PROTOCOL_ERROR);
    }
  }

  private void undecodable(Throwable cause) {
    switch (cause) {
      case MqttUnacceptableProtocolVersionException _ -> {
        refuseConnect(MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION);
        close(ConnectionOutcome.UNSUPPORTED_VERSION);
      }
      case MqttIdentifierRejectedException _ -> close(ConnectionOutcome.BAD_CLIENT_ID);
      case TooLongFrameException _ -> close(ConnectionOutcome.PACKET_TOO_LARGE);
      default -> close(ConnectionOutcome.MALFORMED);
    }
  }

  // --- CONNECT

  private void connect(MqttConnectMessage message) {
    if (state != State.NEW) {
      close(ConnectionOutcome.PROTOCOL_ERROR);
      return;
    }
    int level = message.variableHeader().version();
    mqtt5 = level == MqttVersion.MQTT_5.protocolLevel();
    if (!mqtt5 && level != MqttVersion.MQTT_3_1_1.protocolLevel()) {
      refuseConnect(MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION);
      close(ConnectionOutcome.UNSUPPORTED_VERSION);
      return;
    }
    String clientId = message.payload().clientIdentifier();
    boolean clean = message.variableHeader().isCleanSession();
    if (clientId.length() > MAX_CLIENT_ID || (clientId.isEmpty() && !mqtt5 && !clean)) {
      refuseConnect(
          mqtt5
              ? MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID
              : MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED);
      close(ConnectionOutcome.BAD_CLIENT_ID);
      return;
    }
    limits(message);
    state = State.PROVING;
    hold(HOLD_PROVING);
    prove(message);
  }

  private void limits(MqttConnectMessage message) {
    int asked = message.variableHeader().keepAliveTimeSeconds();
    long most = config.keepAliveMax().toSeconds();
    long seconds = asked == 0 || asked > most ? most : asked;
    keepAliveNs = TimeUnit.MILLISECONDS.toNanos(seconds * 1_500);
    if (mqtt5) {
      MqttProperties properties = message.variableHeader().properties();
      receiveMaximum = Math.max(1, integer(properties, MqttProperties.RECEIVE_MAXIMUM, 65_535));
      int largest = integer(properties, MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
      maximumPacketBytes = largest <= 0 ? Long.MAX_VALUE : largest;
    }
  }

  private static int integer(MqttProperties properties, int id, int otherwise) {
    return properties.getProperty(id) instanceof MqttProperties.IntegerProperty property
        ? property.value()
        : otherwise;
  }

  private void prove(MqttConnectMessage message) {
    String user = message.payload().userName();
    byte[] password = message.payload().passwordInBytes();
    boolean clientIdEmpty = message.payload().clientIdentifier().isEmpty();
    Optional<String> certified = certified();
    if (certified.isPresent()) {
      boolean same = user == null || user.isEmpty() || user.equals(certified.get());
      proved(
          certified.get(), same ? CredentialVerdict.RIGHT : CredentialVerdict.WRONG, clientIdEmpty);
      return;
    }
    String device = user == null ? "" : user;
    byte[] given = password == null ? new byte[0] : password;
    proved(device, listener.credentials().verify(device, given, source), clientIdEmpty);
  }

  private Optional<String> certified() {
    SslHandler tls = context().pipeline().get(SslHandler.class);
    if (tls == null) {
      return Optional.empty();
    }
    try {
      return listener
          .credentials()
          .deviceOf(
              Arrays.stream(tls.engine().getSession().getPeerCertificates())
                  .filter(X509Certificate.class::isInstance)
                  .toArray(X509Certificate[]::new));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private void proved(String device, CredentialVerdict verdict, boolean assignClientId) {
    if (state != State.PROVING) {
      return;
    }
    DeviceSeat its = listener.seat(device);
    switch (verdict) {
      case RIGHT -> {
        if (its == null) {
          refuseConnect(badCredential());
          close(ConnectionOutcome.BAD_CREDENTIAL);
        } else {
          sit(its, assignClientId);
        }
      }
      case WRONG -> {
        listener.quiet().wrongCredential(source);
        refuseConnect(badCredential());
        close(ConnectionOutcome.BAD_CREDENTIAL);
      }
      case LOCKED -> {
        // The same code as a wrong one: whether a name is locked is nobody's business outside.
        refuseConnect(badCredential());
        close(ConnectionOutcome.LOCKED);
      }
    }
  }

  private MqttConnectReturnCode badCredential() {
    return mqtt5
        ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
        : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
  }

  private void sit(DeviceSeat its, boolean assignClientId) {
    seat = its;
    state = State.SEATED;
    lastPacketNs = System.nanoTime();
    DeviceConnection former = its.take(this);
    listener.seated(this, former == null);
    if (former != null) {
      former.closeFromAnyThread(ConnectionOutcome.REPLACED);
    }
    send(
        connAck(
            MqttConnectReturnCode.CONNECTION_ACCEPTED,
            mqtt5 ? welcome(its.device(), assignClientId) : MqttProperties.NO_PROPERTIES));
    letGo(HOLD_PROVING);
  }

  private MqttProperties welcome(String device, boolean assignClientId) {
    MqttProperties properties = new MqttProperties();
    put(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
    put(properties, MqttProperties.RECEIVE_MAXIMUM, config.maxInFlight());
    put(properties, MqttProperties.RETAIN_AVAILABLE, 0);
    put(properties, MqttProperties.MAXIMUM_PACKET_SIZE, config.maxPacketBytes());
    put(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
    put(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0);
    put(
        properties,
        MqttProperties.SERVER_KEEP_ALIVE,
        (int) TimeUnit.NANOSECONDS.toMillis(keepAliveNs) / 1_500);
    if (assignClientId) {
      properties.add(
          new MqttProperties.StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, device));
    }
    return properties;
  }

  private static void put(MqttProperties properties, int id, int value) {
    properties.add(new MqttProperties.IntegerProperty(id, value));
  }

  private static MqttConnAckMessage connAck(MqttConnectReturnCode code, MqttProperties properties) {
    return new MqttConnAckMessage(
        new MqttFixedHeader(MqttMessageType.CONNACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
        new MqttConnAckVariableHeader(code, false, properties));
  }

  private void refuseConnect(MqttConnectReturnCode code) {
    send(connAck(code, MqttProperties.NO_PROPERTIES));
  }

  // --- PUBLISH

  private void publish(DeviceSeat its, MqttPublishMessage message) {
    MqttPublishVariableHeader header = message.variableHeader();
    int qos = message.fixedHeader().qosLevel().value();
    int packetId = header.packetId();
    if (qos == 2 && unreleased.contains(packetId)) {
      // Sent again before PUBREL (MQTT 5 section 4.3.3): it is already in the journal.
      InboundMessage again = new InboundMessage(this, packetId, qos, 0);
      again.settle(null);
      enqueue(again);
      answer();
      return;
    }
    byte[] payload = ByteBufUtil.getBytes(message.payload());
    InboundMessage inbound = new InboundMessage(this, packetId, qos, payload.length);
    enqueue(inbound);
    switch (its.route(header.topicName())) {
      case DeviceSeat.Route.OnePoint(String point) -> {
        Reading reading = its.points().reading(point, listener.payloads().one(payload));
        if (reading == null) {
          refuse(inbound, Refusal.UNKNOWN_POINT);
        } else {
          take(its, inbound, List.of(reading));
        }
      }
      case DeviceSeat.Route.SeveralPoints() -> several(its, inbound, payload);
      case DeviceSeat.Route.CommandResult(String point) -> {
        var result = listener.commandPayloads().result(payload);
        result.ifPresent(r -> its.said(point, r));
        refuse(inbound, result.isPresent() ? null : Refusal.MALFORMED);
      }
      case null ->
          refuse(
              inbound,
              header.topicName().startsWith("readings/")
                  ? Refusal.UNKNOWN_POINT
                  : Refusal.UNKNOWN_TOPIC);
    }
  }

  private void several(DeviceSeat its, InboundMessage inbound, byte[] payload) {
    switch (listener.payloads().several(payload)) {
      case Payload.Malformed _ -> refuse(inbound, Refusal.MALFORMED);
      case Payload.Values(List<PointValue> values) -> {
        List<Reading> readings = its.points().readings(values);
        if (readings == null) {
          refuse(inbound, Refusal.UNKNOWN_POINT);
        } else {
          take(its, inbound, readings);
        }
      }
    }
  }

  private void enqueue(InboundMessage inbound) {
    messages.add(inbound);
    long held = listener.counters().heldBytes().addAndGet(inbound.bytes());
    if (held > config.maxHeldBytes()) {
      hold(HOLD_MEMORY);
    }
    if (messages.size() >= config.maxInFlight()) {
      hold(HOLD_IN_FLIGHT);
    }
  }

  private void take(DeviceSeat its, InboundMessage inbound, List<Reading> readings) {
    for (Reading reading : readings) {
      its.read(reading);
    }
    long waitNs = its.rate().take(readings.size(), lastPacketNs);
    if (waitNs > 0 && (holds & HOLD_RATE) == 0) {
      listener.counters().throttle();
      hold(HOLD_RATE);
      var _ = answers.loop().schedule(() -> letGo(HOLD_RATE), waitNs, TimeUnit.NANOSECONDS);
    }
    inbound.carries(readings);
    listener.journal().append(readings, inbound);
  }

  /** Settles a message that does not go into the journal. */
  private void refuse(InboundMessage inbound, @Nullable Refusal why) {
    inbound.settle(why);
    answer();
  }

  // --- answers

  /** Counts what the journal took, whether or not the device is still there to be told. */
  void count(InboundMessage message) {
    if (message.refusal() == null) {
      for (Reading reading : message.readings()) {
        listener.counters().committed(reading.reason());
      }
    }
  }

  /** Whether this connection still counts as one that has not proved who it is; then no more. */
  boolean leavesPending() {
    boolean counted = pending;
    pending = false;
    return counted;
  }

  /** Marks that answers are there; answers whether they were not yet. */
  boolean markTouched() {
    boolean first = !touched;
    touched = true;
    return first;
  }

  /** Writes the answers of all messages that are settled, in order, at once. */
  void answer() {
    touched = false;
    InboundMessage next = messages.peek();
    if (next == null || !next.isSettled()) {
      return;
    }
    ByteBuf out = null;
    Refusal last = null;
    for (; next != null && next.isSettled(); next = messages.peek()) {
      messages.remove();
      listener.counters().heldBytes().addAndGet(-next.bytes());
      Refusal refusal = next.refusal();
      if (refusal != null) {
        last = refusal;
        listener.counters().refused(refusal);
        if (!mqtt5 && next.qos() > 0) {
          // MQTT 3.1.1 has no negative acknowledgement: what is behind it stays unanswered, too.
          break;
        }
      }
      if (next.qos() > 0 && state == State.SEATED) {
        if (out == null) {
          out = context().alloc().ioBuffer(16);
        }
        acknowledge(out, next, refusal);
      }
    }
    if (out != null) {
      var _ = context().writeAndFlush(out, context().voidPromise());
    }
    if (last != null) {
      DeviceSeat its = seat;
      listener.quiet().refused(its == null ? "" : its.device(), last);
      if (next != null && !mqtt5 && next.refusal() != null) {
        close(ConnectionOutcome.MESSAGE_REFUSED);
        return;
      }
    }
    if (messages.size() <= config.maxInFlight() / 2) {
      letGo(HOLD_IN_FLIGHT);
    }
    if ((holds & HOLD_MEMORY) != 0
        && listener.counters().heldBytes().get() <= config.maxHeldBytes()) {
      letGo(HOLD_MEMORY);
    }
  }

  /** PUBACK or PUBREC (MQTT 5 sections 3.4 and 3.5); without a reason code it means success. */
  private void acknowledge(ByteBuf out, InboundMessage message, @Nullable Refusal refusal) {
    out.writeByte(message.qos() == 1 ? 0x40 : 0x50);
    out.writeByte(refusal == null ? 2 : 3);
    out.writeShort(message.packetId());
    if (refusal != null) {
      out.writeByte(refusal.code());
    } else if (message.qos() == 2) {
      unreleased.add(message.packetId());
      if (unreleased.size() > config.maxInFlight()) {
        // Never released: the budget of this session is spent (MQTT 5: receive maximum exceeded).
        close(ConnectionOutcome.PROTOCOL_ERROR);
      }
    }
  }

  private void released(int packetId) {
    boolean known = unreleased.remove(packetId);
    ByteBuf out = context().alloc().ioBuffer(5);
    out.writeByte(0x70).writeByte(known || !mqtt5 ? 2 : 3).writeShort(packetId);
    if (!known && mqtt5) {
      out.writeByte(0x92);
    }
    send(out);
  }

  // --- SUBSCRIBE

  private void subscribe(DeviceSeat its, MqttSubscribeMessage message) {
    if (message.payload().topicSubscriptions().isEmpty()) {
      close(ConnectionOutcome.PROTOCOL_ERROR);
      return;
    }
    List<Integer> codes = new ArrayList<>();
    for (MqttTopicSubscription asked : message.payload().topicSubscriptions()) {
      boolean allowed = maySubscribe(its, asked.topicFilter());
      if (allowed) {
        subscribed.add(asked.topicFilter());
        codes.add(Math.min(1, asked.qualityOfService().value()));
      } else {
        codes.add(mqtt5 ? 0x87 : 0x80);
      }
    }
    send(
        new MqttSubAckMessage(
            new MqttFixedHeader(MqttMessageType.SUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
            message.variableHeader(),
            new MqttSubAckPayload(codes)));
  }

  private static boolean maySubscribe(DeviceSeat its, String filter) {
    return filter.equals("commands/+")
        || filter.equals("commands/#")
        || (filter.startsWith("commands/")
            && its.points().isWritable(filter.substring("commands/".length())));
  }

  private void unsubscribe(MqttUnsubscribeMessage message) {
    if (message.payload().topics().isEmpty()) {
      close(ConnectionOutcome.PROTOCOL_ERROR);
      return;
    }
    List<Short> codes = new ArrayList<>();
    for (String filter : message.payload().topics()) {
      codes.add((short) (subscribed.remove(filter) ? 0x00 : 0x11));
    }
    send(
        new MqttUnsubAckMessage(
            new MqttFixedHeader(MqttMessageType.UNSUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
            message.idAndPropertiesVariableHeader(),
            new MqttUnsubAckPayload(codes)));
  }

  boolean takesCommands(String point) {
    return subscribed.contains("commands/" + point)
        || subscribed.contains("commands/+")
        || subscribed.contains("commands/#");
  }

  // --- commands

  /** Publishes a command; the seat has it open already. */
  void command(DeviceSeat its, UUID id, PointId point, Value value, Instant expires) {
    if (state != State.SEATED) {
      its.closeCommand(id, new DeviceAnswer.NotConnected());
      return;
    }
    if (!takesCommands(point.point())) {
      its.closeCommand(id, new DeviceAnswer.NotSubscribed());
      return;
    }
    byte[] payload = listener.commandPayloads().command(id, value, expires);
    if (unconfirmed.size() >= Math.min(receiveMaximum, DeviceSeat.MAX_OPEN_COMMANDS)
        || payload.length + LARGEST_COMMAND_OVERHEAD > maximumPacketBytes) {
      its.closeCommand(id, new DeviceAnswer.DeviceRefused("device-busy"));
      return;
    }
    int packetId = nextPacketId;
    nextPacketId = nextPacketId == 65_535 ? 1 : nextPacketId + 1;
    unconfirmed.put(packetId, id);
    MqttProperties properties = MqttProperties.NO_PROPERTIES;
    if (mqtt5) {
      properties = new MqttProperties();
      properties.add(
          new MqttProperties.BinaryProperty(
              MqttProperties.CORRELATION_DATA, id.toString().getBytes(StandardCharsets.US_ASCII)));
      properties.add(
          new MqttProperties.StringProperty(
              MqttProperties.RESPONSE_TOPIC, "commands/" + point.point() + "/result"));
    }
    send(
        new MqttPublishMessage(
            new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0),
            new MqttPublishVariableHeader("commands/" + point.point(), packetId, properties),
            Unpooled.wrappedBuffer(payload)));
  }

  private void commandTaken(DeviceSeat its, MqttMessage message) {
    UUID id = unconfirmed.remove(packetId(message));
    if (id != null
        && message.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
        && Byte.toUnsignedInt(reply.reasonCode()) >= 0x80) {
      its.closeCommand(
          id,
          new DeviceAnswer.DeviceRefused(
              "puback-0x" + Integer.toHexString(Byte.toUnsignedInt(reply.reasonCode()))));
    }
  }

  private static int packetId(MqttMessage message) {
    return message.variableHeader() instanceof MqttMessageIdVariableHeader header
        ? header.messageId()
        : 0;
  }

  // --- holding back

  private void hold(int reason) {
    holds |= reason;
    if (gate != null) {
      gate.pause();
    }
  }

  private void letGo(int reason) {
    if ((holds & reason) == 0) {
      return;
    }
    holds &= ~reason;
    if (holds == 0 && gate != null && state != State.CLOSED) {
      lastPacketNs = System.nanoTime();
      gate.resume();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      unwritableSinceNs = 0;
      letGo(HOLD_WRITING);
    } else {
      unwritableSinceNs = System.nanoTime() | 1;
      hold(HOLD_WRITING);
    }
  }

  /** Looks at the clocks of this connection, twice a second. */
  void tick(long nowNs) {
    PacketGate its = gate;
    if (state == State.CLOSED || its == null) {
      return;
    }
    if (state == State.NEW) {
      if (nowNs - openedNs > config.connectTimeout().toNanos()) {
        close(ConnectionOutcome.CONNECT_TIMEOUT);
      }
      return;
    }
    if (unwritableSinceNs != 0 && nowNs - unwritableSinceNs > SLOW_READER_NS) {
      close(ConnectionOutcome.SLOW_READER);
    } else if (holds == 0) {
      if (its.partialSinceNs() != 0
          && nowNs - its.partialSinceNs() > config.packetTimeout().toNanos()) {
        close(ConnectionOutcome.SLOW_SENDER);
      } else if (nowNs - lastPacketNs > keepAliveNs) {
        close(ConnectionOutcome.KEEP_ALIVE);
      }
    } else if ((holds & HOLD_MEMORY) != 0
        && listener.counters().heldBytes().get() <= config.maxHeldBytes()) {
      letGo(HOLD_MEMORY);
    }
    its.retryBudget();
  }

  // --- the end

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      close(ConnectionOutcome.TLS_FAILED);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset by the peer, bytes that are no TLS record, or a decoder that gave up.
    close(
        state == State.SEATED && cause instanceof java.io.IOException
            ? ConnectionOutcome.ENDED
            : state == State.NEW ? ConnectionOutcome.TLS_FAILED : ConnectionOutcome.MALFORMED);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    close(ConnectionOutcome.ENDED);
    for (InboundMessage message : messages) {
      listener.counters().heldBytes().addAndGet(-message.bytes());
    }
    messages.clear();
    listener.gone(this);
  }

  /** Cipher suite of the connection; empty before the handshake is done. */
  String cipher() {
    SslHandler tls = context().pipeline().get(SslHandler.class);
    return tls == null ? "" : tls.engine().getSession().getCipherSuite();
  }

  void closeFromAnyThread(ConnectionOutcome outcome) {
    answers.loop().execute(() -> close(outcome));
  }

  /** Ends the connection; the first outcome counts. */
  void close(ConnectionOutcome outcome) {
    if (state == State.CLOSED) {
      return;
    }
    State before = state;
    state = State.CLOSED;
    if (gate != null) {
      gate.shut();
    }
    listener.counters().outcome(outcome);
    DeviceSeat its = seat;
    if (its != null && its.leave(this)) {
      listener.unseated();
    }
    listener.quiet().closed(source, its == null ? "" : its.device(), outcome);
    int code = disconnectCode(outcome);
    ChannelHandlerContext ctx = context();
    if (mqtt5 && before == State.SEATED && code != 0 && ctx.channel().isActive()) {
      var _ =
          ctx.writeAndFlush(
                  new MqttMessage(
                      new MqttFixedHeader(
                          MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0),
                      new MqttReasonCodeAndPropertiesVariableHeader(
                          (byte) code, MqttProperties.NO_PROPERTIES)))
              .addListener(ChannelFutureListener.CLOSE);
      // A peer that does not read must not keep the connection open.
      var _ = answers.loop().schedule(this::closeSocket, 2, TimeUnit.SECONDS);
    } else {
      closeSocket();
    }
  }

  private void closeSocket() {
    var _ = context().close();
  }

  private static int disconnectCode(ConnectionOutcome outcome) {
    return switch (outcome) {
      case REPLACED -> 0x8E;
      case REVOKED, CIPHER_ENDED -> 0x87;
      case KEEP_ALIVE -> 0x8D;
      case PACKET_TOO_LARGE -> 0x95;
      case MALFORMED -> 0x81;
      case PROTOCOL_ERROR -> 0x82;
      case SLOW_SENDER, SLOW_READER -> 0x97;
      case STOPPING -> 0x8B;
      case ACCEPTED,
          TOO_MANY,
          TOO_MANY_FROM_SOURCE,
          TOO_MANY_PENDING,
          TLS_FAILED,
          CONNECT_TIMEOUT,
          FIRST_NOT_CONNECT,
          FIRST_TOO_LARGE,
          UNSUPPORTED_VERSION,
          BAD_CLIENT_ID,
          BAD_CREDENTIAL,
          LOCKED,
          MESSAGE_REFUSED,
          ENDED ->
          0;
    };
  }

  private void send(Object message) {
    ChannelHandlerContext ctx = context();
    if (ctx.channel().isActive()) {
      var _ = ctx.writeAndFlush(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private static MqttMessage pingResponse() {
    return new MqttMessage(
        new MqttFixedHeader(MqttMessageType.PINGRESP, false, MqttQoS.AT_MOST_ONCE, false, 0));
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return ctx;
  }
}
