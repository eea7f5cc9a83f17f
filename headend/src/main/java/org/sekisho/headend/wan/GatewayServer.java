package org.sekisho.headend.wan;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.net.BindException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509KeyManager;
import org.sekisho.headend.command.CommandState;
import org.sekisho.headend.command.Commands;
import org.sekisho.headend.intake.Alarm;
import org.sekisho.headend.intake.Alarms;
import org.sekisho.headend.intake.Intake;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.SystemModel;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MQTT 5 server that gateways connect to, with TLS 1.3 and a client certificate. Who a gateway
 * is says its certificate alone; the client id must repeat it, and the system model must link it to
 * this head-end. Everything else is refused. Thread-safe.
 */
public final class GatewayServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
  private static final int START_LIMIT_S = 10;
  private static final int HANDSHAKE_S = 10;
  private static final long SWEEP_MS = 10_000;

  private final Vertx vertx;
  private final WanConfig config;
  private final Set<String> permitted;
  private final Predicate<X509Certificate> isRevoked;
  private final Intake intake;
  private final Commands commands;
  private final Alarms alarms;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private final Map<String, GatewaySession> sessions = new ConcurrentHashMap<>();
  private final MqttServer server;
  private final long sweep;

  /** Binds and serves; {@link StartException} when the address is taken. */
  public GatewayServer(
      Vertx vertx,
      WanConfig config,
      String headEnd,
      SystemModel model,
      X509KeyManager keys,
      PeerTrust trust,
      Predicate<X509Certificate> isRevoked,
      Intake intake,
      Commands commands,
      Alarms alarms,
      InstantSource clock,
      MeterRegistry metrics) {
    this.vertx = vertx;
    this.config = config;
    this.permitted =
        model.gatewaysOf(headEnd).stream()
            .map(Component::id)
            .collect(Collectors.toUnmodifiableSet());
    this.isRevoked = isRevoked;
    this.intake = intake;
    this.commands = commands;
    this.alarms = alarms;
    this.clock = clock;
    this.metrics = metrics;
    metrics.gaugeMapSize("sekisho.headend.gateways.connected", java.util.List.of(), sessions);
    var options = new MqttServerOptions();
    options.setSsl(true);
    options.setKeyCertOptions(KeyCertOptions.wrap(keys));
    options.setTrustOptions(TrustOptions.wrap(trust.trustManager(isRevoked)));
    options.setClientAuth(ClientAuth.REQUIRED);
    options.setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
    options.setSslHandshakeTimeout(HANDSHAKE_S).setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    options.setMaxMessageSize(config.maxPacketBytes());
    options.setMaxClientIdLength(64);
    options.setAutoClientId(false);
    options.setTimeoutOnConnect((int) config.connectTimeout().toSeconds());
    options.setTcpNoDelay(true);
    server = MqttServer.create(vertx, options);
    server.endpointHandler(this::connected);
    server.exceptionHandler(e -> LOG.debug("a gateway connection failed: {}", e.toString()));
    listen();
    commands.onChange(this::dispatch);
    sweep = vertx.setPeriodic(SWEEP_MS, _ -> sweep());
  }

  private void listen() {
    try {
      server
          .listen(config.listen().port(), config.listen().host())
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof BindException
              ? "the address is taken or not of this machine"
              : String.valueOf(e.getCause());
      throw new StartException("wan.listen: cannot listen on " + config.listen() + ": " + why, e);
    } catch (TimeoutException e) {
      throw new StartException("wan.listen: cannot listen on " + config.listen() + " in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("wan.listen: interrupted", e);
    }
  }

  /** The port that is bound. */
  public int port() {
    return server.actualPort();
  }

  /** Runs on the event loop of the connection. */
  private void connected(MqttEndpoint endpoint) {
    Optional<X509Certificate> certificate = certificate(endpoint);
    String id =
        certificate
            .flatMap(Peer::of)
            .filter(p -> p.role() == Role.GATEWAY)
            .map(Peer::id)
            .orElse("");
    MqttConnectReturnCode refusal = refusal(endpoint, certificate, id);
    if (refusal != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
      metrics.counter("sekisho.headend.gateways.refused", "code", refusal.name()).increment();
      LOG.warn("a gateway was refused: {} {}", refusal, permitted.contains(id) ? id : "unknown");
      endpoint.reject(refusal);
      return;
    }
    Context context = vertx.getOrCreateContext();
    var session =
        new GatewaySession(
            id,
            certificate.orElseThrow(),
            endpoint,
            context,
            intake,
            commands,
            alarms,
            config.inFlight(),
            clock.instant());
    GatewaySession former = sessions.put(id, session);
    if (former != null) {
      LOG.warn("gateway {}: a second session replaces the first", id);
      former.end(MqttDisconnectReasonCode.SESSION_TAKEN_OVER);
    }
    endpoint.closeHandler(
        _ -> {
          session.closed();
          if (sessions.remove(id, session)) {
            LOG.info("gateway {} disconnected", id);
          }
        });
    session.start();
    endpoint.accept(false, properties());
    LOG.info("gateway {} connected", id);
    if (isRevoked.test(session.certificate())) {
      // Revoked between the check and the entry into the table that the sweep looks through.
      cut(session);
    }
  }

  private MqttConnectReturnCode refusal(
      MqttEndpoint endpoint, Optional<X509Certificate> certificate, String id) {
    if (endpoint.protocolVersion() != 5) {
      return MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION;
    }
    if (certificate.isEmpty() || !permitted.contains(id)) {
      return MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5;
    }
    if (isRevoked.test(certificate.get())) {
      alarms.raise(Alarm.Kind.GATEWAY_REVOKED, id, "refused");
      return MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5;
    }
    if (!id.equals(endpoint.clientIdentifier())) {
      return MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID;
    }
    if (endpoint.will() != null && endpoint.will().isWillFlag()) {
      return MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5;
    }
    if (sessions.size() >= config.maxGateways() && !sessions.containsKey(id)) {
      return MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_BUSY;
    }
    return MqttConnectReturnCode.CONNECTION_ACCEPTED;
  }

  private static Optional<X509Certificate> certificate(MqttEndpoint endpoint) {
    try {
      return endpoint.isSsl()
              && endpoint.sslSession().getPeerCertificates()[0] instanceof X509Certificate leaf
          ? Optional.of(leaf)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private MqttProperties properties() {
    var properties = new MqttProperties();
    put(properties, MqttProperties.RECEIVE_MAXIMUM, config.inFlight());
    put(properties, MqttProperties.MAXIMUM_PACKET_SIZE, config.maxPacketBytes());
    put(properties, MqttProperties.MAXIMUM_QOS, 1);
    put(properties, MqttProperties.RETAIN_AVAILABLE, 0);
    put(properties, MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, 0);
    put(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0);
    put(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
    put(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
    return properties;
  }

  private static void put(MqttProperties properties, int type, int value) {
    properties.add(new IntegerProperty(type, value));
  }

  private void dispatch(CommandState state) {
    if (state.status() == CommandState.Status.PENDING) {
      GatewaySession session = sessions.get(state.command().gateway());
      if (session != null) {
        session.send(state.command());
      }
    }
  }

  /** Cuts sessions whose certificate is revoked or over; call it when the list has changed. */
  public void sweep() {
    for (GatewaySession session : sessions.values()) {
      if (isRevoked.test(session.certificate())) {
        cut(session);
      } else if (session.certificate().getNotAfter().toInstant().isBefore(clock.instant())) {
        LOG.warn("gateway {}: its certificate has expired: cut", session.gateway());
        session.end(MqttDisconnectReasonCode.NOT_AUTHORIZED);
      }
    }
  }

  private void cut(GatewaySession session) {
    alarms.raise(Alarm.Kind.GATEWAY_REVOKED, session.gateway(), "its session was cut");
    session.end(MqttDisconnectReasonCode.NOT_AUTHORIZED);
    sessions.remove(session.gateway(), session);
  }

  /** Gateways that are connected, each with the time since when, for the status page. */
  public Map<String, String> connected() {
    Map<String, String> found = new TreeMap<>();
    sessions.forEach((id, session) -> found.put(id, session.since().toString()));
    return found;
  }

  @Override
  public void close() {
    vertx.cancelTimer(sweep);
    sessions.values().forEach(s -> s.end(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN));
    try {
      server.close().toCompletionStage().toCompletableFuture().get(3, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the gateway listener did not close: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
