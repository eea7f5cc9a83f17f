package org.sekisho.field.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.program.Pem;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Program;
import org.sekisho.program.StartException;
import org.sekisho.program.TlsIdentity;

/** The whole house against an MQTT server with TLS on a free port. */
class HouseTest {
  private static final Path MODEL = Path.of("../examples/home-gateway.yaml").toAbsolutePath();
  private static final Set<String> PLAYED =
      Set.of(
          "living-room-sensor",
          "bedroom-sensor",
          "kitchen-sensor",
          "house-meter",
          "living-room-light",
          "bedroom-light",
          "living-room-aircon",
          "kitchen-outlet",
          "front-door-lock");

  private final Map<String, MqttEndpoint> endpoints = new ConcurrentHashMap<>();
  private final Map<String, String> received = new ConcurrentHashMap<>();
  private final Set<String> listening = ConcurrentHashMap.newKeySet();
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;
  private MqttServer server;

  @BeforeEach
  void startServer() throws Exception {
    KeyPair pair = TlsIdentity.newKeyPair();
    Path key = folder.resolve("key.pem");
    PrivateFiles.replace(key, utf8(Pem.key(pair.getPrivate())));
    PrivateFiles.replacePublic(folder.resolve("root.pem"), certificate(pair));
    server =
        MqttServer.create(
            vertx,
            new MqttServerOptions()
                .setHost("localhost")
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setKeyPath(key.toString())
                        .setCertPath(folder.resolve("root.pem").toString())));
    server.endpointHandler(this::accept).listen().await();
  }

  @AfterEach
  void stopServer() {
    server.close().await();
    vertx.close().await();
  }

  @Test
  @Verifies({"SYS-04", "UC1-01"})
  void everyDeviceConnectsAsItselfInBothVersionsAndReportsAllItsPoints() throws Exception {
    try (House house = House.start(config("pw-%s"))) {
      assertThat(house.ready()).containsEntry("devices", 9);
      await("every device has reported", () -> reported().containsAll(PLAYED));
      assertThat(endpoints.keySet()).isEqualTo(PLAYED);
      assertThat(endpoints.values())
          .extracting(MqttEndpoint::protocolVersion)
          .contains(4, 5)
          .hasSize(9);
      await("acknowledged", () -> house.counters().acknowledgedCount() >= 9);
      assertThat(house.counters().failedCount()).isZero();
    }
  }

  @Test
  @Verifies({"SYS-05", "UC1-06"})
  void carriesOutACommandOnceAndAnswersARepeatedOneAlike() throws Exception {
    try (House house = House.start(config("pw-%s"))) {
      for (String lamp : Set.of("living-room-light", "bedroom-light")) {
        await(lamp + " listens", () -> listening.contains(lamp));
        String result = lamp + " commands/brightness/result";
        command(lamp, "brightness", "{\"id\":\"one\",\"value\":42}");
        await("result of " + lamp, () -> received.containsKey(result));
        assertThat(received.remove(result))
            .isEqualTo("{\"id\":\"one\",\"status\":\"done\",\"value\":42}");
        command(lamp, "brightness", "{\"id\":\"one\",\"value\":42}");
        await("result again", () -> received.containsKey(result));
        assertThat(received.get(result)).contains("\"status\":\"done\"");
      }
      assertThat(house.counters().commandCount()).isEqualTo(2);
    }
  }

  @Test
  void refusesAnExpiredCommandAndOneThatTheDeviceCannotDo() throws Exception {
    try (House house = House.start(config("pw-%s"))) {
      await("listens", () -> listening.contains("living-room-light"));
      String result = "living-room-light commands/switch/result";
      command(
          "living-room-light",
          "switch",
          "{\"id\":\"late\",\"value\":true,\"expires\":\"2001-01-01T00:00:00Z\"}");
      await("result", () -> received.containsKey(result));
      assertThat(received.remove(result))
          .isEqualTo("{\"id\":\"late\",\"status\":\"failed\",\"reason\":\"expired\"}");
      command("living-room-light", "switch", "{\"id\":\"odd\",\"value\":\"on\"}");
      await("result", () -> received.containsKey(result));
      assertThat(received.get(result)).contains("not-possible");
      assertThat(house.counters().commandCount()).isZero();
    }
  }

  @Test
  void comesBackAfterTheConnectionWasLost() throws Exception {
    try (House house = House.start(config("pw-%s"))) {
      await("reported", () -> reported().contains("house-meter"));
      MqttEndpoint first = Objects.requireNonNull(endpoints.get("house-meter"));
      received.clear();
      first.close();
      await("reported again", () -> reported().contains("house-meter"));
      assertThat(endpoints.get("house-meter")).isNotSameAs(first);
      assertThat(house.counters().acknowledgedCount()).isPositive();
    }
  }

  @Test
  void sendsNothingWhenThePasswordIsWrong() throws Exception {
    try (House house = House.start(config("wrong-%s"))) {
      await("refused", () -> received.containsKey("refused"));
      assertThat(reported()).isEmpty();
      assertThat(house.counters().acknowledgedCount()).isZero();
    }
  }

  @Test
  void doesNotStartWithPasswordsThatOthersCanReadOrThatAreMissing() throws Exception {
    HouseConfig config = config("pw-%s");
    PrivateFiles.replacePublic(config.credentials(), utf8("devices: {}\n"));
    assertThatThrownBy(() -> House.start(config))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("chmod 600");
    PrivateFiles.replace(config.credentials(), utf8("devices: {}\n"));
    assertThatThrownBy(() -> House.start(config))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("no password of living-room-sensor");
  }

  private HouseConfig config(String passwords) throws IOException {
    var lines = new StringBuilder("devices:\n");
    PLAYED.forEach(
        id ->
            lines
                .append("  ")
                .append(id)
                .append(": ")
                .append(passwords.formatted(id))
                .append('\n'));
    PrivateFiles.replace(folder.resolve("devices.yaml"), utf8(lines.toString()));
    Files.createDirectories(folder.resolve("data"));
    String text =
        """
        model: %s
        data: data
        gateway: localhost:%d
        trust: root.pem
        credentials: devices.yaml
        not-played: [hand-sensor]
        """
            .formatted(MODEL, server.actualPort());
    return Program.read(
        Document.read(folder.resolve("house.yaml").toString(), text), HouseConfig::read);
  }

  private void accept(MqttEndpoint endpoint) {
    String user = endpoint.auth() == null ? "" : endpoint.auth().getUsername();
    if (endpoint.auth() == null || !("pw-" + user).equals(endpoint.auth().getPassword())) {
      received.put("refused", user);
      endpoint.reject(
          endpoint.protocolVersion() == 5
              ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
              : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
      return;
    }
    endpoints.put(user, endpoint);
    endpoint.publishHandler(
        publish -> {
          received.put(
              user + " " + publish.topicName(), publish.payload().toString(StandardCharsets.UTF_8));
          endpoint.publishAcknowledge(publish.messageId());
        });
    endpoint.subscribeHandler(
        subscribe -> {
          endpoint.subscribeAcknowledge(
              subscribe.messageId(),
              subscribe.topicSubscriptions().stream().map(_ -> MqttQoS.AT_LEAST_ONCE).toList());
          listening.add(user);
        });
    endpoint.publishAutoAck(false);
    endpoint.accept(false);
  }

  private Set<String> reported() {
    return received.keySet().stream()
        .filter(key -> key.contains(" readings"))
        .map(key -> key.substring(0, key.indexOf(' ')))
        .collect(Collectors.toSet());
  }

  private void command(String device, String point, String payload) {
    MqttEndpoint endpoint = Objects.requireNonNull(endpoints.get(device));
    endpoint.publish(
        "commands/" + point, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false);
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + 120_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain: " + what).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static byte[] certificate(KeyPair pair) throws Exception {
    var name = new X500Name("CN=localhost");
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minusSeconds(3600)),
            Date.from(now.plusSeconds(86_400)),
            name,
            pair.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    return utf8(Pem.block("CERTIFICATE", builder.build(signer).getEncoded()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
