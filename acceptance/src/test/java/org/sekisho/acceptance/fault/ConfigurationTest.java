package org.sekisho.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.InstalledGateway;
import org.sekisho.model.Verifies;
import org.sekisho.program.maintenance.MaintenanceClient.Result;
import tools.jackson.databind.JsonNode;

/** The configuration of a real gateway: staged, tried, kept, taken back, damaged. */
class ConfigurationTest {
  private static final String SOON = "configuration: {within: 4s, steady: 500ms}\n";

  /** A trial that no busy machine outlasts between its beginning and the person's word. */
  private static final String PATIENT = "configuration: {within: 10m, steady: 500ms}\n";

  @TempDir Path folder;

  private static Result stage(InstalledGateway gateway, String text) throws Exception {
    return gateway.result(
        "gateway", "POST", "/configuration", Map.of("name", "new.yaml", "text", text));
  }

  private static void awaitVersion(InstalledGateway gateway, long version, String state)
      throws Exception {
    Await.until(
        "version " + version + " is " + state + "\n" + gateway.log(),
        () -> {
          JsonNode now = gateway.part("configuration");
          return now.path("version").asLong(0) == version
              && now.path("state").asString("").equals(state);
        });
  }

  private static void awaitReturn(InstalledGateway gateway, String why) throws Exception {
    Await.until(
        "it is taken back: " + why + "\n" + gateway.log(),
        () -> gateway.part("configuration").path("last_return").asString("").contains(why));
  }

  /**
   * Orders what starts the gateway anew. Its answer can get lost in that start; asked again, the
   * gateway says that it is done already (409). What became of it is awaited by whoever orders.
   */
  private static void order(InstalledGateway gateway, String what) throws Exception {
    assertThat(gateway.result("gateway", "POST", "/configuration/" + what, null).status())
        .isIn(202, 409);
  }

  /**
   * Waits until the gateway has become ready so often: an order that the start before still takes
   * can be carried out without its answer coming back.
   */
  private static void awaitStart(InstalledGateway gateway, int times) throws Exception {
    Await.until(
        "start " + times + "\n" + gateway.log(),
        () ->
            Files.exists(gateway.ready())
                && Files.readString(gateway.log()).split(" ready gateway ", -1).length - 1
                    >= times);
  }

  @Test
  @Verifies({"SEC-RECOV-04", "SEC-RECOV-02"})
  @Shows(control = "configuration-two-banks")
  void whatDoesNotProveItselfIsTakenBack() throws Exception {
    try (var gateway = new InstalledGateway(folder, SOON)) {
      gateway.launch();
      gateway.awaitReady();
      awaitVersion(gateway, 1, "confirmed");

      Result wrong = stage(gateway, gateway.configuration(SOON + "uplink: {batch-reading: 5}\n"));
      assertThat(wrong.status()).isEqualTo(422);
      assertThat(wrong.text()).contains("new.yaml:9").contains("batch-readings");
      Result moved =
          stage(gateway, gateway.configuration(SOON).replace("data: gateway", "data: d"));
      assertThat(moved.text()).contains("another directory is another gateway");

      // Nobody confirms: it goes back by itself.
      String hasty = gateway.configuration(SOON + "ledger: {interval: 2s}\n");
      assertThat(stage(gateway, hasty).status()).isEqualTo(201);
      order(gateway, "switch");
      awaitReturn(gateway, "nobody confirmed it within 4 s");
      awaitStart(gateway, 3);
      awaitVersion(gateway, 1, "confirmed");

      // Confirmed: it stays, also over a power cut.
      String other = gateway.configuration(PATIENT + "ledger: {interval: 2s}\n");
      assertThat(stage(gateway, other).status()).isEqualTo(201);
      order(gateway, "switch");
      awaitStart(gateway, 4);
      awaitVersion(gateway, 3, "trying");
      gateway.ask("gateway", "POST", "/configuration/confirm", null);
      awaitVersion(gateway, 3, "confirmed");
      gateway.kill();
      gateway.launch();
      awaitStart(gateway, 5);
      awaitVersion(gateway, 3, "confirmed");

      aConfigurationThatDoesNotStartIsTakenBackWithinTheStart(gateway, other);
      anotherPortIsTriedInANewProcess(gateway, other);
      damageIsAnsweredByTheOtherFace(gateway);
    }
  }

  private static void aConfigurationThatDoesNotStartIsTakenBackWithinTheStart(
      InstalledGateway gateway, String good) throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String busy =
          good.replace(
              "mqtt: {listen: 127.0.0.1:0}",
              "mqtt: {listen: 127.0.0.1:" + taken.getLocalPort() + "}");
      assertThat(busy).isNotEqualTo(good);
      assertThat(stage(gateway, busy).status()).isEqualTo(201);
      order(gateway, "switch");
      awaitReturn(gateway, "did not start with it");
      awaitStart(gateway, 6);
      awaitVersion(gateway, 3, "confirmed");
    }
  }

  private static void anotherPortIsTriedInANewProcess(InstalledGateway gateway, String good)
      throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(gateway.part("sandbox").path("listens").toString())
        .doesNotContain(Integer.toString(port));
    String moved =
        good.replace("mqtt: {listen: 127.0.0.1:0}", "mqtt: {listen: 127.0.0.1:" + port + "}");
    long before = gateway.pid();
    assertThat(stage(gateway, moved).status()).isEqualTo(201);
    order(gateway, "switch");
    Await.until(
        "the new port is tried\n" + gateway.log(),
        () ->
            gateway.part("configuration").path("state").asString("").equals("trying")
                && gateway.part("sandbox").path("listens").toString().equals("[0," + port + "]"));
    awaitStart(gateway, 7);
    assertThat(gateway.pid()).isNotEqualTo(before);
    order(gateway, "return");
    awaitReturn(gateway, "a person returned");
    awaitVersion(gateway, 3, "confirmed");
  }

  private void damageIsAnsweredByTheOtherFace(InstalledGateway gateway) throws Exception {
    gateway.kill();
    for (FaceFile face : FaceFile.of(folder)) {
      if (face.confirmed()) {
        byte[] bytes = Files.readAllBytes(face.file());
        bytes[bytes.length - 5] ^= 1;
        Files.write(face.file(), bytes);
      }
    }
    // Not even the file that a person wrote can be read.
    Files.writeString(folder.resolve("gateway.yaml"), "data: [\n");
    gateway.launch();
    gateway.awaitReady();
    JsonNode now = gateway.part("configuration");
    assertThat(now.path("version").asLong()).isEqualTo(3);
    assertThat(now.path("last_return").asString()).contains("damaged");
    JsonNode sandbox = gateway.part("sandbox");
    assertThat(sandbox.path("level").asString()).as(sandbox.toString()).isEqualTo("full");
    assertThat(Files.readString(gateway.log())).contains("the configuration file was changed");
    for (JsonNode face : now.path("faces")) {
      assertThat(face.path("sound").asBoolean()).isTrue();
    }
  }

  /** The two files, and which of them counts. */
  private record FaceFile(Path file, boolean confirmed) {
    static java.util.List<FaceFile> of(Path folder) throws Exception {
      Path faces = folder.resolve("gateway/configuration");
      String standing = Files.readString(faces.resolve("standing"));
      return java.util.List.of(
          new FaceFile(faces.resolve("face-a"), standing.contains("confirmed=a")),
          new FaceFile(faces.resolve("face-b"), standing.contains("confirmed=b")));
    }
  }
}
