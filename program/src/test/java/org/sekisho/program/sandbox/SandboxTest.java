package org.sekisho.program.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

  /** What Landlock holds from ABI 4 on, and the ways around it. */
  private static final List<String> OTHER_PORTS =
      List.of("connect to another port", "connect with the first data", "listen on another port");

  /** What Landlock holds from ABI 6 on. */
  private static final List<String> OTHER_PROCESSES =
      List.of("end another", "call an abstract socket");

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();
  private ServerSocket door;
  private ServerSocket otherDoor;
  private int freePort;
  private String abstractSocket = "";
  private int abstractFile;
  private Path outside = Path.of("");
  private Path medium = Path.of("");
  private long other;

  @BeforeEach
  void furnish() throws IOException {
    Assumptions.assumeTrue(
        version() >= Landlock.FIRST, "needs a kernel with Landlock, ABI " + Landlock.FIRST);
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
    otherDoor = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (var free = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      freePort = free.getLocalPort();
    }
    abstractSocket = "sekisho-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    abstractFile = listenAbstract(abstractSocket);
    other = sleeper();
  }

  private long sleeper() throws IOException {
    Process sleeper = new ProcessBuilder("sleep", "300").start();
    started.add(sleeper);
    return sleeper.pid();
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
    if (door != null) {
      door.close();
      otherDoor.close();
      LinuxCalls.here().orElseThrow().call(Call.CLOSE, abstractFile);
    }
  }

  private static int listenAbstract(String name) {
    LinuxCalls linux = LinuxCalls.here().orElseThrow();
    boolean x86 = linux.processor() == LinuxCalls.Processor.X86_64;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = Prisoner.abstractAddress(arena, name);
      int file = (int) linux.call(Call.SOCKET, 1, 1, 0);
      int bind = x86 ? 49 : 200;
      int listen = x86 ? 50 : 201;
      assertThat(linux.call(bind, file, address.address(), address.byteSize())).isZero();
      assertThat(linux.call(listen, file, 8)).isZero();
      return file;
    }
  }

  private static int version() {
    return LinuxCalls.here().map(linux -> Landlock.of(linux).version()).orElse(0);
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
        .containsEntry("listen on a free port", "done")
        .containsEntry("connect to another port", "done")
        .containsEntry("listen on another port", "done")
        .containsEntry("read a key at the end", "done");
    assertThat(run.all(OTHER_PROCESSES)).containsOnly("done");
    if (holds("net/ipv4/tcp_fastopen", 1)) {
      assertThat(run.results()).containsEntry("connect with the first data", "done");
    }
    if (holds("net/mptcp/enabled", 1)) {
      assertThat(run.results()).containsEntry("open a multipath socket", "done");
    }
    if (mayOpenRaw()) {
      assertThat(run.results()).containsEntry("open a raw socket", "done");
    }
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
        .containsEntry("listen on a free port", "done")
        .containsEntry("open a raw socket", "refused")
        .containsEntry("open a multipath socket", "refused")
        .containsEntry("trace another", "refused")
        .containsEntry("open the memory of another", "refused")
        .containsEntry("leave its name space", "refused")
        .containsEntry("set the clock", "refused")
        .containsEntry("read a key at the end", "refused");
    assertThat(medium.resolve("has-run")).doesNotExist();
    assertThat(outside.resolve("secret.key")).hasContent("secret");
    assertThat(outside.resolve("old")).exists();
    assertThat(run.filtered()).as("filters of its threads").containsOnly("2");
    if (version() >= Landlock.PORTS_SINCE) {
      assertThat(run.all(OTHER_PORTS)).containsOnly("refused");
    }
    if (version() >= Landlock.SCOPES_SINCE) {
      assertThat(run.all(OTHER_PROCESSES)).containsOnly("refused");
    }
  }

  @Test
  @Verifies("SEC-STEP-07")
  void aGuardThatIsTakenOverHasNoNetwork() throws Exception {
    Run run = run("guard");
    assertThat(run.results())
        .containsEntry("level", "full")
        .containsEntry("open an internet socket", "refused")
        .containsEntry("listen on a free port", "refused")
        .containsEntry("open a raw socket", "refused");
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
    long victim = sleeper();
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
                Integer.toString(door.getLocalPort()),
                Integer.toString(otherDoor.getLocalPort()),
                Integer.toString(freePort),
                Long.toString(victim),
                abstractSocket)
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

  /** Whether a setting of the kernel has this bit. */
  private static boolean holds(String setting, int bit) throws IOException {
    Path file = Path.of("/proc/sys", setting);
    return Files.exists(file) && (Integer.parseInt(Files.readString(file).strip()) & bit) != 0;
  }

  private static boolean mayOpenRaw() {
    long capabilities = Long.parseLong(field(Path.of("/proc/self/status"), "CapEff:"), 16);
    return (capabilities >> 13 & 1) == 1;
  }

  private static boolean mayTrace() throws IOException {
    Path yama = Path.of("/proc/sys/kernel/yama/ptrace_scope");
    return !Files.exists(yama) || Files.readString(yama).strip().equals("0");
  }
}
