package org.sekisho.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.management.alert.AlertBook;
import org.sekisho.management.alert.AlertRoutes;
import org.sekisho.model.Verifies;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.enrolment.EstClient;
import org.sekisho.program.enrolment.IdentityKeeper;
import org.sekisho.program.logbook.LineHash;
import org.sekisho.program.logbook.LogSignature;
import org.sekisho.program.logbook.LogStatement;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gateways tell a real management of their alerts. */
class AlertStoryTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String NOW = "2026-11-22T03:00:00Z";

  private static TlsIdentity enrol(Site site, Path folder, String role, String id)
      throws Exception {
    Path code = folder.resolve(id + ".code");
    PrivateFiles.replace(
        code,
        site.code(role, id, "localhost")
            .reveal()
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    PeerTrust trust = PeerTrust.read(site.data.resolve("root-ca.pem"));
    var est = new EstClient(site.address(), trust, InstantSource.system());
    try (var keeper =
        new IdentityKeeper(
            new Peer(Role.of(role).orElseThrow(), id),
            folder.resolve(id),
            code,
            est,
            InstantSource.system(),
            new SecureRandom())) {
      keeper.start();
      return keeper.await(java.time.Duration.ofSeconds(30));
    }
  }

  private static int post(Site site, TlsIdentity identity, Object body) throws Exception {
    PeerTrust trust = PeerTrust.read(site.data.resolve("root-ca.pem"));
    try (var http =
        HttpClient.newBuilder()
            .sslContext(trust.context(new LiveKeyManager(() -> identity)))
            .build()) {
      return post(http, site, body);
    }
  }

  private static int post(HttpClient http, Site site, Object body) throws Exception {
    return http.send(
            HttpRequest.newBuilder(site.address().resolve("/v1/alerts"))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static Map<String, Object> alert(UUID id, long count, String state) {
    return Map.of(
        "id",
        id.toString(),
        "class",
        "attacked",
        "kind",
        "port-scan",
        "state",
        state,
        "count",
        count,
        "since",
        NOW,
        "last",
        NOW,
        "source",
        "192.0.2.7",
        "title",
        Map.of("ja", "題", "en", "Title"));
  }

  private static List<JsonNode> shown(Site site) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    site.operator().get("/alerts").json().path("alerts").forEach(found::add);
    return found;
  }

  @Test
  @Verifies({"SEC-RECOV-02", "SEC-ALERT-05"})
  void keepsEachAlertOnceHoweverOftenItIsTold(@TempDir Path folder) throws Exception {
    try (var site = new Site(folder.resolve("site"))) {
      TlsIdentity gateway = enrol(site, folder, "gateway", "gw-1");
      var id = UUID.randomUUID();
      for (long count : new long[] {1, 1, 7, 3}) {
        assertThat(post(site, gateway, Map.of("alerts", List.of(alert(id, count, "open")))))
            .isEqualTo(204);
      }
      assertThat(shown(site)).hasSize(1);
      JsonNode only = shown(site).getFirst();
      assertThat(only.path("gateway").asString()).isEqualTo("gw-1");
      assertThat(only.path("count").asLong()).isEqualTo(7);
      assertThat(only.path("title").path("ja").asString()).isEqualTo("題");
      post(site, gateway, Map.of("alerts", List.of(alert(id, 7, "acknowledged"))));
      assertThat(shown(site).getFirst().path("state").asString()).isEqualTo("acknowledged");
      site.restart();
      assertThat(shown(site)).hasSize(1);
    }
  }

  @Test
  @Verifies("SEC-ALERT-05")
  void believesGatewaysOnlyAndNotTooOften(@TempDir Path folder) throws Exception {
    try (var site = new Site(folder.resolve("site"))) {
      TlsIdentity gateway = enrol(site, folder, "gateway", "gw-1");
      TlsIdentity application = enrol(site, folder, "application", "app-1");
      Map<String, Object> body = Map.of("alerts", List.of(alert(UUID.randomUUID(), 1, "open")));
      assertThat(post(site, application, body)).isEqualTo(403);
      for (Object wrong :
          List.of(
              Map.of(),
              Map.of("alerts", 1),
              Map.of("alerts", List.of(Map.of("id", "x"))),
              Map.of(
                  "alerts",
                  List.of(Map.of("id", UUID.randomUUID().toString(), "class", "attacked"))))) {
        assertThat(post(site, gateway, wrong)).isEqualTo(400);
      }
      assertThat(shown(site)).isEmpty();
      int status = 204;
      PeerTrust trust = PeerTrust.read(site.data.resolve("root-ca.pem"));
      try (var http =
          HttpClient.newBuilder()
              .sslContext(trust.context(new LiveKeyManager(() -> gateway)))
              .build()) {
        // A minute may end meanwhile: then the next one is counted.
        for (int i = 0; i < AlertRoutes.PER_MINUTE * 3 && status != 429; i++) {
          status = post(http, site, body);
        }
      }
      assertThat(status).isEqualTo(429);
      site.revoke("gw-1");
      assertThat(post(site, gateway, body)).isEqualTo(403);
    }
  }

  @Test
  @Verifies("SEC-LOG-05")
  void noticesThatAGatewaysLogEndsBeforeWhatItHadTold(@TempDir Path folder) throws Exception {
    try (var site = new Site(folder.resolve("site"))) {
      TlsIdentity gateway = enrol(site, folder, "gateway", "gw-1");
      assertThat(post(site, gateway, log(gateway, 5, 100))).isEqualTo(204);
      assertThat(post(site, gateway, log(gateway, 6, 120))).isEqualTo(204);
      assertThat(shown(site)).isEmpty();
      assertThat(post(site, gateway, log(gateway, 6, 110))).isEqualTo(204);
      assertThat(shown(site)).hasSize(1);
      assertThat(shown(site).getFirst().path("kind").asString()).isEqualTo("log-altered");
      assertThat(shown(site).getFirst().path("class").asString()).isEqualTo("intruded");
      assertThat(AlertBook.MAX_OF_ONE).isPositive();
    }
  }

  @Test
  @Verifies({"SEC-ALERT-01", "SEC-RECOV-02"})
  void anOperatorNotesAnAlertUntilMoreOfItHappens(@TempDir Path folder) throws Exception {
    try (var site = new Site(folder.resolve("site"))) {
      TlsIdentity gateway = enrol(site, folder, "gateway", "gw-1");
      TlsIdentity other = enrol(site, folder, "gateway", "gw-2");
      var id = UUID.randomUUID();
      String path = "/alerts/" + id + "/acknowledgement";
      post(site, gateway, Map.of("alerts", List.of(alert(id, 3, "open"))));
      assertThat(shown(site).getFirst().path("waits").asBoolean()).isTrue();
      assertThat(site.ask("POST", path, Map.of()).status()).as("without a name").isEqualTo(400);
      assertThat(
              site.ask(
                      "POST",
                      "/alerts/" + UUID.randomUUID() + "/acknowledgement",
                      Map.of("by", "Hanako Yamada"))
                  .status())
          .isEqualTo(404);

      assertThat(site.ask("POST", path, Map.of("by", "Hanako Yamada")).status()).isEqualTo(204);
      site.restart();
      JsonNode noted = shown(site).getFirst();
      assertThat(noted.path("waits").asBoolean()).isFalse();
      assertThat(noted.path("state").asString()).as("at the gateway").isEqualTo("open");
      assertThat(noted.at("/noted/by").asString()).isEqualTo("Hanako Yamada");
      assertThat(Instant.parse(noted.at("/noted/at").asString())).isBefore(Instant.now());
      assertThat(site.audited()).contains("maintenance acknowledge alert " + id + " gw-1");

      post(site, gateway, Map.of("alerts", List.of(alert(id, 4, "open"))));
      assertThat(shown(site).getFirst().path("waits").asBoolean()).as("more of it").isTrue();

      // Another gateway cannot have its alert noted in place of this one.
      post(site, other, Map.of("alerts", List.of(alert(id, 9, "open"))));
      assertThat(site.ask("POST", path, Map.of("by", "Hanako Yamada")).status()).isEqualTo(409);
      assertThat(site.ask("POST", path, Map.of("by", "Hanako Yamada", "gateway", "gw-1")).status())
          .isEqualTo(204);
      for (JsonNode row : shown(site)) {
        assertThat(row.path("waits").asBoolean())
            .isEqualTo(row.path("gateway").asString().equals("gw-2"));
      }
    }
  }

  private static Map<String, Object> log(TlsIdentity gateway, long number, long head) {
    var link = new LogStatement.Link(head, LineHash.of(new byte[] {(byte) head}));
    var statement =
        new LogStatement(
            number,
            Instant.parse(NOW),
            "gw-1",
            "11111111-2222-3333-4444-555555555555",
            Map.of("security", link),
            Map.of("security", new LogStatement.Link(1, LineHash.NONE)));
    LogSignature signature = LogSignature.sign(gateway, statement);
    return Map.of(
        "alerts",
        List.of(),
        "log",
        Map.of(
            "key", signature.key(),
            "statement", signature.statement(),
            "value", signature.value()));
  }
}
