package org.sekisho.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.InstalledGateway;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;
import tools.jackson.databind.JsonNode;

/** The gateway as it is installed has confined itself, and keeps its memory to itself. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SandboxStoryTest {
  @Test
  @Verifies({"SEC-STEP-07", "SEC-CONF-02", "SEC-CONF-05", "SEC-MAINT-03"})
  @Shows(control = "sandboxing", tool = "/proc")
  @Shows(control = "media-autorun-off", tool = "/proc")
  @Shows(control = "debug-functions-removed", tool = "jcmd")
  void theInstalledGatewayIsConfinedAndNobodyAttachesToIt(@TempDir Path folder) throws Exception {
    try (var gateway = new InstalledGateway(folder, "health: {check-interval: 1m}\n")) {
      gateway.launch();
      gateway.awaitReady();
      assertThat(values(gateway.pid(), "NoNewPrivs:")).containsOnly("1");
      assertThat(values(gateway.pid(), "Seccomp:")).containsOnly("2");
      assertThat(values(gateway.managementPid(), "Seccomp:"))
          .as("a program that does not confine itself")
          .containsOnly("0");

      JsonNode sandbox = gateway.part("sandbox");
      assertThat(sandbox.path("level").asString()).as(sandbox.toString()).isEqualTo("full");
      assertThat(sandbox.path("landlock").asInt()).isPositive();
      assertThat(sandbox.path("whole_process").asBoolean()).isTrue();
      Await.until(
          "the first self-check",
          () -> gateway.part("health").path("checks").path("sandbox").isString());
      JsonNode checks = gateway.part("health").path("checks");
      assertThat(checks.path("sandbox").asString()).isEqualTo("good");
      assertThat(checks.path("owners").asString()).as("its own files").isEqualTo("good");
      assertThat(checks.path("ports").asString()).as("its own ports").isEqualTo("good");

      Path dump = folder.resolve("management.hprof");
      assertThat(dump(gateway.managementPid(), dump)).as("the tool works").isTrue();
      assertThat(dump).exists();
      Path taken = folder.resolve("gateway/gateway.hprof");
      assertThat(dump(gateway.pid(), taken)).isFalse();
      assertThat(taken).doesNotExist();
      assertThat(gateway.part("sandbox").isMissingNode()).as("it runs on").isFalse();
    }
  }

  @Test
  @LongRun
  @Verifies("SEC-STEP-07")
  void aGatewayThatIsNotConfinedSaysWhy(@TempDir Path folder) throws Exception {
    try (var gateway =
        new InstalledGateway(folder, "sandbox: {enabled: false, reason: a measurement}\n")) {
      gateway.launch();
      gateway.awaitReady();
      assertThat(values(gateway.pid(), "Seccomp:")).containsOnly("0");
      assertThat(gateway.part("sandbox").path("level").asString()).isEqualTo("off");
      Await.until(
          "the first self-check",
          () -> gateway.part("health").path("checks").path("sandbox").isString());
      assertThat(gateway.part("health").path("checks").path("sandbox").asString())
          .isEqualTo("off: a measurement");
      assertThat(dump(gateway.pid(), folder.resolve("gateway.hprof"))).isTrue();
    }
  }

  /** What the kernel says of every thread. */
  private static List<String> values(long process, String name) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process), "task"))) {
      return threads
          .flatMap(thread -> lines(thread.resolve("status")))
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).strip())
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      return Stream.of(); // The thread has ended meanwhile.
    }
  }

  private static boolean dump(long process, Path to) throws IOException, InterruptedException {
    Path said = Files.createTempFile("jcmd", ".out");
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(process),
                  "GC.heap_dump",
                  to.toString())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      if (!jcmd.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        jcmd.destroyForcibly().waitFor();
      }
      return Files.readString(said, StandardCharsets.UTF_8).contains("Heap dump file created");
    } finally {
      Files.delete(said);
    }
  }
}
