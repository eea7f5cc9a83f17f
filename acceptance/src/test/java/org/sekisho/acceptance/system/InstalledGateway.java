package org.sekisho.acceptance.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sekisho.acceptance.repository.Repository;
import org.sekisho.program.Address;
import org.sekisho.program.maintenance.MaintenanceClient;
import org.sekisho.program.release.Installation;
import org.sekisho.program.release.ReleaseFile;
import org.sekisho.program.release.ReleaseKeys;
import org.sekisho.program.release.SlotState;
import org.sekisho.program.release.Version;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway installed in two slots, started by its launcher, and a management that serves it. */
public final class InstalledGateway implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PIECE_BYTES = 40_000;
  private static final ProgramProcess.Kind MANAGEMENT =
      new ProgramProcess.Kind(
          "management", "management", "org.sekisho.management.ManagementProgram", List.of());

  private final Path folder;
  private final ReleaseKeys keys = ReleaseKeys.generate();
  private final Path program;
  private final ProgramProcess management;
  private final String managementUrl;
  private @Nullable Process launcher;

  /** Installs release 1.0.0 below the folder and enrols the gateway; starts only the management. */
  public InstalledGateway(Path folder, String extra) throws Exception {
    this.folder = folder;
    this.program = program(folder.resolve("program"));
    Files.writeString(folder.resolve("release-trust.pem"), keys.trust().pem());
    Installation.create(
        folder.resolve("installation"),
        pack("1.0.0", 1, program),
        1L << 30,
        keys.trust(),
        new SecureRandom());
    Files.copy(
        InstalledGateway.class.getResourceAsStream("/system/load.yaml"),
        folder.resolve("system.yaml"));
    write(
        "management.yaml",
        """
        id: management-1
        data: management
        listen: 127.0.0.1:0
        maintenance: {listen: 127.0.0.1:0}
        releases: {trust: release-trust.pem, poll: 1s}
        """);
    management =
        ProgramProcess.start(
            MANAGEMENT,
            folder.resolve("management.yaml"),
            folder.resolve("management"),
            folder.resolve("management.log"),
            List.of(),
            Map.of());
    managementUrl = "https://127.0.0.1:" + management.awaitReady().path("https").asInt();
    String code =
        ask(
                "management",
                "POST",
                "/enrolments",
                Map.of("role", "gateway", "id", "gw-1", "names", List.of("127.0.0.1")))
            .path("code")
            .asString();
    write("gw-1.code", code);
    write("gateway.yaml", configuration(extra));
  }

  /** A configuration of this gateway with these blocks in addition. */
  public String configuration(String extra) {
    return """
    id: gw-1
    model: system.yaml
    data: gateway
    field: {mqtt: {listen: 127.0.0.1:0}}
    wan: {head-end: "127.0.0.1:9"}
    maintenance: {listen: 127.0.0.1:0}
    enrolment: {management: "%s", trust: management/root-ca.pem, code-file: gw-1.code}
    """
            .formatted(managementUrl)
        + extra;
  }

  /** The gateway of this repository as a slot holds it. */
  private static Path program(Path into) throws IOException {
    Path target = Repository.ROOT.resolve("gateway/target");
    Files.createDirectories(into.resolve("lib"));
    Files.copy(target.resolve("sekisho-gateway.jar"), into.resolve("sekisho-gateway.jar"));
    try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
      for (Path library : libraries.toList()) {
        Files.copy(library, into.resolve("lib").resolve(library.getFileName().toString()));
      }
    }
    Files.writeString(
        into.resolve("options"),
        """
        -Xmx96m
        -XX:+UseSerialGC
        -XX:TieredStopAtLevel=1
        --enable-native-access=ALL-UNNAMED
        --sun-misc-unsafe-memory-access=allow
        """);
    return into;
  }

  /** The program's files, to be packed. */
  public Path program() {
    return program;
  }

  /** Packs and signs a release. */
  public Path pack(String version, int epoch, Path content) throws IOException {
    Path file = folder.resolve(version + ".release");
    ReleaseFile.pack(
        content,
        "gateway",
        new Version(version),
        epoch,
        Installation.target(),
        Instant.now(),
        Optional.empty(),
        keys,
        file);
    return file;
  }

  /** Gives a release to the management and orders it for this gateway. */
  public void order(Path release, String version) throws Exception {
    publish(release);
    assign(version);
  }

  /** Orders a release for this gateway that the management has. */
  public void assign(String version) throws Exception {
    ask(
        "management",
        "POST",
        "/releases/" + version + "/orders",
        Map.of("gateway", "gw-1", "forced", true));
  }

  /** Gives a release to the management. */
  public void publish(Path release) throws Exception {
    byte[] file = Files.readAllBytes(release);
    try (var client =
        MaintenanceClient.ofData(folder.resolve("management"), new Address("127.0.0.1", 0))) {
      for (int at = 0; at < file.length; at += PIECE_BYTES) {
        byte[] piece = Arrays.copyOfRange(file, at, Math.min(file.length, at + PIECE_BYTES));
        Map<String, Object> body =
            Map.of("offset", at, "data", Base64.getEncoder().encodeToString(piece));
        expect(client.request("POST", "/releases/upload", body));
      }
      expect(client.request("POST", "/releases", null));
    }
  }

  /** How the newest order stands at the management. */
  public JsonNode newestOrder() throws Exception {
    return ask("management", "GET", "/releases/orders", null).path("orders").get(0);
  }

  /** Where the management keeps release files. */
  public Path published() {
    return folder.resolve("management/releases");
  }

  /** Starts the launcher; does not wait. */
  public void launch() throws IOException {
    Files.deleteIfExists(folder.resolve("gateway/ready"));
    var builder =
        new ProcessBuilder("sh", installation().root().resolve("start").toString(), "gateway.yaml");
    builder.directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    launcher = builder.start();
  }

  /** Id of the gateway's process, which the launcher has started. */
  public long pid() {
    Process process = java.util.Objects.requireNonNull(launcher, "launch first");
    return process
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the launcher runs no gateway"))
        .pid();
  }

  /** Id of the management's process. */
  public long managementPid() {
    return management.pid();
  }

  /** Waits until the gateway is ready. */
  public void awaitReady() throws Exception {
    Await.until("the gateway is ready\n" + log(), () -> Files.exists(ready()));
  }

  /** What the gateway tells when it is ready. */
  public Path ready() {
    return folder.resolve("gateway/ready");
  }

  /** Ends launcher and gateway at once, as a power cut would. */
  public void kill() throws InterruptedException {
    Process process = launcher;
    if (process != null) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
      process.waitFor();
      for (ProcessHandle child : children) {
        child.onExit().join();
      }
    }
  }

  /** Stops launcher and gateway as an operator would; answers the exit code. */
  public int stop() throws InterruptedException {
    Process process = java.util.Objects.requireNonNull(launcher, "launch first");
    process.destroy();
    if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      kill();
      throw new IllegalStateException("the launcher did not stop");
    }
    return process.exitValue();
  }

  /** Waits until the launcher ends by itself; answers its exit code. */
  public int awaitEnd() throws InterruptedException {
    Process process = java.util.Objects.requireNonNull(launcher, "launch first");
    if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the launcher did not end");
    }
    return process.exitValue();
  }

  /** The installation on disk. */
  public Installation installation() {
    return Installation.at(folder.resolve("installation"));
  }

  /** Its state. */
  public SlotState state() {
    return installation().state();
  }

  /** What launcher and gateway wrote. */
  public Path log() {
    return folder.resolve("gateway.log");
  }

  /** Asks the maintenance listener of {@code gateway} or {@code management}. */
  public JsonNode ask(String who, String method, String path, @Nullable Object body)
      throws Exception {
    MaintenanceClient.Result result = result(who, method, path, body);
    expect(result);
    return result.json();
  }

  /** The same, whatever the answer is; waits while the program starts again. */
  public MaintenanceClient.Result result(
      String who, String method, String path, @Nullable Object body) throws Exception {
    long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
    while (true) {
      try (var client =
          MaintenanceClient.ofData(folder.resolve(who), new Address("127.0.0.1", 0))) {
        return client.request(method, path, body);
      } catch (IOException e) {
        // It may be starting again just now.
        if (System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private static void expect(MaintenanceClient.Result result) {
    if (result.status() / 100 != 2) {
      throw new IllegalStateException(result.status() + " " + result.text());
    }
  }

  /** The gateway's status part of this name; missing while it does not answer. */
  public JsonNode part(String name) throws Exception {
    try {
      return result("gateway", "GET", "/status", null).json().path(name);
    } catch (IOException e) {
      return JSON.createObjectNode().path(name);
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      management.close();
    }
  }
}
