package org.sekisho.gateway.listener;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.intake.IntakeLimits;
import org.sekisho.gateway.journal.Journal;
import org.sekisho.gateway.journal.JournalConfig;
import org.sekisho.gateway.journal.Slice;
import org.sekisho.gateway.journal.SqliteJournal;
import org.sekisho.model.senml.SenmlCbor;
import org.sekisho.model.senml.SenmlDecoder;
import org.sekisho.model.senml.SenmlPack;
import org.sekisho.model.senml.SenmlRecord;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.program.TlsIdentity;

/** A field side on a free port of loopback, in front of a real journal. */
final class FieldFixture implements AutoCloseable {
  static final String GATEWAY = "home-gw-1";
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final SystemModel MODEL = SystemModelFile.read(Path.of("../examples/home-gateway.yaml"));

  final Path data;
  final SqliteJournal journal;
  final FieldSide field;
  final TlsIdentity identity = TestCertificates.gateway(GATEWAY);
  private final Map<String, String> passwords = new ConcurrentHashMap<>();
  private final Path certificate;

  FieldFixture(Path data, FieldConfig.Mqtt mqtt) {
    this(data, mqtt, JournalConfig.USUAL, InstantSource.fixed(NOW));
  }

  FieldFixture(Path data, FieldConfig.Mqtt mqtt, JournalConfig journalConfig, InstantSource clock) {
    this.data = data;
    SecureRandom random = new SecureRandom();
    journal = SqliteJournal.open(data, journalConfig, random);
    field =
        new FieldSide(
            new FieldConfig(mqtt, IntakeLimits.USUAL),
            data,
            MODEL,
            GATEWAY,
            () -> identity,
            journal,
            org.sekisho.program.access.LockoutEngine.inMemory(
                org.sekisho.program.access.LockoutLimits.USUAL, clock, random),
            clock,
            random,
            new SimpleMeterRegistry());
    field.start();
    certificate = data.resolve("gateway.pem");
    try {
      Files.writeString(
          certificate,
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(identity.certificate().getEncoded())
              + "\n-----END CERTIFICATE-----\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The settings with a free port; change what the test is about. */
  static FieldConfig.Mqtt settings(Map<String, Integer> changes) {
    Map<String, Integer> all = new HashMap<>(changes);
    var usual = FieldConfig.Mqtt.USUAL;
    return new FieldConfig.Mqtt(
        new org.sekisho.program.Address("127.0.0.1", 0),
        all.getOrDefault("threads", usual.threads()),
        all.getOrDefault("max-connections", usual.maxConnections()),
        all.getOrDefault("max-connections-per-source", usual.maxConnectionsPerSource()),
        all.getOrDefault("max-pending", usual.maxPending()),
        java.time.Duration.ofMillis(
            all.getOrDefault("connect-timeout-ms", (int) usual.connectTimeout().toMillis())),
        usual.firstPacketBytes(),
        usual.maxPacketBytes(),
        java.time.Duration.ofMillis(
            all.getOrDefault("packet-timeout-ms", (int) usual.packetTimeout().toMillis())),
        all.getOrDefault("max-in-flight", usual.maxInFlight()),
        all.getOrDefault("readings-per-second", usual.readingsPerSecond()),
        all.getOrDefault("burst", usual.burst()),
        java.time.Duration.ofSeconds(
            all.getOrDefault("keep-alive-max-s", (int) usual.keepAliveMax().toSeconds())),
        all.getOrDefault("max-held", (int) usual.maxHeldBytes()));
  }

  int port() {
    return field.mqttPort();
  }

  Journal journal() {
    return journal;
  }

  Path certificate() {
    return certificate;
  }

  String password(String device) {
    return passwords.computeIfAbsent(device, d -> field.credentials().issuePassword(d).reveal());
  }

  /** All readings that wait in the journal. */
  List<SenmlRecord> readings() {
    Slice slice = journal.read(1, 100_000);
    if (slice.isEmpty()) {
      return List.of();
    }
    var pack = new SenmlDecoder(100_000).cbor(SenmlCbor.pack("", slice.records()));
    return switch (pack) {
      case SenmlPack.Records(List<SenmlRecord> records) -> records;
      case SenmlPack.Malformed(String reason) -> throw new AssertionError(reason);
    };
  }

  SSLContext tls(@Nullable KeyPair keys, @Nullable X509Certificate own) {
    try {
      char[] none = new char[0];
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, none);
      trusted.setCertificateEntry("gateway", identity.certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManagerFactory mine = null;
      if (keys != null && own != null) {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, none);
        store.setKeyEntry("own", keys.getPrivate(), none, new X509Certificate[] {own});
        mine = KeyManagerFactory.getInstance("PKIX");
        mine.init(store, none);
      }
      context.init(mine == null ? null : mine.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private MqttClientSslConfig ssl() {
    try {
      char[] none = new char[0];
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, none);
      trusted.setCertificateEntry("gateway", identity.certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      return MqttClientSslConfig.builder().trustManagerFactory(trust).build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Mqtt5BlockingClient mqtt5(String device) {
    return MqttClient.builder()
        .useMqttVersion5()
        .serverHost("127.0.0.1")
        .serverPort(port())
        .identifier(device)
        .sslConfig(ssl())
        .simpleAuth()
        .username(device)
        .password(password(device).getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .applySimpleAuth()
        .buildBlocking();
  }

  Mqtt3BlockingClient mqtt3(String device) {
    return MqttClient.builder()
        .useMqttVersion3()
        .serverHost("127.0.0.1")
        .serverPort(port())
        .identifier(device)
        .sslConfig(ssl())
        .simpleAuth()
        .username(device)
        .password(password(device).getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .applySimpleAuth()
        .buildBlocking();
  }

  /** A TLS connection to the listener, handshake done, without any MQTT. */
  SSLSocket raw() {
    try {
      SSLSocket socket =
          (SSLSocket)
              tls(null, null)
                  .getSocketFactory()
                  .createSocket(java.net.InetAddress.getLoopbackAddress(), port());
      socket.setSoTimeout(120_000);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 120_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 2 min");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    field.close();
    journal.close();
  }
}
