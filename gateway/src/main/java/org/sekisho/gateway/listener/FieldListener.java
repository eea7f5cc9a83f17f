package org.sekisho.gateway.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sekisho.field.payload.CommandPayload;
import org.sekisho.field.payload.PayloadDecoder;
import org.sekisho.gateway.device.DeviceCredentials;
import org.sekisho.gateway.journal.Journal;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.StartException;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.https.JdkTls;

/**
 * Accepts the devices' connections: counts them before anything is read, puts TLS 1.2 or 1.3 and
 * the {@link PacketGate} before the {@link DeviceConnection}, and lets each loop look at its
 * connections' clocks twice a second.
 */
final class FieldListener implements AutoCloseable {
  private static final long TICK_MS = 500;
  private static final int MAX_CLIENT_ID = 64;
  private static final int BACKLOG = 256;
  private static final int SESSIONS = 2_000;
  private static final int SESSION_S = 3_600;

  /** Forward secrecy and authenticated encryption only (RFC 9325). */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /**
   * What devices speak that know TLS 1.2 but no authenticated encryption: still forward secrecy,
   * but CBC, which attacks on padding and timing have been found against. Off unless a maintainer
   * allows them. Suites without forward secrecy, RC4, DES and versions before 1.2 do not exist.
   */
  private static final List<String> OLD_CIPHERS =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA");

  private final FieldConfig.Mqtt config;
  private final Map<String, DeviceSeat> seats;
  private final DeviceCredentials credentials;
  private final Journal journal;
  private final FieldCounters counters;
  private final Supplier<TlsIdentity> identity;
  private volatile SslContext tls;
  private volatile boolean oldCiphers;
  private final PayloadDecoder payloads = new PayloadDecoder();
  private final CommandPayload commandPayloads = new CommandPayload();
  private final QuietLog quiet = new QuietLog();
  private final Map<String, AtomicInteger> bySource = new ConcurrentHashMap<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();
  private @Nullable EventLoopGroup group;
  private @Nullable Channel server;

  /** One event loop with its connections; they are touched on that loop only. */
  private record Loop(LoopAnswers answers, Set<DeviceConnection> connections) {}

  FieldListener(
      FieldConfig.Mqtt config,
      Map<String, DeviceSeat> seats,
      DeviceCredentials credentials,
      Journal journal,
      FieldCounters counters,
      Supplier<TlsIdentity> identity) {
    this.config = config;
    this.seats = Map.copyOf(seats);
    this.credentials = credentials;
    this.journal = journal;
    this.counters = counters;
    this.identity = identity;
    this.tls = tls(identity, credentials, CIPHERS);
    credentials.onChange(this::credentialChanged);
    journal.onCommitted(() -> loops.values().forEach(loop -> loop.answers().wake()));
  }

  private static SslContext tls(
      Supplier<TlsIdentity> identity, DeviceCredentials credentials, List<String> ciphers) {
    return JdkTls.server(
        new LiveKeyManager(identity),
        new DeviceTrust(credentials),
        ClientAuth.OPTIONAL,
        List.of("TLSv1.3", "TLSv1.2"),
        ciphers,
        new JdkTls.Sessions(SESSIONS, SESSION_S));
  }

  /** Allows the old suites beside the strong ones, or ends what speaks them. */
  void oldCiphers(boolean allowed) {
    if (oldCiphers == allowed) {
      return;
    }
    oldCiphers = allowed;
    // A new context: nobody goes on with a session of the one before.
    tls =
        tls(
            identity,
            credentials,
            allowed ? Stream.concat(CIPHERS.stream(), OLD_CIPHERS.stream()).toList() : CIPHERS);
    if (!allowed) {
      loops.forEach(
          (eventLoop, loop) ->
              eventLoop.execute(
                  () ->
                      List.copyOf(loop.connections()).stream()
                          .filter(c -> OLD_CIPHERS.contains(c.cipher()))
                          .forEach(c -> c.close(ConnectionOutcome.CIPHER_ENDED))));
    }
  }

  /** Binds and accepts; a port in use is a {@link StartException} that names the setting. */
  void start() {
    EventLoopGroup its =
        new MultiThreadIoEventLoopGroup(
            config.threads(),
            Thread.ofPlatform().name("field-", 0).factory(),
            NioIoHandler.newFactory());
    group = its;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(its)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32_768, 65_536))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accepted(channel);
                  }
                });
    var bound = bootstrap.bind(config.listen().host(), config.listen().port());
    bound.awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = its.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new StartException(
          "cannot listen on "
              + config.listen()
              + " (setting field.mqtt.listen): "
              + bound.cause().getMessage());
    }
    server = bound.channel();
  }

  int port() {
    Channel its = server;
    return its == null ? 0 : ((InetSocketAddress) its.localAddress()).getPort();
  }

  private void accepted(SocketChannel channel) {
    String source = channel.remoteAddress().getAddress().getHostAddress();
    ConnectionOutcome refusal = admit(source);
    if (refusal != null) {
      counters.outcome(refusal);
      quiet.closed(source, "", refusal);
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = channel.close();
      return;
    }
    Loop loop = loops.computeIfAbsent(channel.eventLoop(), this::newLoop);
    DeviceConnection connection = new DeviceConnection(this, loop.answers(), source);
    PacketGate gate = new PacketGate(config, counters.heldBytes(), connection::close);
    connection.guardedBy(gate);
    loop.connections().add(connection);
    SslHandler handshake = tls.newHandler(channel.alloc());
    handshake.setHandshakeTimeoutMillis(config.connectTimeout().toMillis());
    handshake.setCloseNotifyFlushTimeoutMillis(1_000);
    channel
        .pipeline()
        .addLast(handshake)
        .addLast(gate)
        .addLast(new MqttDecoder(config.maxPacketBytes(), MAX_CLIENT_ID))
        .addLast(MqttEncoder.INSTANCE)
        .addLast(connection);
  }

  private Loop newLoop(EventLoop eventLoop) {
    Set<DeviceConnection> connections = new HashSet<>();
    var _ =
        eventLoop.scheduleWithFixedDelay(
            () -> {
              long now = System.nanoTime();
              for (DeviceConnection connection : List.copyOf(connections)) {
                connection.tick(now);
              }
            },
            TICK_MS,
            TICK_MS,
            TimeUnit.MILLISECONDS);
    return new Loop(new LoopAnswers(eventLoop), connections);
  }

  /** Counts the connection, or says why it may not be. */
  private @Nullable ConnectionOutcome admit(String source) {
    if (counters.openConnections().incrementAndGet() > config.maxConnections()) {
      counters.openConnections().decrementAndGet();
      return ConnectionOutcome.TOO_MANY;
    }
    if (pending.incrementAndGet() > config.maxPending()) {
      pending.decrementAndGet();
      counters.openConnections().decrementAndGet();
      return ConnectionOutcome.TOO_MANY_PENDING;
    }
    boolean[] admitted = {false};
    bySource.compute(
        source,
        (_, open) -> {
          AtomicInteger its = open == null ? new AtomicInteger() : open;
          admitted[0] = its.get() < config.maxConnectionsPerSource();
          if (admitted[0]) {
            its.incrementAndGet();
          }
          return its;
        });
    if (!admitted[0]) {
      pending.decrementAndGet();
      counters.openConnections().decrementAndGet();
      return ConnectionOutcome.TOO_MANY_FROM_SOURCE;
    }
    return null;
  }

  // --- for the connections

  void seated(DeviceConnection connection, boolean seatWasEmpty) {
    counters.outcome(ConnectionOutcome.ACCEPTED);
    if (seatWasEmpty) {
      counters.openDevices().incrementAndGet();
    }
    if (connection.leavesPending()) {
      pending.decrementAndGet();
    }
  }

  void unseated() {
    counters.openDevices().decrementAndGet();
  }

  void gone(DeviceConnection connection) {
    Loop loop = loops.get(connection.answers().loop());
    if (loop == null || !loop.connections().remove(connection)) {
      return;
    }
    if (connection.leavesPending()) {
      pending.decrementAndGet();
    }
    counters.openConnections().decrementAndGet();
    bySource.computeIfPresent(
        connection.source(), (_, open) -> open.decrementAndGet() <= 0 ? null : open);
  }

  private void credentialChanged(String device) {
    DeviceSeat seat = seats.get(device);
    DeviceConnection session = seat == null ? null : seat.session();
    if (session != null) {
      session.closeFromAnyThread(ConnectionOutcome.REVOKED);
    }
  }

  @Nullable DeviceSeat seat(String device) {
    return seats.get(device);
  }

  FieldConfig.Mqtt config() {
    return config;
  }

  DeviceCredentials credentials() {
    return credentials;
  }

  Journal journal() {
    return journal;
  }

  FieldCounters counters() {
    return counters;
  }

  PayloadDecoder payloads() {
    return payloads;
  }

  CommandPayload commandPayloads() {
    return commandPayloads;
  }

  QuietLog quiet() {
    return quiet;
  }

  @Override
  public void close() {
    Channel listening = server;
    EventLoopGroup its = group;
    server = null;
    group = null;
    if (listening != null) {
      listening.close().awaitUninterruptibly();
    }
    loops.forEach(
        (eventLoop, loop) ->
            eventLoop
                .submit(
                    () ->
                        List.copyOf(loop.connections())
                            .forEach(c -> c.close(ConnectionOutcome.STOPPING)))
                .awaitUninterruptibly(2_000));
    if (its != null) {
      its.shutdownGracefully(100, 3_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(5_000);
    }
    loops.clear();
  }
}
