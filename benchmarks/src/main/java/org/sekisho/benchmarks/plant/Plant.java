package org.sekisho.benchmarks.plant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sekisho.benchmarks.Places;
import org.sekisho.benchmarks.load.Device;
import org.sekisho.benchmarks.machine.Child;
import org.sekisho.program.Address;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.Secret;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.enrolment.EstClient;
import org.sekisho.program.maintenance.MaintenanceClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Management, head-end and one gateway, as processes with ephemeral ports, enrolled with each
 * other, on loopback or where a {@link Site} says. Methods block; one caller.
 */
public final class Plant implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Places places;
  private final Site site;
  private final Path folder;
  private final Map<ProgramKind, Child> running = new HashMap<>();
  private final Map<ProgramKind, MaintenanceClient> maintenance = new HashMap<>();
  private int managementPort;
  private int wanPort;
  private int apiPort;
  private int fieldPort;

  private String gatewaySettings = "";

  private Plant(Places places, Site site, Path folder) {
    this.places = places;
    this.site = site;
    this.fieldPort = site.fieldPort();
    this.folder = folder;
  }

  /** Starts management and head-end with this model on loopback. */
  public static Plant start(Places places, String name, PlantModel model) {
    return start(places, Site.LOOPBACK, name, model);
  }

  /** Starts management and head-end with this model, where the site says. */
  public static Plant start(Places places, Site site, String name, PlantModel model) {
    var plant = new Plant(places, site, places.folder(name));
    try {
      plant.write("system.yaml", model.yaml());
      plant.startManagement();
      plant.startHeadEnd();
      return plant;
    } catch (RuntimeException e) {
      plant.close();
      throw e;
    }
  }

  private void startManagement() {
    write(
        "management.yaml",
        """
        id: management-1
        data: management
        listen: %s:0
        names: [%s]
        maintenance: {listen: "127.0.0.1:0"}
        """
            .formatted(site.centre(), String.join(", ", names())));
    managementPort = launch(ProgramKind.MANAGEMENT, List.of()).path("https").asInt();
  }

  private void startHeadEnd() {
    writeCode(Role.HEAD_END, "head-end-1");
    write("headend.yaml", headEndConfiguration());
    JsonNode ready = launch(ProgramKind.HEAD_END, List.of());
    wanPort = ready.path("wan").asInt();
    apiPort = ready.path("api").asInt();
  }

  private String headEndConfiguration() {
    return """
    id: head-end-1
    model: system.yaml
    data: headend
    wan: {listen: "%1$s:0", max-gateways: 1000}
    api: {listen: "127.0.0.1:0", requests-per-minute: 1000000}
    maintenance: {listen: "127.0.0.1:0"}
    enrolment: {management: "https://%1$s:%2$d", trust: management/root-ca.pem, code-file: head-end-1.code}
    """
        .formatted(site.centre(), managementPort);
  }

  /**
   * Starts gateway 1, and waits until it is ready; on its data and port when it ran before.
   *
   * @param wan the port that it takes for the head-end's
   * @param jvm further options of its JVM
   */
  public void startGateway(int wan, List<String> jvm) {
    prepareGateway(wan);
    fieldPort = launch(ProgramKind.GATEWAY, jvm).path("field").asInt();
    // The next start finds the port that this one was given.
    prepareGateway(wan);
  }

  /**
   * Writes what gateway 1 needs to start. What differs from the usual configuration: the rate limit
   * of a device and of commands is out of the way, and a lost head-end is tried every second.
   */
  private void prepareGateway(int wan) {
    String id = PlantModel.gateway(1);
    if (!Files.exists(folder.resolve("gateway/identity"))) {
      writeCode(Role.GATEWAY, id);
    }
    write(
        "gateway.yaml",
        """
        id: %s
        model: system.yaml
        data: gateway
        field:
          mqtt: {listen: "%s:%d", readings-per-second: 1000000, burst: 1000000}
        wan: {head-end: "%s:%d"}
        uplink: {retry-greatest: 1s}
        commands: {per-minute: 60000}
        maintenance: {listen: "127.0.0.1:0"}
        enrolment: {management: "https://%s:%d", trust: management/root-ca.pem, code-file: %s.code}
        %s\
        """
            .formatted(
                id,
                site.field(),
                fieldPort,
                site.centre(),
                wan,
                site.centre(),
                managementPort,
                id,
                gatewaySettings));
  }

  /** Further lines of the gateway's configuration; they hold from its next start on. */
  public void gatewaySettings(String lines) {
    gatewaySettings = lines;
  }

  /** Gives gateway 1 a new code, for when it has lost its identity. */
  public void giveCode() {
    writeCode(Role.GATEWAY, PlantModel.gateway(1));
  }

  /** Starts the guard with this configuration file, and waits until it is ready. */
  public void startGuard(String configuration) {
    write("guard.yaml", configuration);
    Path ready = launchOnly(ProgramKind.GUARD, List.of());
    child(ProgramKind.GUARD).await("ready", START_LIMIT, () -> Files.exists(ready));
  }

  private List<String> names() {
    return site.centre().equals("127.0.0.1")
        ? List.of("localhost", "127.0.0.1")
        : List.of("localhost", "127.0.0.1", site.centre());
  }

  private JsonNode launch(ProgramKind kind, List<String> jvm) {
    Path ready = launchOnly(kind, jvm);
    child(kind).await("ready", START_LIMIT, () -> Files.exists(ready));
    try {
      JsonNode facts = JSON.readTree(Files.readString(ready));
      maintenance.put(
          kind,
          site.at(kind, () -> MaintenanceClient.ofData(data(kind), new Address("127.0.0.1", 0))));
      return facts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Starts a program on its configuration without waiting; answers its ready file. */
  public Path launchOnly(ProgramKind kind, List<String> jvm) {
    try {
      String name = name(kind);
      Path ready = data(kind).resolve("ready");
      Files.deleteIfExists(ready);
      List<String> command = new ArrayList<>(site.words(kind));
      command.addAll(
          kind.command(places.java(), places.root(), jvm, folder.resolve(name + ".yaml")));
      running.put(kind, Child.start(name, folder.resolve(name + ".log"), command));
      return ready;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops one program. */
  public void stop(ProgramKind kind) {
    MaintenanceClient client = maintenance.remove(kind);
    if (client != null) {
      client.close();
    }
    Child child = running.remove(kind);
    if (child != null) {
      child.close();
    }
  }

  /** The process of a running program. */
  public Child child(ProgramKind kind) {
    return Objects.requireNonNull(running.get(kind), () -> kind + " does not run");
  }

  /** Whether a program was started and not stopped. */
  public boolean runs(ProgramKind kind) {
    return running.containsKey(kind);
  }

  /** Private folder of a program. */
  public Path data(ProgramKind kind) {
    return folder.resolve(name(kind));
  }

  private static String name(ProgramKind kind) {
    return switch (kind) {
      case GATEWAY -> "gateway";
      case GUARD -> "guard";
      case HEAD_END -> "headend";
      case MANAGEMENT -> "management";
    };
  }

  /** Where devices connect. */
  public int fieldPort() {
    return fieldPort;
  }

  /** Where gateways connect. */
  public int wanPort() {
    return wanPort;
  }

  /** A program's own account of itself. */
  public JsonNode status(ProgramKind kind) {
    return ask(kind, "GET", "/status", null);
  }

  /** Asks a program's maintenance listener; any answer but 2xx is a fault. */
  public JsonNode ask(ProgramKind kind, String method, String path, @Nullable Object body) {
    try {
      MaintenanceClient client = Objects.requireNonNull(maintenance.get(kind));
      MaintenanceClient.Result result =
          site.at(
              kind,
              () -> method.equals("GET") ? client.get(path) : client.request(method, path, body));
      if (result.status() / 100 != 2) {
        throw new IllegalStateException(path + ": " + result.status() + " " + result.text());
      }
      return result.json();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** How many readings gateway 1 has delivered: acknowledged by the head-end and forgotten. */
  public long delivered() {
    return status(ProgramKind.GATEWAY).path("journal").path("delivered").asLong(-1);
  }

  /** How many readings wait at gateway 1. */
  public long waiting() {
    return status(ProgramKind.GATEWAY).path("journal").path("waiting").asLong(-1);
  }

  /** Whether gateway 1 has the head-end at the other end and sends. */
  public boolean isConnected() {
    return status(ProgramKind.GATEWAY).path("wan").path("connected").asBoolean(false);
  }

  /** So many sensors of gateway 1, each with a new password. */
  public List<Device> sensors(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(s -> PlantModel.sensor(1, s))
        .map(id -> new Device(id, devicePassword(id), "readings/" + PlantModel.POINT))
        .toList();
  }

  /** So many actuators of gateway 1, each with a new password. */
  public List<Device> actuators(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(PlantModel::actuator)
        .map(id -> new Device(id, devicePassword(id), "readings/" + PlantModel.LEVEL))
        .toList();
  }

  /** A new password for a device of the running gateway. */
  public Secret devicePassword(String device) {
    return Secret.of(
        ask(ProgramKind.GATEWAY, "POST", "/devices/" + device + "/password", Map.of())
            .path("password")
            .asString());
  }

  /** Enrols a gateway that a feeder plays. */
  public TlsIdentity enrolGateway(String id) {
    try {
      var client =
          new EstClient(
              URI.create("https://127.0.0.1:" + managementPort), trust(), InstantSource.system());
      Secret code = Secret.of(code(Role.GATEWAY, id));
      return switch (client.enrol(new Peer(Role.GATEWAY, id), code, TlsIdentity.newKeyPair())) {
        case EstClient.Outcome.Enrolled(TlsIdentity identity) -> identity;
        case EstClient.Outcome other -> throw new IllegalStateException(id + ": " + other);
      };
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void writeCode(Role role, String id) {
    write(id + ".code", code(role, id));
  }

  private String code(Role role, String id) {
    return ask(
            ProgramKind.MANAGEMENT,
            "POST",
            "/enrolments",
            Map.of("role", role.word(), "id", id, "names", names()))
        .path("code")
        .asString();
  }

  /** What every program of the plant trusts. */
  public PeerTrust trust() {
    try {
      return PeerTrust.read(folder.resolve("management/root-ca.pem"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An application with every scope, and a token of it. */
  public Application application() {
    String secret =
        ask(
                ProgramKind.MANAGEMENT,
                "POST",
                "/applications",
                Map.of(
                    "id",
                    PlantModel.APPLICATION,
                    "scopes",
                    List.of("readings:read", "commands:write", "inventory:read", "evidence:read")))
            .path("client_secret")
            .asString();
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(trust().context(null))
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    String basic =
        Base64.getEncoder()
            .encodeToString(
                (PlantModel.APPLICATION + ":" + secret).getBytes(StandardCharsets.UTF_8));
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("https://127.0.0.1:" + managementPort + "/oauth2/token"))
                  .header("Authorization", "Basic " + basic)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String token = JSON.readTree(answer.body()).path("access_token").asString("");
      if (token.isEmpty()) {
        throw new IllegalStateException("no token: " + answer.statusCode());
      }
      return new Application(http, "https://127.0.0.1:" + apiPort, Secret.of(token));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  @Override
  public void close() {
    for (ProgramKind kind : ProgramKind.values()) {
      stop(kind);
    }
  }
}
