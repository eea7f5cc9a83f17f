package org.sekisho.program.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.Address;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Pem;
import org.sekisho.program.https.Answer;

class MaintenanceListenerTest {
  @TempDir Path data;
  private Vertx vertx;
  private MaintenanceListener listener;
  private Address address;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    metrics.counter("tried").increment();
    listener =
        new MaintenanceListener(
                vertx,
                new MaintenanceConfig(new Address("127.0.0.1", 0)),
                data,
                InstantSource.system(),
                new SecureRandom(),
                () -> Map.of("state", "well"),
                metrics)
            .route(
                "POST",
                "/things/{id}/state",
                r -> Answer.json(201, Map.of("id", r.parameter("id"), "body", r.text())))
            .start();
    address = new Address("127.0.0.1", listener.port());
  }

  @AfterEach
  void stop() {
    listener.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void answersOwnerWithTokenOfDataDirectory() throws Exception {
    try (var client = MaintenanceClient.ofData(data, address)) {
      assertThat(client.get("/status").json().path("state").asString()).isEqualTo("well");
      assertThat(client.get("/metrics").text()).contains("tried_total 1.0").contains("# EOF");
      var made = client.request("POST", "/things/a-1/state", Map.of("on", true));
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.json().path("id").asString()).isEqualTo("a-1");
      assertThat(made.json().path("body").asString()).isEqualTo("{\"on\":true}");
      assertThat(client.get("/nothing").status()).isEqualTo(404);
      assertThat(client.get("/things/a-1/state").status()).isEqualTo(405);
    }
  }

  @Test
  @Verifies({"SYS-21", "SEC-CONF-03"})
  void refusesEveryPathWithoutToken() throws Exception {
    var trust =
        PeerTrust.of(Pem.readCertificates(data.resolve("maintenance").resolve("certificate.pem")));
    try (var http = HttpClient.newBuilder().sslContext(trust.context(null)).build()) {
      for (String path : List.of("/status", "/metrics", "/things/a/state", "/", "/none")) {
        var request =
            HttpRequest.newBuilder(URI.create("https://" + address + path))
                .header("Authorization", "Bearer wrong")
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode())
            .as(path)
            .isEqualTo(401);
      }
      var bare = HttpRequest.newBuilder(URI.create("https://" + address + "/status")).build();
      assertThat(http.send(bare, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }
  }

  @Test
  @Verifies("SEC-CONF-11")
  void keepsTokenAndKeyPrivate() throws Exception {
    for (String name : new String[] {"token", "key.pem"}) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("maintenance").resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void refusesBodyOverLimit() throws Exception {
    try (var client = MaintenanceClient.ofData(data, address)) {
      var answer = client.request("POST", "/things/a/state", "x".repeat(70_000));
      assertThat(answer.status()).isEqualTo(413);
    }
  }
}
