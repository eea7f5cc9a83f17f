package org.sekisho.acceptance.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Address;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Pem;
import org.sekisho.program.maintenance.MaintenanceClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Management, head-end and gateway as real processes on loopback, with a WAN between gateway and
 * head-end that can be cut; each can be killed and started again on the same data and ports.
 */
public final class Deployment implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final ProgramProcess.Kind MANAGEMENT =
      new ProgramProcess.Kind(
          "management", "management", "org.sekisho.management.ManagementProgram", List.of());
  private static final ProgramProcess.Kind HEAD_END =
      new ProgramProcess.Kind(
          "head-end", "headend", "org.sekisho.headend.HeadEndProgram", List.of());
  private static final ProgramProcess.Kind GATEWAY =
      new ProgramProcess.Kind(
          "gateway", "gateway", "org.sekisho.gateway.GatewayProgram", List.of());

  private final Path folder;
  private final Map<String, String> passwords = new HashMap<>();
  private final Map<String, String> secrets = new HashMap<>();
  private final Map<String, String> tokens = new HashMap<>();
  private String gatewayExtra = "";
  private String managementExtra = "";
  private List<String> gatewayPrefix = List.of();
  private Map<String, String> gatewayEnv = Map.of();
  private final Map<String, List<String>> options = new HashMap<>();
  private @Nullable ProgramProcess management;
  private @Nullable ProgramProcess headEnd;
  private @Nullable ProgramProcess gateway;
  private @Nullable WanProxy wan;
  private @Nullable HttpClient http;
  private int managementPort;
  private int wanPort;
  private int apiPort;
  private int fieldPort;

  /** A deployment whose files all lie in this folder. */
  public Deployment(Path folder) {
    this.folder = folder;
  }

  /** YAML blocks that the gateway's configuration gets in addition. */
  public Deployment gatewayConfiguration(String yaml) {
    gatewayExtra = yaml;
    return this;
  }

  /** YAML blocks that the management's configuration gets in addition. */
  public Deployment managementConfiguration(String yaml) {
    managementExtra = yaml;
    return this;
  }

  /** Options of the JVM of {@code management}, {@code head-end} or {@code gateway} in addition. */
  public Deployment options(String program, List<String> jvm) {
    options.put(program, jvm);
    return this;
  }

  /** Command and environment that the gateway's JVM is run by. */
  public Deployment gatewayRunBy(List<String> prefix, Map<String, String> env) {
    gatewayPrefix = prefix;
    gatewayEnv = env;
    return this;
  }

  /** Starts all three and registers devices and applications of the test system. */
  public Deployment start() throws Exception {
    try {
      startAll();
      return this;
    } catch (Exception | Error e) {
      close(); // whoever did not get the deployment cannot close it
      throw e;
    }
  }

  private void startAll() throws Exception {
    Files.copy(
        Deployment.class.getResourceAsStream("/system/load.yaml"), folder.resolve("system.yaml"));
    startManagement();
    enrol("head-end", "head-end-1");
    startHeadEnd();
    wan = new WanProxy(wanPort);
    enrol("gateway", "gw-1");
    startGateway();
    for (String device : List.of("counter-1", "counter-2", "counter-3", "counter-4", "valve-1")) {
      JsonNode answer = gatewayMaintenance("POST", "/devices/" + device + "/password", Map.of());
      passwords.put(device, answer.path("password").asString());
    }
    for (String application : List.of("app-1", "app-2")) {
      JsonNode answer =
          maintenance(
              "management",
              "POST",
              "/applications",
              Map.of(
                  "id",
                  application,
                  "scopes",
                  List.of("readings:read", "commands:write", "inventory:read", "evidence:read")));
      secrets.put(application, answer.path("client_secret").asString());
    }
    http =
        HttpClient.newBuilder()
            .sslContext(PeerTrust.of(Pem.readCertificates(rootCa())).context(null))
            .connectTimeout(Await.PATIENCE)
            .build();
  }

  /** Starts management on its data, on the port that it had. */
  public void startManagement() throws Exception {
    write(
        "management.yaml",
        """
        id: management-1
        data: management
        listen: "127.0.0.1:%d"
        maintenance: {listen: 127.0.0.1:0}
        """
                .formatted(managementPort)
            + managementExtra);
    management = launch(MANAGEMENT, "management", List.of(), Map.of());
    managementPort = management.awaitReady().path("https").asInt();
  }

  /** Starts the head-end on its data, on the ports that it had. */
  public void startHeadEnd() throws Exception {
    write(
        "head-end.yaml",
        """
        id: head-end-1
        model: system.yaml
        data: head-end
        wan: {listen: "127.0.0.1:%d"}
        api: {listen: "127.0.0.1:%d"}
        maintenance: {listen: 127.0.0.1:0}
        enrolment: {management: "https://127.0.0.1:%d", trust: management/root-ca.pem, code-file: codes/head-end-1/code}
        """
            .formatted(wanPort, apiPort, managementPort));
    headEnd = launch(HEAD_END, "head-end", List.of(), Map.of());
    JsonNode ready = headEnd.awaitReady();
    wanPort = ready.path("wan").asInt();
    apiPort = ready.path("api").asInt();
  }

  /** Starts the gateway on its data, on the ports that it had. */
  public void startGateway() throws Exception {
    write(
        "gateway.yaml",
        """
        id: gw-1
        model: system.yaml
        data: gateway
        field: {mqtt: {listen: "127.0.0.1:%d"}}
        wan: {head-end: "127.0.0.1:%d"}
        maintenance: {listen: 127.0.0.1:0}
        enrolment: {management: "https://127.0.0.1:%d", trust: management/root-ca.pem, code-file: codes/gw-1/code}
        """
                .formatted(fieldPort, wan().port(), managementPort)
            + gatewayExtra);
    gateway = launch(GATEWAY, "gateway", gatewayPrefix, gatewayEnv);
    // A locked gateway has no field side.
    fieldPort = gateway.awaitReady().path("field").asInt(fieldPort);
  }

  private ProgramProcess launch(
      ProgramProcess.Kind kind, String name, List<String> prefix, Map<String, String> env)
      throws IOException {
    List<String> jvm = options.getOrDefault(name, List.of());
    return ProgramProcess.start(
        new ProgramProcess.Kind(kind.name(), kind.module(), kind.main(), jvm),
        folder.resolve(name + ".yaml"),
        folder.resolve(name),
        folder.resolve(name + ".log"),
        prefix,
        env);
  }

  /** Registers a program; its code lies in a folder of its own, {@code codes/<id>/code}. */
  public void enrol(String role, String id) throws Exception {
    JsonNode answer =
        maintenance(
            "management",
            "POST",
            "/enrolments",
            Map.of("role", role, "id", id, "names", List.of("127.0.0.1", "localhost")));
    Files.createDirectories(folder.resolve("codes").resolve(id));
    write("codes/" + id + "/code", answer.path("code").asString());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  /** Asks a program's maintenance listener; fails the test on any answer but 2xx. */
  public JsonNode maintenance(String program, String method, String path, @Nullable Object body)
      throws Exception {
    try (var client =
        MaintenanceClient.ofData(folder.resolve(program), new Address("127.0.0.1", 0))) {
      MaintenanceClient.Result result =
          method.equals("GET") ? client.get(path) : client.request(method, path, body);
      if (result.status() / 100 != 2) {
        throw new IllegalStateException(
            program
                + " "
                + method
                + " "
                + path
                + " answered "
                + result.status()
                + " "
                + result.text());
      }
      return result.json();
    }
  }

  /** Asks the gateway's maintenance listener. */
  public JsonNode gatewayMaintenance(String method, String path, @Nullable Object body)
      throws Exception {
    return maintenance("gateway", method, path, body);
  }

  /** The gateway's status. */
  public JsonNode gatewayStatus() throws Exception {
    return gatewayMaintenance("GET", "/status", null);
  }

  /** The head-end's status. */
  public JsonNode headEndStatus() throws Exception {
    return maintenance("head-end", "GET", "/status", null);
  }

  /** An access token of the application, with every scope. */
  public String token(String application) throws Exception {
    String known = tokens.get(application);
    if (known != null) {
      return known;
    }
    String basic =
        Base64.getEncoder()
            .encodeToString(
                (application + ":" + secrets.get(application)).getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        http()
            .send(
                HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + managementPort + "/oauth2/token"))
                    .header("Authorization", "Basic " + basic)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    String token = JSON.readTree(answer.body()).path("access_token").asString("");
    if (token.isEmpty()) {
      throw new IllegalStateException("no token: " + answer.statusCode() + " " + answer.body());
    }
    tokens.put(application, token);
    return token;
  }

  /** Gets a path of the head-end's API as the application. */
  public HttpResponse<String> api(String application, String path) throws Exception {
    return http()
        .send(request(application, path).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Posts a command as the application. */
  public HttpResponse<String> command(String application, String key, String body)
      throws Exception {
    return http()
        .send(
            request(application, "/v1/commands")
                .header("Idempotency-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String application, String path) throws Exception {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + apiPort + path))
        .timeout(Await.PATIENCE)
        .header("Authorization", "Bearer " + token(application));
  }

  /**
   * Values of a point in the head-end's store, in the order of time, each as often as it is stored.
   */
  public List<Long> stored(String device, String point) throws Exception {
    List<Long> values = new ArrayList<>();
    String cursor = "";
    do {
      HttpResponse<String> page =
          api(
              "app-1",
              "/v1/readings?limit=10000&from=2020-01-01T00:00:00Z&device="
                  + device
                  + "&point="
                  + point
                  + cursor);
      if (page.statusCode() != 200) {
        throw new IOException(page.statusCode() + " " + page.body());
      }
      JsonNode json = JSON.readTree(page.body());
      json.path("readings").forEach(r -> values.add(r.path("value").asLong()));
      String next = json.path("next").asString("");
      cursor =
          next.isEmpty()
              ? ""
              : "&cursor=" + java.net.URLEncoder.encode(next, StandardCharsets.UTF_8);
    } while (!cursor.isEmpty());
    return values;
  }

  private HttpClient http() {
    return java.util.Objects.requireNonNull(http, "start first");
  }

  /** The link between gateway and head-end. */
  public WanProxy wan() {
    return java.util.Objects.requireNonNull(wan, "start first");
  }

  /** The gateway's process. */
  public ProgramProcess gateway() {
    return java.util.Objects.requireNonNull(gateway, "start first");
  }

  /** The head-end's process. */
  public ProgramProcess headEnd() {
    return java.util.Objects.requireNonNull(headEnd, "start first");
  }

  /** Management's process. */
  public ProgramProcess management() {
    return java.util.Objects.requireNonNull(management, "start first");
  }

  /** Where devices connect. */
  public int fieldPort() {
    return fieldPort;
  }

  /** Where the API listens. */
  public int apiPort() {
    return apiPort;
  }

  /** Where management listens. */
  public int managementPort() {
    return managementPort;
  }

  /** The root CA's certificate. */
  public Path rootCa() {
    return folder.resolve("management/root-ca.pem");
  }

  /** The folder that all files lie in. */
  public Path folder() {
    return folder;
  }

  /** The secret of an application. */
  public String secret(String application) {
    return java.util.Objects.requireNonNull(secrets.get(application), application);
  }

  /** A device's password. */
  public String password(String device) {
    return java.util.Objects.requireNonNull(passwords.get(device), device);
  }

  @Override
  public void close() throws IOException {
    if (wan != null) {
      wan.close();
    }
    for (ProgramProcess process : new ProgramProcess[] {gateway, headEnd, management}) {
      if (process != null) {
        process.close();
      }
    }
  }
}
