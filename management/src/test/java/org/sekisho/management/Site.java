package org.sekisho.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.sekisho.management.release.ReleaseConfig;
import org.sekisho.program.Address;
import org.sekisho.program.Program;
import org.sekisho.program.Secret;
import org.sekisho.program.maintenance.MaintenanceClient;
import org.sekisho.program.maintenance.MaintenanceConfig;
import tools.jackson.databind.JsonNode;

/** A real management on free ports, its operator, and the tools of a stranger. */
final class Site implements AutoCloseable {
  final Path folder;
  final Path data;
  private final ManagementConfig config;
  private Program.Running running;
  private MaintenanceClient operator;

  /** What a tool printed. */
  record Printed(int exit, String out) {}

  Site(Path folder) throws IOException {
    this(folder, Duration.ofDays(90), Duration.ofHours(24));
  }

  Site(Path folder, Duration certificateLife, Duration codeLife) throws IOException {
    this(folder, certificateLife, codeLife, ReleaseConfig.USUAL.poll());
  }

  Site(Path folder, Duration certificateLife, Duration codeLife, Duration poll) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.data = folder.resolve("data");
    this.config =
        new ManagementConfig(
            "management",
            data,
            new Address("127.0.0.1", 0),
            List.of("localhost", "127.0.0.1"),
            certificateLife,
            codeLife,
            Duration.ofMinutes(15),
            database(),
            new ReleaseConfig(
                Optional.of(this.folder.resolve("release-trust.pem")),
                poll,
                ReleaseConfig.USUAL.maxBytes(),
                ReleaseConfig.USUAL.requestsPerMinute(),
                ReleaseConfig.USUAL.partsPerMinute()),
            new MaintenanceConfig(new Address("127.0.0.1", 0)),
            org.sekisho.program.access.LockoutLimits.USUAL,
            org.sekisho.program.sandbox.SandboxConfig.USUAL);
    this.running = Program.start("management", config, data, Management::start);
    this.operator = MaintenanceClient.ofData(data, config.maintenance().listen());
  }

  /**
   * SQLite; or a fresh database of a PostgreSQL, named by its maintenance database such as {@code
   * -Dsekisho.postgres=jdbc:postgresql://127.0.0.1:5432/postgres?user=postgres}: then every story
   * runs there.
   */
  private static Optional<Secret> database() {
    String server = System.getProperty("sekisho.postgres", "");
    if (server.isEmpty()) {
      return Optional.empty();
    }
    String name = "site_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = DriverManager.getConnection(server);
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("sekisho.postgres: " + e.getMessage(), e);
    }
    return Optional.of(Secret.of(server.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1")));
  }

  /** Whether the database is a file in the data directory. */
  static boolean isOnSqlite() {
    return System.getProperty("sekisho.postgres", "").isEmpty();
  }

  void restart() throws IOException {
    close();
    running = Program.start("management", config, data, Management::start);
    operator = MaintenanceClient.ofData(data, config.maintenance().listen());
  }

  Management management() {
    return (Management) running.service();
  }

  URI address() {
    return URI.create("https://localhost:" + management().port());
  }

  MaintenanceClient.Result ask(String method, String path, Map<String, Object> body)
      throws Exception {
    return operator.request(method, path, body.isEmpty() ? null : body);
  }

  Secret code(String role, String id, String... names) throws Exception {
    var answer =
        ask("POST", "/enrolments", Map.of("role", role, "id", id, "names", List.of(names)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return Secret.of(answer.json().path("code").asString());
  }

  void revoke(String id) throws Exception {
    assertThat(operator.request("POST", "/inventory/" + id + "/revocation", null).status())
        .isEqualTo(200);
  }

  Secret application(String id, String... scopes) throws Exception {
    var answer = ask("POST", "/applications", Map.of("id", id, "scopes", List.of(scopes)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return Secret.of(answer.json().path("client_secret").asString());
  }

  JsonNode member(String id) throws Exception {
    for (JsonNode member : operator.get("/inventory").json().path("members")) {
      if (member.path("id").asString("").equals(id)) {
        return member;
      }
    }
    throw new AssertionError("no member " + id);
  }

  List<String> audited() throws Exception {
    List<String> lines = new ArrayList<>();
    for (JsonNode entry : operator.get("/audit").json().path("entries")) {
      lines.add(
          String.join(
              " ",
              entry.path("who").asString(),
              entry.path("what").asString(),
              entry.path("about").asString()));
    }
    return lines;
  }

  MaintenanceClient operator() {
    return operator;
  }

  /** Runs a tool in the folder. */
  Printed run(String... command) throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(command[0] + " ends").isTrue();
    return new Printed(
        process.exitValue(), new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1));
  }

  /** Runs a tool that must succeed. */
  String must(String... command) throws Exception {
    Printed printed = run(command);
    assertThat(printed.exit()).as(String.join(" ", command) + "\n" + printed.out()).isZero();
    return printed.out();
  }

  /** Runs curl and answers the status code; the body goes to the file. */
  int curl(String body, String path, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "--max-time",
                "40",
                "--cacert",
                "data/root-ca.pem",
                "-o",
                body,
                "-w",
                "%{http_code}"));
    command.addAll(List.of(more));
    command.add(address() + path);
    return Integer.parseInt(must(command.toArray(String[]::new)).strip());
  }

  /** Key and request as a stranger makes them: base64 in lines. */
  void request(String name, String id) throws Exception {
    must("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key");
    must(
        "openssl",
        "req",
        "-new",
        "-key",
        name + ".key",
        "-subj",
        "/CN=" + id,
        "-outform",
        "DER",
        "-out",
        name + ".der");
    must("openssl", "base64", "-in", name + ".der", "-out", name + ".b64");
  }

  /** Certificates of an EST answer as PEM. */
  void certificates(String from, String to) throws Exception {
    must("openssl", "base64", "-d", "-in", from, "-out", from + ".p7");
    must("openssl", "pkcs7", "-inform", "DER", "-in", from + ".p7", "-print_certs", "-out", to);
  }

  @Override
  public void close() {
    operator.close();
    running.close();
  }
}
