package org.sekisho.headend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.headend.ScriptedGateway.SUCCESS;
import static org.sekisho.headend.ScriptedGateway.temperatures;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.management.Management;
import org.sekisho.management.ManagementConfig;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.program.Address;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Program;
import org.sekisho.program.Role;
import org.sekisho.program.Secret;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.enrolment.EstClient;
import org.sekisho.program.maintenance.MaintenanceClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The head-end as a program, with a real management: enrolment, tokens, revocation. */
class HeadEndProgramTest {
  private static final Path HOUSE = Path.of("../examples/home-gateway.yaml").toAbsolutePath();
  private static final JsonMapper JSON = new JsonMapper();
  private static final Address SOMEWHERE = new Address("127.0.0.1", 0);

  @TempDir Path folder;

  @Test
  @Verifies({"SYS-10", "SYS-11"})
  void enrolsServesAndCutsWhatTheManagementRevokes() throws Exception {
    ManagementConfig managementConfig =
        config(
            "management.yaml",
            """
            id: management-1
            data: management
            listen: 127.0.0.1:0
            maintenance: {listen: "127.0.0.1:0"}
            """,
            ManagementConfig::read);
    try (var management =
        Program.start("management", managementConfig, managementConfig.data(), Management::start)) {
      int port = ((Management) management.service()).port();
      URI address = URI.create("https://127.0.0.1:" + port);
      try (var operator = MaintenanceClient.ofData(managementConfig.data(), SOMEWHERE)) {
        Files.writeString(
            folder.resolve("head-end.code"), code(operator, "head-end", "head-end-1"));
        String secret = application(operator);
        HeadEndConfig config = headEndConfig(address);
        try (var running = Program.start("head-end", config, config.data(), HeadEnd::start)) {
          var headEnd = (HeadEnd) running.service();
          assertThat(Files.exists(folder.resolve("head-end.code"))).isFalse();
          assertThat(
                  JSON.readTree(Files.readString(config.data().resolve("ready")))
                      .path("api")
                      .asInt())
              .isEqualTo(headEnd.apiPort());
          PeerTrust trust = PeerTrust.read(config.enrolment().trust());
          TlsIdentity identity = enrolGateway(operator, address, trust);
          var gateway =
              new ScriptedGateway(
                  "home-gw-1",
                  "home-gw-1",
                  identity,
                  trust,
                  headEnd.wanPort(),
                  new ScriptedGateway.Chain(1));
          gateway.begin();
          assertThat(gateway.sendNext(temperatures(0, 10))).isEqualTo(SUCCESS);
          try (var http = HttpClient.newBuilder().sslContext(trust.context(null)).build()) {
            String token = token(http, address, secret);
            HeadEndFixture.await(
                "latest", () -> !latest(http, headEnd, token).path("readings").isEmpty());
          }
          try (var owner = MaintenanceClient.ofData(config.data(), SOMEWHERE)) {
            assertThat(owner.get("/status").json().path("gateways_connected").has("home-gw-1"))
                .isTrue();
            assertThat(owner.get("/metrics").text())
                .contains("sekisho_headend_readings_stored_total 10")
                .contains("sekisho_headend_alarms_total");
          }
          assertThat(operator.request("POST", "/inventory/home-gw-1/revocation", Map.of()).status())
              .isEqualTo(200);
          assertThat(gateway.disconnected.await(120, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.exists(config.data().resolve("ready"))).isFalse();
      }
    }
  }

  private HeadEndConfig headEndConfig(URI management) throws Exception {
    return config(
        "head-end.yaml",
        """
        id: head-end-1
        model: %s
        data: head-end
        enrolment: {management: "%s", trust: management/root-ca.pem, code-file: head-end.code}
        maintenance: {listen: "127.0.0.1:0"}
        wan: {listen: "127.0.0.1:0"}
        api: {listen: "127.0.0.1:0"}
        """
            .formatted(HOUSE, management),
        HeadEndConfig::read);
  }

  private <C> C config(
      String name,
      String text,
      java.util.function.Function<org.sekisho.model.document.Fields, C> reader)
      throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    return Program.read(Document.read(file), reader);
  }

  private static String code(MaintenanceClient operator, String role, String id) throws Exception {
    var answer =
        operator.request(
            "POST",
            "/enrolments",
            Map.of("role", role, "id", id, "names", List.of("localhost", "127.0.0.1")));
    assertThat(answer.status()).as(answer.text()).isIn(200, 201);
    return answer.json().path("code").asString();
  }

  private static String application(MaintenanceClient operator) throws Exception {
    var answer =
        operator.request(
            "POST", "/applications", Map.of("id", "home-app", "scopes", List.of("readings:read")));
    assertThat(answer.status()).as(answer.text()).isIn(200, 201);
    return answer.json().path("client_secret").asString();
  }

  private static TlsIdentity enrolGateway(MaintenanceClient operator, URI address, PeerTrust trust)
      throws Exception {
    String code = code(operator, "gateway", "home-gw-1");
    KeyPair pair = TlsIdentity.newKeyPair();
    var outcome =
        new EstClient(address, trust, InstantSource.system())
            .enrol(new Peer(Role.GATEWAY, "home-gw-1"), Secret.of(code), pair);
    assertThat(outcome).isInstanceOf(EstClient.Outcome.Enrolled.class);
    return ((EstClient.Outcome.Enrolled) outcome).identity();
  }

  private static String token(HttpClient http, URI management, String secret) throws Exception {
    String basic =
        Base64.getEncoder()
            .encodeToString(
                ("home-app:" + URLEncoder.encode(secret, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(management.resolve("/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("access_token").asString();
  }

  private static JsonNode latest(HttpClient http, HeadEnd headEnd, String token) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("https://127.0.0.1:" + headEnd.apiPort() + "/v1/latest"))
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
