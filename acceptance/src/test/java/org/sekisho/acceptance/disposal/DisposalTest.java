package org.sekisho.acceptance.disposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.CountingDevice;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.disposal.SanitisationCertificate;
import org.sekisho.program.disposal.SanitisationCertificate.Verdict;
import tools.jackson.databind.JsonNode;

/** The end of a gateway's life with an owner, with the programs as they are shipped. */
class DisposalTest {
  private static final String FILL = "disposal: {fill: 1MiB}\n";

  private static Path data(Deployment deployment) {
    return deployment.folder().resolve("gateway");
  }

  /** Every file that holds a secret, with what it held. */
  private static List<byte[]> secrets(Deployment deployment) throws IOException {
    List<byte[]> markers = new ArrayList<>();
    for (String file :
        List.of(
            "keys/journal.key",
            "identity/identity.key",
            "maintenance/token",
            "maintenance/key.pem")) {
      markers.add(Files.readAllBytes(data(deployment).resolve(file)));
    }
    markers.add(deployment.password("counter-1").getBytes(StandardCharsets.UTF_8));
    return markers;
  }

  private static void nothingLeft(Path data, List<byte[]> markers) throws Exception {
    // A gateway that starts meanwhile puts new files in the place of old ones: then look again.
    Await.until("every file was there to be looked at", () -> nothingLeftNow(data, markers));
  }

  private static boolean nothingLeftNow(Path data, List<byte[]> markers) throws IOException {
    try (Stream<Path> walk = Files.walk(data)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        byte[] content = Files.readAllBytes(file);
        for (byte[] marker : markers) {
          assertThat(indexOf(content, marker)).as("a secret in " + file).isNegative();
        }
      }
      return true;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static int indexOf(byte[] content, byte[] marker) {
    for (int at = 0; at <= content.length - marker.length; at++) {
      if (content[at] == marker[0]
          && java.util.Arrays.equals(content, at, at + marker.length, marker, 0, marker.length)) {
        return at;
      }
    }
    return -1;
  }

  private static Set<String> certificates(Deployment deployment) throws IOException {
    Set<String> found = new HashSet<>();
    for (String place : List.of("outbox", "certificates")) {
      Path folder = data(deployment).resolve("disposal").resolve(place);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files.forEach(file -> found.add(file.toString()));
        }
      }
    }
    return found;
  }

  private static JsonNode proofs(Deployment deployment) throws Exception {
    return deployment
        .maintenance("management", "GET", "/gateways/gw-1/erasures", null)
        .path("erasures");
  }

  private static void devicesSend(Deployment deployment) throws Exception {
    try (var device =
        new CountingDevice(deployment, "counter-1", 50, System.currentTimeMillis() - 3_600_000)) {
      Await.until("readings are taken", () -> device.acknowledged() > 20);
    }
  }

  private static void deviceIsRefused(Deployment deployment) throws Exception {
    try (var device =
        new CountingDevice(deployment, "counter-1", 50, System.currentTimeMillis() - 3_600_000)) {
      Await.until("it is turned away", () -> device.turnedAway() > 1);
      assertThat(device.acknowledged()).isZero();
    }
  }

  private static boolean fieldListens(Deployment deployment) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), deployment.fieldPort()), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void unenrolled(Deployment deployment) throws Exception {
    Await.until(
        "the gateway waits for a new code",
        () ->
            deployment.gateway().log().contains("is finished")
                && !Files.exists(data(deployment).resolve("disposal/pending.json"))
                && !Files.exists(data(deployment).resolve("ready")));
    assertThat(data(deployment).resolve("identity/identity.key")).doesNotExist();
    assertThat(fieldListens(deployment)).isFalse();
  }

  /** A code for the same or the next owner; the gateway takes it by itself. */
  private static void enrolAgain(Deployment deployment) throws Exception {
    JsonNode code =
        deployment.maintenance(
            "management",
            "POST",
            "/enrolments",
            Map.of("role", "gateway", "id", "gw-1", "names", List.of("127.0.0.1")));
    Files.writeString(deployment.folder().resolve("codes/gw-1/code"), code.path("code").asString());
    Await.until("the gateway serves again", () -> Files.exists(data(deployment).resolve("ready")));
  }

  @Test
  @Verifies({
    "SEC-MAINT-06",
    "SEC-MAINT-08",
    "SEC-DISC-01",
    "CM-19",
    "CM-20",
    "LIFE-06",
    "DISP-02",
    "DISP-04"
  })
  @Shows(control = "factory-reset")
  @Shows(control = "secure-erase")
  void aResetLeavesTheFactorysStateAndProof(@TempDir Path folder) throws Exception {
    try (var deployment = new Deployment(folder).gatewayConfiguration(FILL).start()) {
      devicesSend(deployment);
      List<byte[]> secrets = secrets(deployment);
      assertThatThrownBy(
              () ->
                  deployment.gatewayMaintenance(
                      "POST", "/disposal/reset", Map.of("confirm", "gw-2", "operator", "Hanako")))
          .hasMessageContaining("400");

      deployment.gatewayMaintenance(
          "POST", "/disposal/reset", Map.of("confirm", "gw-1", "operator", "Hanako"));
      unenrolled(deployment);
      nothingLeft(data(deployment), secrets);

      Await.until("the proof arrives", () -> proofs(deployment).size() == 1);
      JsonNode proof = proofs(deployment).get(0);
      assertThat(proof.at("/certificate/operator").asString()).isEqualTo("Hanako");
      assertThat(proof.at("/certificate/verification/result").asString()).isEqualTo("passed");
      JsonNode member =
          deployment.maintenance("management", "GET", "/inventory", null).path("members");
      assertThat(member.toString()).contains("\"revoked\"");
      Path certificate = Path.of(certificates(deployment).iterator().next());
      assertThat(
              SanitisationCertificate.verifyFile(
                  Files.readAllBytes(certificate), PeerTrust.read(deployment.rootCa())))
          .isInstanceOf(Verdict.Holds.class);

      // A restart does not help it: it needs a new code.
      deployment.gateway().kill();
      enrolWhileStarting(deployment);
      deviceIsRefused(deployment);
      JsonNode devices = deployment.gatewayMaintenance("GET", "/devices", null);
      for (JsonNode device : devices.path("devices")) {
        assertThat(device.path("credential").asString()).isEqualTo("none");
      }
      assertThat(deployment.gatewayMaintenance("GET", "/alerts", null).toString())
          .contains("factory-reset");
    }
  }

  private static void enrolWhileStarting(Deployment deployment) throws Exception {
    JsonNode code =
        deployment.maintenance(
            "management",
            "POST",
            "/enrolments",
            Map.of("role", "gateway", "id", "gw-1", "names", List.of("127.0.0.1")));
    // A start that finishes an erasure destroys a code that lies there already: it is given after.
    var starting =
        CompletableFuture.runAsync(
            () -> {
              try {
                deployment.startGateway();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            });
    Await.until(
        "the erasure is finished",
        () -> !Files.exists(data(deployment).resolve("disposal/pending.json")));
    Files.writeString(deployment.folder().resolve("codes/gw-1/code"), code.path("code").asString());
    starting.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  @LongRun
  @Verifies({"SEC-MAINT-06", "SEC-DISC-01"})
  void aResetThatIsKilledIsFinishedByTheNextStart(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("sekisho.seed", System.nanoTime());
    System.out.println("DisposalTest: seed " + seed);
    var random = new Random(seed);
    try (var deployment = new Deployment(folder).gatewayConfiguration(FILL).start()) {
      for (int round = 0; round < 3; round++) {
        List<byte[]> secrets = secrets(deployment);
        deployment.gatewayMaintenance(
            "POST", "/disposal/reset", Map.of("confirm", "gw-1", "operator", "Hanako"));
        Thread.sleep(random.nextInt(1_500)); // the random moment
        deployment.gateway().kill();
        nothingOpens(deployment);
        enrolWhileStarting(deployment);
        nothingLeft(data(deployment), secrets);
        assertThat(data(deployment).resolve("disposal/pending.json")).doesNotExist();
      }
      Await.until("every proof arrives", () -> proofs(deployment).size() == 3);
    }
  }

  /** Whatever the moment of the kill: the keys went before the answer. */
  private static void nothingOpens(Deployment deployment) {
    boolean finished = !Files.exists(data(deployment).resolve("disposal/pending.json"));
    assertThat(finished || !Files.exists(data(deployment).resolve("keys/journal.key"))).isTrue();
  }

  /** How fast it is, {@code benchmarks/run guard} measures. */
  @Test
  @LongRun
  @Verifies({"SEC-DISC-02", "CM-21", "HW-09"})
  @Shows(control = "tamper-erase", tool = "simulated switch")
  void anOpenedCaseDestroysTheKeysAndIsReportedAtTheNextContact(@TempDir Path folder)
      throws Exception {
    Path input = Files.writeString(folder.resolve("case"), "0\n");
    try (var deployment =
        new Deployment(folder)
            .gatewayConfiguration("disposal: {fill: 0B, tamper: {file: case, active: \"1\"}}\n")
            .start()) {
      List<byte[]> secrets = secrets(deployment);
      Files.writeString(input, "1\n");
      unenrolled(deployment);
      // The next start may have made keys of its own already: the former ones are nowhere.
      nothingLeft(data(deployment), secrets);
      Files.writeString(input, "0\n");
      enrolAgain(deployment);
      assertThat(deployment.gatewayMaintenance("GET", "/alerts", null).toString())
          .contains("case-opened");
      Await.until(
          "the management knows", () -> proofs(deployment).toString().contains("case-opened"));
    }
  }

  @Test
  @LongRun
  @Verifies("CM-23")
  @Shows(control = "remote-lock")
  void aLockedGatewayServesNothingUntilTwoPersonsUnlockIt(@TempDir Path folder) throws Exception {
    try (var deployment = new Deployment(folder).gatewayConfiguration(FILL).start()) {
      devicesSend(deployment);
      deployment.gateway().stop(); // offline when the order is given
      deployment.maintenance("management", "POST", "/gateways/gw-1/lock", Map.of("by", "Taro"));
      deployment.startGateway();
      Await.until("it is locked", () -> locked(deployment));
      assertThat(fieldListens(deployment)).isFalse();
      assertThatThrownBy(() -> deployment.gatewayMaintenance("GET", "/devices", null))
          .hasMessageContaining("404");
      assertThatThrownBy(
              () ->
                  deployment.gatewayMaintenance(
                      "POST", "/disposal/reset", Map.of("confirm", "gw-1", "operator", "thief")))
          .hasMessageContaining("404");

      deployment.gateway().kill();
      startLocked(deployment);
      assertThat(locked(deployment)).as("after a restart").isTrue();
      assertThat(fieldListens(deployment)).isFalse();

      String first = approver(deployment, "Hanako");
      String second = approver(deployment, "Jiro");
      approve(deployment, "Hanako", first);
      approve(deployment, "Hanako", first);
      assertThatThrownBy(() -> approve(deployment, "Jiro", first)).hasMessageContaining("403");
      assertThat(orders(deployment)).doesNotContain("unlock");
      approve(deployment, "Jiro", second);
      Await.until("it serves again", () -> fieldListens(deployment) && !locked(deployment));
      devicesSend(deployment);
      assertThat(orders(deployment)).contains("\"unlocked\"", "\"locked\"");
    }
  }

  private static void startLocked(Deployment deployment) throws Exception {
    deployment.startGateway();
  }

  private static boolean locked(Deployment deployment) {
    try {
      return deployment.gatewayStatus().path("state").asString("").equals("locked");
    } catch (Exception e) {
      return false;
    }
  }

  private static String orders(Deployment deployment) throws Exception {
    return deployment
        .maintenance("management", "GET", "/gateways/gw-1/orders", null)
        .path("orders")
        .toString();
  }

  private static String approver(Deployment deployment, String name) throws Exception {
    return deployment
        .maintenance("management", "POST", "/approvers", Map.of("name", name))
        .path("secret")
        .asString();
  }

  private static void approve(Deployment deployment, String name, String secret) throws Exception {
    deployment.maintenance(
        "management", "POST", "/gateways/gw-1/unlock", Map.of("approver", name, "secret", secret));
  }

  @Test
  @LongRun
  @Verifies({"CM-24", "SEC-DISC-03", "DISP-04"})
  @Shows(control = "remote-erase")
  void aGatewayIsErasedFromAfarAndProvesIt(@TempDir Path folder) throws Exception {
    try (var deployment = new Deployment(folder).gatewayConfiguration(FILL).start()) {
      devicesSend(deployment);
      List<byte[]> secrets = secrets(deployment);
      assertThatThrownBy(
              () ->
                  deployment.maintenance(
                      "management", "POST", "/gateways/gw-1/erase", Map.of("by", "Taro")))
          .hasMessageContaining("400");
      JsonNode order =
          deployment.maintenance(
              "management",
              "POST",
              "/gateways/gw-1/erase",
              Map.of("by", "Taro", "confirm", "gw-1"));
      unenrolled(deployment);
      Await.until("the proof arrives", () -> proofs(deployment).size() == 1);
      JsonNode proof = proofs(deployment).get(0);
      assertThat(proof.path("order").asString()).isEqualTo(order.path("id").asString());
      assertThat(proof.path("cause").asString()).isEqualTo("remote-erase");
      nothingLeft(data(deployment), secrets);
      assertThat(orders(deployment)).contains("erasing");

      // The order was obeyed once; enrolled again, the gateway is not erased again.
      enrolAgain(deployment);
      deployment.gateway().kill();
      deployment.startGateway();
      assertThat(data(deployment).resolve("keys/journal.key")).exists();
      assertThat(proofs(deployment)).hasSize(1);
    }
  }

  @Test
  @LongRun
  @Verifies({"SEC-DISC-01", "DISP-06"})
  @Shows(control = "ownership-transfer")
  void theNextOwnerFindsNothingOfTheFormerOne(@TempDir Path folder) throws Exception {
    try (var deployment = new Deployment(folder).start()) {
      Path wlan = Files.writeString(folder.resolve("wlan.conf"), "psk=grandmothers-birthday");
      deployment.gateway().stop();
      deployment.gatewayConfiguration("disposal: {fill: 1MiB, also: [wlan.conf]}\n");
      deployment.startGateway();
      devicesSend(deployment);
      List<byte[]> secrets = secrets(deployment);
      secrets.add("grandmothers-birthday".getBytes(StandardCharsets.UTF_8));
      secrets.add("Hanako Yamada".getBytes(StandardCharsets.UTF_8));
      deployment.gatewayMaintenance(
          "POST", "/disposal/transfer", Map.of("confirm", "gw-1", "operator", "Hanako Yamada"));
      unenrolled(deployment);
      Await.until("the proof arrives", () -> proofs(deployment).size() == 1);
      assertThat(wlan).doesNotExist();
      enrolAgain(deployment);
      Await.until("the certificate is gone", () -> certificates(deployment).isEmpty());
      // Once the new owner has it, not even the name is left of the former one.
      deployment.gateway().stop();
      nothingLeft(data(deployment), secrets);
    }
  }
}
