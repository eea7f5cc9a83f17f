package org.sekisho.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.CommandFailure;
import org.sekisho.cli.demo.DemoPorts.Listener;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.program.Address;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Secret;
import org.sekisho.program.maintenance.MaintenanceClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running demonstration: starts the programs one after the other, each with what it needs from
 * those before it, and stops them in the opposite order.
 */
final class Demo implements AutoCloseable {
  /** The device that a person plays. */
  static final String HAND_SENSOR = "hand-sensor";

  /** The application whose token a person's own scripts use. */
  static final String READER = "reader";

  /** What is started, in this order. */
  static final List<String> PROGRAMS = List.of("management", "headend", "gateway", "home", "house");

  private static final Duration DEVICES_LIMIT = Duration.ofMinutes(1);
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> NAMES = List.of("localhost", "127.0.0.1");

  private final DemoFolder folder;
  private final DemoPorts ports;
  private final Path script;
  private final Path modelFile;
  private final SystemModel model;
  private final boolean defended;
  private final PrintWriter out;
  private final List<DemoProcess> processes = new ArrayList<>();
  private final Map<String, Long> startedMs = new LinkedHashMap<>();
  private final ReentrantLock changing = new ReentrantLock();
  private boolean closed;

  /**
   * A demonstration that is not started yet.
   *
   * @param root the repository
   * @param defended whether the gateway stands in an {@link AttackNetwork} and has a guard
   */
  Demo(DemoFolder folder, DemoPorts ports, Path root, boolean defended, PrintWriter out) {
    this.folder = folder;
    this.ports = ports;
    this.script = root.resolve("sekisho");
    this.out = out;
    this.defended = defended;
    this.modelFile = root.resolve("examples/home-gateway.yaml");
    this.model = SystemModelFile.read(modelFile);
    folder.forget("endpoints.json");
    folder.write("ports.json", ports.json());
    new DemoConfigs(folder, ports, modelFile, defended).write();
  }

  /** Starts everything. */
  void start() throws IOException, InterruptedException {
    launch("management", "https://localhost:" + ports.of(Listener.MANAGEMENT));
    Files.writeString(
        folder.resolve("root-ca.pem"),
        Files.readString(folder.data("management").resolve("root-ca.pem")));
    enrol("headend", "head-end", DemoConfigs.HEAD_END);
    launch("headend", "https://localhost:" + ports.of(Listener.API));
    if (defended) {
      launch(
          "guard", "packet filter of " + AttackNetwork.WAN_PORT + ", " + AttackNetwork.FIELD_PORT);
    }
    enrol("gateway", "gateway", DemoConfigs.GATEWAY);
    launch("gateway", "mqtts://localhost:" + ports.of(Listener.FIELD));
    givePasswords();
    register(DemoConfigs.HOME, "readings:read", "commands:write", "inventory:read");
    register(READER, "readings:read", "commands:write", "inventory:read", "evidence:read");
    enrol("home", "application", DemoConfigs.HOME);
    launch("home", pageUrl());
    launch("house", playedDevices().size() + " simulated devices");
    awaitDevices();
    folder.writePrivate("endpoints.json", endpoints());
  }

  private void launch(String program, String where) throws InterruptedException {
    out.printf("  %-12s", program);
    out.flush();
    long startNs = System.nanoTime();
    DemoProcess process;
    changing.lock();
    try {
      if (closed) {
        throw new InterruptedException();
      }
      ports.release(program);
      process = DemoProcess.start(program, script, folder);
      processes.add(process);
    } finally {
      changing.unlock();
    }
    try {
      process.awaitReady();
    } catch (CommandFailure e) {
      out.println(where);
      // While everything is being stopped it is no failure that a program ends.
      checkOpen();
      throw e;
    }
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    startedMs.put(program, tookMs);
    out.printf(Locale.ROOT, "%-32s ready in %.1f s%n", where, tookMs / 1000.0);
    out.flush();
  }

  /** Waits until every simulated device has connected to the gateway. */
  private void awaitDevices() throws IOException, InterruptedException {
    long deadlineNs = System.nanoTime() + DEVICES_LIMIT.toNanos();
    int wanted = playedDevices().size();
    int connected = 0;
    while (connected < wanted) {
      checkAlive();
      connected = ask("gateway", "GET", "/status", null).path("devices").path("connected").asInt(0);
      if (System.nanoTime() - deadlineNs > 0) {
        throw new CommandFailure(
            "after %d s only %d of %d simulated devices are connected; see %s"
                .formatted(
                    DEVICES_LIMIT.toSeconds(), connected, wanted, folder.shown("logs/house.log")));
      }
      Thread.sleep(Duration.ofMillis(100));
    }
  }

  /** Gives a program the one-time code that it needs at its first start. */
  private void enrol(String program, String role, String id)
      throws IOException, InterruptedException {
    if (Files.exists(folder.data(program).resolve("identity").resolve("identity.pem"))) {
      return;
    }
    JsonNode answer =
        ask("management", "POST", "/enrolments", Map.of("role", role, "id", id, "names", NAMES));
    folder.writePrivate(DemoConfigs.codeFile(program), answer.path("code").asString("") + "\n");
  }

  /** Makes passwords for the devices that have none yet. */
  private void givePasswords() throws IOException, InterruptedException {
    Path file = folder.resolve("devices.yaml");
    Map<String, String> passwords = new LinkedHashMap<>();
    if (Files.exists(file)) {
      Fields devices = Document.read(file).section("devices");
      devices.keys().forEach(device -> passwords.put(device, devices.text(device)));
    }
    boolean isNew = false;
    for (Component device : model.devicesOf(DemoConfigs.GATEWAY)) {
      if (!passwords.containsKey(device.id())) {
        passwords.put(device.id(), newPassword(device.id()));
        isNew = true;
      }
    }
    if (isNew) {
      var text = new StringBuilder("devices:\n");
      passwords.forEach((id, password) -> text.append("  %s: \"%s\"\n".formatted(id, password)));
      folder.writePrivate("devices.yaml", text.toString());
      folder.writePrivate(
          HAND_SENSOR + ".password", passwords.getOrDefault(HAND_SENSOR, "") + "\n");
    }
  }

  private String newPassword(String device) throws IOException, InterruptedException {
    JsonNode answer = ask("gateway", "POST", "/devices/" + device + "/password", Map.of());
    return answer.path("password").asString("");
  }

  private void register(String application, String... scopes)
      throws IOException, InterruptedException {
    String file = DemoConfigs.secretFile(application);
    if (Files.exists(folder.resolve(file))) {
      return;
    }
    boolean isKnown = false;
    for (JsonNode known : ask("management", "GET", "/applications", null).path("applications")) {
      isKnown |= known.path("id").asString("").equals(application);
    }
    if (isKnown) {
      // A start was interrupted before its secret was written: only a new one can be known.
      ask("management", "DELETE", "/applications/" + application, null);
    }
    Map<String, Object> body = Map.of("id", application, "scopes", List.of(scopes));
    JsonNode answer = ask("management", "POST", "/applications", body);
    folder.writePrivate(file, answer.path("client_secret").asString("") + "\n");
  }

  /** Asks the maintenance listener of a program. */
  JsonNode ask(String program, String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    try (var client = MaintenanceClient.ofData(folder.data(program), new Address("127.0.0.1", 0))) {
      MaintenanceClient.Result result = client.request(method, path, body);
      if (result.status() / 100 != 2) {
        throw new CommandFailure(
            "%s: %s %s answered %d: %s"
                .formatted(program, method, path, result.status(), result.text().strip()));
      }
      return result.json();
    }
  }

  /** The API as the application {@link #READER} sees it. */
  DemoApi api() throws IOException {
    Secret secret =
        Secret.of(
            Files.readString(folder.resolve(DemoConfigs.secretFile(READER)), StandardCharsets.UTF_8)
                .strip());
    return new DemoApi(
        URI.create("https://localhost:" + ports.of(Listener.API)),
        URI.create("https://localhost:" + ports.of(Listener.MANAGEMENT) + "/oauth2/token"),
        READER,
        secret,
        PeerTrust.read(folder.resolve("root-ca.pem")));
  }

  /** The devices that the simulated house plays. */
  List<Component> playedDevices() {
    return model.devicesOf(DemoConfigs.GATEWAY).stream()
        .filter(device -> !device.id().equals(HAND_SENSOR))
        .toList();
  }

  SystemModel model() {
    return model;
  }

  Path modelFile() {
    return modelFile;
  }

  int fieldPort() {
    return ports.of(Listener.FIELD);
  }

  /** A file of the demonstration's folder. */
  Path file(String name) {
    return folder.resolve(name).toAbsolutePath().normalize();
  }

  Path evidence() {
    return folder.resolve("evidence");
  }

  private String pageUrl() {
    return "https://localhost:" + ports.of(Listener.PAGE) + "/";
  }

  /** Prints what runs where, and lines that can be copied and pasted. */
  void explain() {
    String ca = folder.shown("root-ca.pem");
    String setUp = folder.shown("data/home/setup.code");
    boolean isSetUp = !Files.exists(folder.data("home").resolve("setup.code"));
    out.printf(
        """

        The page of the house: %s
          Its certificate is from the demonstration's own authority: let the browser trust %s,
          or accept the warning.%s

        The gateway's own pages, for users: https://localhost:%d/  and for maintainers: https://localhost:%d/
          The first passwords: cat %s

        Send a reading by hand:
          mosquitto_pub -h localhost -p %d --cafile %s -u %s -P "$(cat %s)" -t readings/temperature -m 21.5 -q 1

        Read it back:
          TOKEN=$(curl -sS --cacert %s -u "%s:$(cat %s)" -d grant_type=client_credentials https://localhost:%d/oauth2/token | sed 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/')
          curl -sS -w '\\n' --cacert %s -H "Authorization: Bearer $TOKEN" 'https://localhost:%d/v1/latest?device=%s&point=temperature'

        Switch a light on, and see that it is:
          curl -sS -w '\\n' --cacert %s -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $(date +%%s%%N)" -H 'Content-Type: application/json' -d '{"device":"living-room-light","point":"switch","value":true}' https://localhost:%d/v1/commands
          curl -sS -w '\\n' --cacert %s -H "Authorization: Bearer $TOKEN" 'https://localhost:%d/v1/latest?device=living-room-light&point=switch'

        How the gateway does:
          %s gateway status --config %s

        For scripts: %s.  Logs: %s.  Ctrl-C stops everything; the next start goes on with the same data.
        """,
        pageUrl(),
        ca,
        isSetUp ? "" : "\n  The code to set a password with, once: cat " + setUp,
        ports.of(Listener.CONSOLE_USERS),
        ports.of(Listener.CONSOLE_MAINTAINERS),
        folder.shown("data/gateway/console/first-passwords"),
        ports.of(Listener.FIELD),
        ca,
        HAND_SENSOR,
        folder.shown(HAND_SENSOR + ".password"),
        ca,
        READER,
        folder.shown(DemoConfigs.secretFile(READER)),
        ports.of(Listener.MANAGEMENT),
        ca,
        ports.of(Listener.API),
        HAND_SENSOR,
        ca,
        ports.of(Listener.API),
        ca,
        ports.of(Listener.API),
        shownScript(),
        folder.shown("gateway.yaml"),
        folder.shown("endpoints.json"),
        folder.shown("logs"));
    out.flush();
  }

  private String shownScript() {
    String shown = DemoFolder.shown(script, Path.of(""));
    return shown.startsWith("/") ? shown : "./" + shown;
  }

  /** What scripts need; holds credentials, so it is written for the owner only. */
  private String endpoints() throws IOException {
    var json = JSON.createObjectNode();
    json.put("ca", folder.resolve("root-ca.pem").toAbsolutePath().normalize().toString());
    json.putObject("field")
        .put("host", "localhost")
        .put("port", ports.of(Listener.FIELD))
        .put("device", HAND_SENSOR)
        .put("password", secretOf(HAND_SENSOR + ".password"));
    json.putObject("api")
        .put("url", "https://localhost:" + ports.of(Listener.API))
        .put("token_url", "https://localhost:" + ports.of(Listener.MANAGEMENT) + "/oauth2/token")
        .put("client_id", READER)
        .put("client_secret", secretOf(DemoConfigs.secretFile(READER)));
    json.putObject("page")
        .put("url", pageUrl())
        .put(
            "setup_code_file",
            folder.data("home").resolve("setup.code").toAbsolutePath().normalize().toString());
    json.putObject("wan").put("host", "localhost").put("port", ports.of(Listener.WAN));
    json.putObject("management").put("url", "https://localhost:" + ports.of(Listener.MANAGEMENT));
    var programs = json.putObject("programs");
    for (DemoProcess process : processes) {
      String name = process.program();
      programs
          .putObject(name)
          .put("pid", process.pid())
          .put("config", folder.resolve(name + ".yaml").toAbsolutePath().normalize().toString())
          .put("started_ms", startedMs.getOrDefault(name, 0L));
    }
    return json.toPrettyString() + "\n";
  }

  private String secretOf(String file) throws IOException {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8).strip();
  }

  /** Waits while everything runs; fails when a program ends by itself. */
  void watch() throws InterruptedException {
    while (true) {
      checkAlive();
      Thread.sleep(Duration.ofMillis(500));
    }
  }

  private void checkOpen() throws InterruptedException {
    changing.lock();
    try {
      if (closed) {
        throw new InterruptedException("stopped");
      }
    } finally {
      changing.unlock();
    }
  }

  /** Fails when a program has ended by itself. */
  void checkAlive() throws InterruptedException {
    checkOpen();
    changing.lock();
    try {
      for (DemoProcess process : processes) {
        if (!process.alive()) {
          throw process.ended();
        }
      }
    } finally {
      changing.unlock();
    }
  }

  /** Stops everything; once. */
  @Override
  public void close() {
    List<DemoProcess> running;
    changing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      ports.close();
      running = List.copyOf(processes).reversed();
    } finally {
      changing.unlock();
    }
    if (!running.isEmpty()) {
      out.println("Stopping");
      out.flush();
    }
    for (DemoProcess process : running) {
      if (!process.stop()) {
        out.printf("  %s did not stop in time and was killed%n", process.program());
      }
    }
    out.flush();
    // It names processes that are gone.
    folder.forget("endpoints.json");
    folder.close();
  }
}
