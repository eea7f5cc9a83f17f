package org.sekisho.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.acceptance.system.InstalledGateway;
import org.sekisho.acceptance.system.Intruder;
import org.sekisho.acceptance.system.ProgramProcess;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;
import tools.jackson.databind.JsonNode;

/** Programs as they are started have confined themselves, and keep their memory to themselves. */
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
      assertThat(values(gateway.managementPid(), "Seccomp:")).containsOnly("2");
      assertThat(values(ProcessHandle.current().pid(), "Seccomp:"))
          .as("a program that does not confine itself")
          .doesNotContain("2");

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

      Path taken = folder.resolve("gateway/gateway.hprof");
      assertThat(dump(gateway.pid(), taken)).isFalse();
      assertThat(taken).doesNotExist();
      assertThat(gateway.part("sandbox").isMissingNode()).as("it runs on").isFalse();
      assertThat(dump(gateway.managementPid(), folder.resolve("management/taken.hprof"))).isFalse();
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
      Path dump = folder.resolve("gateway.hprof");
      assertThat(dump(gateway.pid(), dump)).as("the tool works").isTrue();
      assertThat(dump).exists();
    }
  }

  @Test
  @Verifies({"SEC-STEP-07", "CM-17"})
  void everyProgramThatIsTakenOverReachesOnlyItsOwn(@TempDir Path folder) throws Exception {
    try (var prey = new PreyFixture(folder);
        var system = new Deployment(folder)) {
      system
          .options("management", prey.intruder("management", "head-end"))
          .options("head-end", prey.intruder("head-end", "management"))
          .options("gateway", prey.intruder("gateway", "management"))
          .start();
      try (ProgramProcess home = home(system, prey)) {
        assertThat(home.awaitReady().path("page").asInt()).isPositive();
        for (String program : List.of("management", "head-end", "gateway", "home")) {
          JsonNode status = system.maintenance(program, "GET", "/status", null);
          JsonNode sandbox = status.path("sandbox");
          assertThat(sandbox.path("level").asString()).as(program + sandbox).isEqualTo("full");
          assertThat(sandbox.path("whole_process").asBoolean()).as(program).isTrue();
          Map<String, String> done = Intruder.report(folder.resolve(program));
          assertThat(done).as(program).containsEntry("use own data", "done");
          assertThat(done.remove("use own data")).isNotNull();
          if (!sandbox.path("tcp_ports").asBoolean()) {
            done.keySet().removeIf(what -> what.endsWith("another port"));
          }
          if (!sandbox.path("signals_kept_in").asBoolean()) {
            done.remove("end another");
          }
          assertThat(done).as(program).isNotEmpty();
          assertThat(done.values()).as(program + done).containsOnly("refused");
        }
        Await.until(
            "the application hears the head-end",
            () ->
                system
                    .maintenance("home", "GET", "/status", null)
                    .path("stream")
                    .asString()
                    .equals("live"));
        assertThat(home.stop()).isEqualTo(143);
      }
      assertThat(system.headEndStatus().path("gateways_connected").has("gw-1")).isTrue();
    }
  }

  @Test
  @LongRun
  void aProgramThatIsNotConfinedReachesAllThatAndSaysWhy(@TempDir Path folder) throws Exception {
    try (var prey = new PreyFixture(folder);
        var system = new Deployment(folder)) {
      Files.writeString(
          Files.createDirectories(folder.resolve("head-end/maintenance")).resolve("token"), "a");
      system
          .managementConfiguration("sandbox: {enabled: false, reason: a measurement}\n")
          .options("management", prey.intruder("management", "head-end"))
          .startManagement();
      Map<String, String> done = Intruder.report(folder.resolve("management"));
      assertThat(done)
          .as("otherwise the story above shows nothing")
          .containsEntry("read a secret of another", "done")
          .containsEntry("write outside", "done")
          .containsEntry("start a program", "done")
          .containsEntry("end another", "done")
          .containsEntry("listen on another port", "done")
          .containsEntry("connect to another port", "done");
      JsonNode sandbox = system.maintenance("management", "GET", "/status", null).path("sandbox");
      assertThat(sandbox.path("level").asString()).isEqualTo("off");
      assertThat(sandbox.path("missing").get(0).asString()).isEqualTo("a measurement");
      assertThat(system.management().log()).contains("sandbox: off; missing: a measurement");
    }
  }

  /** The home application of the test system, as a process. */
  private static ProgramProcess home(Deployment system, PreyFixture prey) throws Exception {
    Path folder = system.folder();
    system.enrol("application", "app-1");
    Files.writeString(folder.resolve("home.secret"), system.secret("app-1"));
    Path file =
        Files.writeString(
            folder.resolve("home.yaml"),
            """
            id: app-1
            data: home
            page: {listen: 127.0.0.1:0}
            api:
              url: https://127.0.0.1:%d
              token-url: https://127.0.0.1:%d/oauth2/token
              trust: management/root-ca.pem
              secret-file: home.secret
            maintenance: {listen: 127.0.0.1:0}
            enrolment:
              management: https://127.0.0.1:%d
              trust: management/root-ca.pem
              code-file: codes/app-1/code
            """
                .formatted(system.apiPort(), system.managementPort(), system.managementPort()));
    return ProgramProcess.start(
        new ProgramProcess.Kind(
            "home",
            "applications/home",
            "org.sekisho.home.HomeProgram",
            prey.intruder("home", "management")),
        file,
        folder.resolve("home"),
        folder.resolve("home.log"),
        List.of(),
        Map.of());
  }

  /** What intruders try their hands on; ended with the test. */
  private static final class PreyFixture implements AutoCloseable {
    private final Path folder;
    private final List<Process> sleepers = new ArrayList<>();
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    PreyFixture(Path folder) throws IOException {
      this.folder = folder;
    }

    /** The options that let an intruder into the program, who is after the other one's token. */
    List<String> intruder(String program, String other) throws IOException {
      int free;
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        free = socket.getLocalPort();
      }
      var prey =
          new Intruder.Prey(
              folder.resolve(other).resolve("maintenance/token"),
              Files.createDirectories(folder.resolve("outside")),
              sleeper(),
              sleeper(),
              door.getLocalPort(),
              free);
      return List.of(Intruder.option(folder.resolve(program), prey));
    }

    private long sleeper() throws IOException {
      Process sleeper = new ProcessBuilder("sleep", "600").start();
      sleepers.add(sleeper);
      return sleeper.pid();
    }

    @Override
    public void close() throws IOException {
      sleepers.forEach(Process::destroyForcibly);
      door.close();
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
