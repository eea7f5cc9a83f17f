package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.MqttServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.uplink.ScriptedHeadEnd;
import org.sekisho.model.Verifies;
import org.sekisho.model.command.Command;
import org.sekisho.model.command.CommandResult.Status;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.program.Address;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Program;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.maintenance.MaintenanceClient;
import org.sekisho.wan.message.WanMessage;
import tools.jackson.databind.JsonNode;

/** The whole gateway between a device and a scripted head-end, over real TLS on both sides. */
class GatewayTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final PointId SWITCH = new PointId("living-room-light", "switch");

  @TempDir Path folder;

  private final TestAuthority authority = new TestAuthority();
  private final TlsIdentity own = authority.issue(Role.GATEWAY, "home-gw-1");
  private final Vertx vertx = Vertx.vertx();

  @SuppressWarnings("NullAway.Init") // set before each test
  private ScriptedHeadEnd headEnd;

  @SuppressWarnings("NullAway.Init")
  private Program.Running running;

  private boolean runs;

  @BeforeEach
  void begin() throws IOException {
    authority.writeRoot(folder.resolve("root-ca.pem"));
    Files.copy(Path.of("../examples/home-gateway.yaml"), folder.resolve("home-gateway.yaml"));
    own.store(folder.resolve("data").resolve("identity"));
  }

  @AfterEach
  void end() {
    if (runs) {
      running.close();
    }
    vertx.close().await();
  }

  private MqttServerOptions tls(TlsIdentity identity) {
    MqttServerOptions options = ScriptedHeadEnd.plain();
    options.setSsl(true);
    options.setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
    options.setClientAuth(ClientAuth.REQUIRED);
    options.setKeyCertOptions(KeyCertOptions.wrap(new LiveKeyManager(() -> identity)));
    options.setTrustOptions(
        TrustOptions.wrap(PeerTrust.of(List.of(authority.root())).trustManager()));
    return options;
  }

  private void start(TlsIdentity headEndsIdentity) throws IOException {
    headEnd =
        new ScriptedHeadEnd(
            vertx, tls(headEndsIdentity), "home-gw-1", own.certificate().getPublicKey());
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(
        file,
        """
        id: home-gw-1
        model: home-gateway.yaml
        data: data
        maintenance: {listen: 127.0.0.1:0}
        field: {mqtt: {listen: 127.0.0.1:0}}
        wan: {head-end: 127.0.0.1:%d}
        ledger: {interval: 200ms}
        enrolment: {management: https://localhost:1, trust: root-ca.pem, code-file: code}
        """
            .formatted(headEnd.port()));
    GatewayConfig config = Program.read(Document.read(file), GatewayConfig::read);
    running = Program.start("gateway", config, config.data(), Gateway::start);
    runs = true;
  }

  private int port(String listener) {
    return (int) java.util.Objects.requireNonNull(running.service().ready().get(listener));
  }

  private JsonNode ask(String method, String path) throws Exception {
    try (var client =
        MaintenanceClient.ofData(
            folder.resolve("data"), new Address("127.0.0.1", port("maintenance")))) {
      return client.request(method, path, method.equals("POST") ? Map.of() : null).json();
    }
  }

  private MqttClient device(String id) throws Exception {
    String password = ask("POST", "/devices/" + id + "/password").path("password").asString("");
    MqttClient client =
        MqttClient.create(
            vertx,
            new MqttClientOptions()
                .setSsl(true)
                .setHostnameVerificationAlgorithm("")
                .setTrustOptions(
                    TrustOptions.wrap(PeerTrust.of(List.of(authority.root())).trustManager()))
                .setClientId(id)
                .setUsername(id)
                .setPassword(password));
    client.connect(port("field"), "localhost").await();
    return client;
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited too long until " + what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  @Verifies({"SYS-13", "SYS-14"})
  void bringsReadingsUpAndCommandsDownAndShowsItAtAGlance() throws Exception {
    start(authority.issue(Role.HEAD_END, "head-end-1"));
    MqttClient light = device("living-room-light");
    light.publishHandler(
        message -> {
          JsonNode command =
              new tools.jackson.databind.json.JsonMapper().readTree(message.payload().getBytes());
          light.publish(
              "commands/switch/result",
              Buffer.buffer(
                  "{\"id\":\"%s\",\"status\":\"done\",\"value\":true}"
                      .formatted(command.path("id").asString(""))),
              MqttQoS.AT_LEAST_ONCE,
              false,
              false);
        });
    light.subscribe("commands/#", 1).await();
    light
        .publish("readings/switch", Buffer.buffer("false"), MqttQoS.AT_LEAST_ONCE, false, false)
        .await();
    await("the reading is stored", () -> headEnd.storedReadings() >= 1);

    Instant now = Instant.now();
    var allowed =
        new Command(
            UUID.randomUUID(),
            "home-gw-1",
            SWITCH,
            new Value.Bool(true),
            "home-app",
            now,
            now.plusSeconds(30));
    var stranger =
        new Command(
            UUID.randomUUID(),
            "home-gw-1",
            new PointId("front-door-lock", "locked"),
            new Value.Bool(false),
            "reader",
            now,
            now.plusSeconds(30));
    headEnd.command(new WanMessage.Order(allowed));
    headEnd.command(new WanMessage.Order(stranger));
    await("both results came", () -> headEnd.results().size() == 2);
    assertThat(headEnd.results())
        .anySatisfy(
            r -> {
              assertThat(r.result().id()).isEqualTo(allowed.id());
              assertThat(r.result().status()).isEqualTo(Status.DONE);
              assertThat(r.result().readBack()).contains(new Value.Bool(true));
            })
        .anySatisfy(
            r -> {
              assertThat(r.result().id()).isEqualTo(stranger.id());
              assertThat(r.result().reason()).isEqualTo("not-permitted");
            });

    await(
        "the ledger agrees",
        () -> ask("GET", "/status").at("/ledger/state").asString("").equals("agreed"));
    JsonNode status = ask("GET", "/status");
    assertThat(status.at("/wan/state").asString("")).isEqualTo("sending");
    assertThat(status.at("/devices/connected").asInt(0)).isEqualTo(1);
    assertThat(status.at("/commands/outcomes/not-permitted").asInt(0)).isEqualTo(1);
    assertThat(status.at("/alarms")).isEmpty();
    assertThat(ask("GET", "/commands/audit").path("lines")).hasSize(3);
    assertThat(ask("GET", "/devices").toString()).doesNotContain("password\":");
    light.disconnect().await();
  }

  @Test
  @Verifies("SYS-13")
  void keepsReadingsWhileTheHeadEndIsAnImpostor() throws Exception {
    start(authority.issue(Role.GATEWAY, "head-end-1"));
    MqttClient sensor = device("hand-sensor");
    sensor
        .publish("readings/temperature", Buffer.buffer("21.5"), MqttQoS.AT_LEAST_ONCE, false, false)
        .await();
    await(
        "the impostor is recognised",
        () -> ask("GET", "/status").at("/wan/last_end").asString("").contains("not a head-end"));
    assertThat(ask("GET", "/status").at("/journal/waiting").asInt(0)).isEqualTo(1);
    assertThat(headEnd.storedReadings()).isZero();
    sensor.disconnect().await();
  }

  @Test
  void readsTheExampleConfiguration() {
    GatewayConfig config =
        Program.read(Document.read(Path.of("src/main/config/gateway.yaml")), GatewayConfig::read);
    assertThat(config.uplink()).isEqualTo(org.sekisho.gateway.uplink.UplinkConfig.USUAL);
    assertThat(config.commands()).isEqualTo(org.sekisho.gateway.command.CommandConfig.USUAL);
    assertThat(config.journal()).isEqualTo(org.sekisho.gateway.journal.JournalConfig.USUAL);
    assertThat(config.field().mqtt())
        .isEqualTo(org.sekisho.gateway.listener.FieldConfig.Mqtt.USUAL);
    assertThat(config.ledgerInterval()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.configuration())
        .isEqualTo(org.sekisho.gateway.configuration.ConfigurationTrialConfig.USUAL);
    assertThat(config.update()).isEqualTo(org.sekisho.gateway.update.UpdateConfig.USUAL);
  }

  @Test
  void refusesAnUnknownKeyAndAGatewayThatTheModelDoesNotHave() throws Exception {
    Path file = folder.resolve("wrong.yaml");
    String good =
        """
        id: somebody
        model: home-gateway.yaml
        data: data
        enrolment: {management: https://localhost:1, trust: root-ca.pem, code-file: code}
        """;
    Files.writeString(file, good + "uplink: {batch-reading: 5}\n");
    assertThatThrownBy(() -> Program.read(Document.read(file), GatewayConfig::read))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("wrong.yaml:5")
        .hasMessageContaining("batch-readings");
    Files.writeString(file, good);
    GatewayConfig config = Program.read(Document.read(file), GatewayConfig::read);
    assertThatThrownBy(() -> Gateway.start(config))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("home-gw-1");
  }
}
