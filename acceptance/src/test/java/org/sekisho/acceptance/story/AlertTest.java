package org.sekisho.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.repository.Repository;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Something happens at a gateway: lamp, log and management know of it, once. */
class AlertTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private record Ran(int exit, String out) {}

  /** On a machine under full load a JVM may be slower than the listener waits for a handshake. */
  private Ran sekisho(String... arguments) throws Exception {
    Ran ran = once(arguments);
    for (int i = 0; i < 4 && ran.exit() != 0 && ran.out().contains("handshake"); i++) {
      ran = once(arguments);
    }
    return ran;
  }

  private Ran once(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.language=en"));
    command.add("-cp");
    Path target = Repository.ROOT.resolve("cli/target");
    command.add(target.resolve("sekisho-cli.jar") + ":" + target.resolve("lib") + "/*");
    command.add("org.sekisho.cli.SekishoCommand");
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .directory(folder.toFile())
            .start();
    assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("sekisho ends")
        .isTrue();
    return new Ran(process.exitValue(), Files.readString(out));
  }

  private static String lamp(Deployment deployment) throws IOException {
    return JSON.readTree(Files.readString(deployment.folder().resolve("gateway/lamp.json")))
        .path("lamp")
        .asString("");
  }

  private static List<JsonNode> alerts(Deployment deployment, String program, String kind)
      throws Exception {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode alert : deployment.maintenance(program, "GET", "/alerts", null).path("alerts")) {
      if (alert.path("kind").asString("").equals(kind)) {
        found.add(alert);
      }
    }
    return found;
  }

  /** A file that everybody may read: found and repaired at the next check. */
  private static void weaken(Deployment deployment, String file) throws IOException {
    Files.setPosixFilePermissions(
        deployment.folder().resolve("gateway").resolve(file),
        PosixFilePermissions.fromString("rw-r--r--"));
  }

  @Test
  @LongRun
  @Shows(control = "file-permissions")
  @Shows(control = "state-log")
  @Shows(control = "access-log")
  @Shows(control = "hash-chained-log")
  @Verifies({
    "SEC-ALERT-01",
    "SEC-RECOV-02",
    "SEC-RECOV-03",
    "SEC-CONF-11",
    "SEC-CONF-12",
    "SEC-LOG-05",
    "SEC-ALERT-05"
  })
  void isShownByTheLampKnownToTheManagementAndStandsInALogThatNobodyCanChange() throws Exception {
    try (var deployment =
        new Deployment(folder)
            .gatewayConfiguration(
                """
                health: {check-interval: 1s}
                alerts: {repeat-interval: 1s}
                """)
            .start()) {
      Await.until(
          "the gateway has checked itself",
          () -> deployment.gatewayStatus().path("health").has("checks"));
      JsonNode checks = deployment.gatewayStatus().path("health").path("checks");
      for (String good : List.of("files", "owners", "ports", "clock", "key-store")) {
        assertThat(checks.path(good).asString()).as(good).isEqualTo("good");
      }
      assertThat(alerts(deployment, "gateway", "permissions-repaired"))
          .as("no false alarm at the first start")
          .isEmpty();
      // Here the network defence is off, and in a container the kernel's randomisation may be:
      // these
      // notices are not what the test is about.
      Await.until(
          "the lamp is quiet",
          () -> {
            acknowledgeAll(deployment);
            return lamp(deployment).equals("quiet");
          });

      // One that happens now: lamp, management.
      long weakened = System.nanoTime();
      weaken(deployment, "keys/journal.key");
      Await.until("the lamp shows it", () -> lamp(deployment).equals("notice"));
      long shown = System.nanoTime();
      Await.until(
          "the management knows it",
          () -> alerts(deployment, "management", "permissions-repaired").size() == 1);
      System.out.printf(
          "a permission weakened, and looked for each second: lamp %d ms, management %d ms after%n",
          (shown - weakened) / 1_000_000, (System.nanoTime() - weakened) / 1_000_000);
      JsonNode told = alerts(deployment, "management", "permissions-repaired").getFirst();
      assertThat(told.path("gateway").asString()).isEqualTo("gw-1");
      assertThat(told.path("detail").asString()).contains("keys/journal.key");
      assertThat(told.path("title").path("ja").asString()).isEqualTo("ファイルの権限を直しました");

      // One that happens while the management is away and the gateway is killed: late, but once.
      acknowledgeAll(deployment);
      deployment.management().stop();
      weaken(deployment, "keys/log.key");
      Await.until(
          "the gateway knows it",
          () -> alerts(deployment, "gateway", "permissions-repaired").size() == 2);
      Await.until("it is on disk", () -> lamp(deployment).equals("notice"));
      Await.until(
          "it is kept",
          () -> deployment.gatewayStatus().path("alerts").path("not_yet_on_disk").asInt(1) == 0);
      deployment.gateway().kill();
      deployment.startGateway();
      assertThat(deployment.gatewayStatus().path("health").path("last_end").asString())
          .isEqualTo("process-ended");
      Await.until("the lamp still shows it", () -> lamp(deployment).equals("notice"));
      deployment.startManagement();
      Await.until(
          "the management knows both, and that the gateway was killed",
          () ->
              alerts(deployment, "management", "permissions-repaired").size() == 2
                  && alerts(deployment, "management", "stopped-uncleanly").size() == 1);
      Await.until(
          "the management knows that the first was acknowledged",
          () ->
              alerts(deployment, "management", "permissions-repaired").stream()
                  .map(a -> a.path("state").asString())
                  .sorted()
                  .toList()
                  .equals(List.of("acknowledged", "open")));

      // People.
      Ran list = sekisho("management", "alerts", "--config", "management.yaml");
      assertThat(list.exit()).as(list.out()).isZero();
      assertThat(list.out()).contains("gw-1").contains("It did not stop properly before");
      Ran own = sekisho("gateway", "alerts", "--config", "gateway.yaml");
      assertThat(own.out()).contains("lamp  notice").contains("notice");
      JsonNode one = alerts(deployment, "gateway", "stopped-uncleanly").getFirst();
      Ran known =
          sekisho(
              "gateway",
              "alerts",
              "--acknowledge",
              one.path("id").asString(),
              "--config",
              "gateway.yaml");
      assertThat(known.exit()).as(known.out()).isZero();
      assertThat(
              alerts(deployment, "gateway", "stopped-uncleanly")
                  .getFirst()
                  .path("acknowledged_by")
                  .asString())
          .isEqualTo("maintenance");

      // The log.
      Ran export =
          sekisho("gateway", "log", "export", "-o", "log.jsonl", "--config", "gateway.yaml");
      assertThat(export.exit()).as(export.out()).isZero();
      Path file = folder.resolve("log.jsonl");
      Ran verified = verify("log.jsonl");
      assertThat(verified.exit()).as(verified.out()).isZero();
      assertThat(verified.out()).contains("whole").contains("gw-1");
      List<String> lines = Files.readAllLines(file);
      assertThat(lines)
          .anyMatch(l -> l.contains("\"kind\":\"stopped-uncleanly\""))
          .anyMatch(l -> l.contains("\"kind\":\"permissions-repaired\""))
          .anyMatch(l -> l.contains("acknowledged stopped-uncleanly"));
      assertThat(lines.stream().filter(l -> l.contains("export of")))
          .as("its own reading comes after")
          .isEmpty();

      List<String> changed = new ArrayList<>(lines);
      changed.replaceAll(l -> l.replace("keys/journal.key", "keys/harmless.txt"));
      Files.write(folder.resolve("changed.jsonl"), changed);
      Ran caught = verify("changed.jsonl");
      assertThat(caught.exit()).isEqualTo(1);
      assertThat(caught.out()).contains("changed: security: record");
      List<String> removed = new ArrayList<>(lines);
      removed.removeIf(l -> l.contains("keys/journal.key"));
      Files.write(folder.resolve("removed.jsonl"), removed);
      Ran missed = verify("removed.jsonl");
      assertThat(missed.exit()).isEqualTo(1);
      assertThat(missed.out()).contains("missing: security: record");

      // Each reading is one record.
      Ran show =
          sekisho("gateway", "log", "show", "--class", "operation", "--config", "gateway.yaml");
      assertThat(show.out()).contains("protected-data-read").contains("export of");
    }
  }

  private static void acknowledgeAll(Deployment deployment) throws Exception {
    for (JsonNode alert :
        deployment.maintenance("gateway", "GET", "/alerts", null).path("alerts")) {
      if (alert.path("state").asString("").equals("open")) {
        deployment.maintenance(
            "gateway", "POST", "/alerts/" + alert.path("id").asString() + "/acknowledgement", null);
      }
    }
  }

  private Ran verify(String file) throws Exception {
    return sekisho("gateway", "log", "verify", file, "--trust", "management/root-ca.pem");
  }
}
