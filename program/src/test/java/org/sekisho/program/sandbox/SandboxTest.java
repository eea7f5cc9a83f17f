package org.sekisho.program.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;

/** The same attempts of a program that is taken over, unconfined and confined. */
@Timeout(600)
class SandboxTest {
  /** What every program needs, confined or not. */
  private static final List<String> NEEDED =
      List.of("use own data", "rename own data", "unpack a library", "open a unix socket");

  private static final List<String> HARMFUL =
      List.of(
          "read a key outside",
          "list a folder outside",
          "write outside",
          "change a file outside",
          "remove a file outside",
          "start a program",
          "start from a medium",
          "load code from a medium");

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();
  private ServerSocket door;
  private Path outside = Path.of("");
  private Path medium = Path.of("");
  private long other;

  @BeforeEach
  void furnish() throws IOException {
    Assumptions.assumeTrue(
        LinuxCalls.here().map(linux -> Landlock.of(linux).version()).orElse(0) >= Landlock.FIRST,
        "needs a kernel with Landlock, ABI " + Landlock.FIRST);
    outside = Files.createDirectory(folder.resolve("outside"));
    for (String name : List.of("secret.key", "late", "old")) {
      Files.writeString(outside.resolve(name), "secret");
    }
    medium = Files.createDirectory(folder.resolve("medium"));
    Path autorun = medium.resolve("autorun.sh");
    Files.writeString(autorun, "#!/bin/sh\ntouch " + medium.resolve("has-run") + "\n");
    assertThat(autorun.toFile().setExecutable(true)).isTrue();
    Files.writeString(medium.resolve("plugin.jar"), "code");
    Files.createDirectory(folder.resolve("data"));
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Process sleeper = new ProcessBuilder("sleep", "300").start();
    started.add(sleeper);
    other = sleeper.pid();
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
    if (door != null) {
      door.close();
    }
  }

  @Test
  @Verifies({"SEC-STEP-07", "SEC-CONF-05", "CM-17"})
  void withoutASandboxEverythingSucceeds() throws Exception {
    Run run = run("free");
    assertThat(run.results()).containsEntry("level", "off");
    assertThat(run.all(NEEDED)).containsOnly("done");
    assertThat(run.all(HARMFUL)).as("otherwise the tests below show nothing").containsOnly("done");
    assertThat(run.results())
        .containsEntry("open an internet socket", "done")
        .containsEntry("read a key at the end", "done");
    if (mayTrace()) {
      assertThat(run.results())
          .containsEntry("trace another", "done")
          .containsEntry("open the memory of another", "done");
    }
    assertThat(medium.resolve("has-run")).exists();
  }

  @Test
  @Verifies({"SEC-STEP-07", "SEC-CONF-05", "CM-17"})
  void aGatewayThatIsTakenOverReachesOnlyItsOwn() throws Exception {
    Run run = run("gateway");
    assertThat(run.results()).containsEntry("level", "full");
    assertThat(run.all(NEEDED)).containsOnly("done");
    assertThat(run.all(HARMFUL)).containsOnly("refused");
    assertThat(run.results())
        .containsEntry("open an internet socket", "done")
        .containsEntry("trace another", "refused")
        .containsEntry("open the memory of another", "refused")
        .containsEntry("leave its name space", "refused")
        .containsEntry("set the clock", "refused")
        .containsEntry("read a key at the end", "refused");
    assertThat(medium.resolve("has-run")).doesNotExist();
    assertThat(outside.resolve("secret.key")).hasContent("secret");
    assertThat(outside.resolve("old")).exists();
    assertThat(run.filtered()).as("filters of its threads").containsOnly("2");
  }

  @Test
  @Verifies("SEC-STEP-07")
  void aGuardThatIsTakenOverHasNoNetwork() throws Exception {
    Run run = run("guard");
    assertThat(run.results())
        .containsEntry("level", "full")
        .containsEntry("open an internet socket", "refused");
    assertThat(run.all(NEEDED)).containsOnly("done");
    assertThat(run.all(HARMFUL)).containsOnly("refused");
  }

  @Test
  void whatLibrariesLeftBehindIsRemovedAtTheNextStart() throws Exception {
    run("gateway");
    Path temporary = folder.resolve("data/temporary");
    assertThat(names(temporary)).anyMatch(name -> name.startsWith("library"));
    Files.writeString(temporary.resolve("left"), "by a killed process");
    run("gateway");
    assertThat(names(temporary)).doesNotContain("left");
  }

  /** What the prisoner said, and what the kernel says of its threads. */
  private record Run(Map<String, String> results, Set<String> filtered) {
    List<String> all(List<String> names) {
      return names.stream().map(name -> results.getOrDefault(name, name + " is missing")).toList();
    }
  }

  private Run run(String how) throws Exception {
    Process prisoner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Prisoner.class.getName(),
                how,
                folder.resolve("data").toString(),
                outside.toString(),
                medium.toString(),
                Long.toString(other),
                Integer.toString(door.getLocalPort()))
            .redirectErrorStream(true)
            .start();
    started.add(prisoner);
    Map<String, String> results = new LinkedHashMap<>();
    List<String> rest = new ArrayList<>();
    Set<String> filtered = Set.of();
    try (BufferedReader said = prisoner.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = said.readLine()) != null) {
        int colon = line.indexOf(": ");
        if (colon < 0) {
          rest.add(line);
          continue;
        }
        results.put(
            line.substring(0, colon).toLowerCase(java.util.Locale.ROOT), line.substring(colon + 2));
        if (line.startsWith("ready")) {
          filtered = filtered(prisoner.pid());
          prisoner.toHandle().destroy(); // The process itself would close what it still says.
        }
      }
    }
    assertThat(prisoner.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(results).as(() -> String.join("\n", rest)).containsKey("ready");
    return new Run(results, filtered);
  }

  private static Set<String> filtered(long process) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process), "task"))) {
      return threads
          .map(thread -> field(thread.resolve("status"), "Seccomp:"))
          .collect(java.util.stream.Collectors.toSet());
    }
  }

  private static String field(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "2"; // The thread has ended meanwhile.
    }
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static boolean mayTrace() throws IOException {
    Path yama = Path.of("/proc/sys/kernel/yama/ptrace_scope");
    return !Files.exists(yama) || Files.readString(yama).strip().equals("0");
  }
}
