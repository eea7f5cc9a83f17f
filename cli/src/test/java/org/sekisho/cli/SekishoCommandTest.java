package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.program.Address;
import org.sekisho.program.https.Answer;
import org.sekisho.program.maintenance.MaintenanceConfig;
import org.sekisho.program.maintenance.MaintenanceListener;

/** The commands against a real maintenance listener that stands in for every program. */
class SekishoCommandTest {
  @TempDir static Path folder;
  private static final List<String> asked = new CopyOnWriteArrayList<>();
  private static final Vertx vertx = Vertx.vertx();
  private static MaintenanceListener listener;

  private record Result(int exit, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    listener =
        new MaintenanceListener(
            vertx,
            new MaintenanceConfig(new Address("127.0.0.1", 0)),
            folder.resolve("data"),
            InstantSource.system(),
            new SecureRandom(),
            () -> Map.of("id", "stand-in", "journal", Map.of("waiting", 7)),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    listener
        .route(
            "POST",
            "/devices/{id}/password",
            request -> {
              asked.add("password " + request.parameter("id"));
              return Answer.json(200, Map.of("password", "pw-1"));
            })
        .route(
            "GET",
            "/devices",
            _ -> Answer.json(200, Map.of("devices", List.of(Map.of("id", "lamp-1")))))
        .route(
            "POST",
            "/enrolments",
            request -> {
              asked.add("enrol " + request.json().map(Object::toString).orElse(""));
              return Answer.json(201, Map.of("code", "one-time", "expires", "soon"));
            })
        .route(
            "GET",
            "/inventory",
            _ ->
                Answer.json(
                    200,
                    Map.of(
                        "members",
                        List.of(
                            Map.of(
                                "id",
                                "gw-1",
                                "role",
                                "gateway",
                                "certificates",
                                List.of(
                                    Map.of("expires", "2027-01-01T00:00:00Z", "revoked", "now"),
                                    Map.of("expires", "2026-01-01T00:00:00Z")))))))
        .route("POST", "/inventory/{id}/revocation", _ -> Answer.problem(404, "no such member"))
        .route(
            "POST",
            "/applications",
            request -> {
              asked.add("application " + request.json().map(Object::toString).orElse(""));
              return Answer.json(201, Map.of("client_id", "x", "client_secret", "s-1"));
            })
        .start();
    Files.writeString(
        folder.resolve("program.yaml"),
        "data: data\nmaintenance: {listen: 127.0.0.1:" + listener.port() + "}\nother: 1\n");
  }

  @AfterAll
  static void stop() {
    listener.close();
    vertx.close().await();
  }

  @Test
  void saysTheVersionAndTheJavaItRunsOn() {
    assertThat(run("version").out()).startsWith("Sekisho 0.").contains("on Java 25");
    assertThat(run("--version").out()).startsWith("Sekisho 0.");
  }

  @Test
  void showsTheStatusOfEachProgram() {
    for (String program : List.of("gateway", "headend", "management", "home")) {
      Result result = withConfig(program, "status");
      assertThat(result.out()).isEqualTo("id  stand-in\n\njournal\n  waiting  7\n");
      assertThat(withConfig(program, "status", "--json").out()).contains("\"waiting\" : 7");
    }
  }

  @Test
  void makesADevicePasswordOnTheScreenOrInAPrivateFile() throws Exception {
    assertThat(withConfig("gateway", "device", "password", "lamp-1").out()).isEqualTo("pw-1\n");
    assertThat(asked).contains("password lamp-1");
    Path file = folder.resolve("password");
    Result result =
        withConfig("gateway", "device", "password", "lamp-1", "--password-file", file.toString());
    assertThat(result).isEqualTo(new Result(0, "", ""));
    assertThat(file).hasContent("pw-1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void listsDevices() {
    assertThat(withConfig("gateway", "device", "list").out()).contains("lamp-1");
  }

  @Test
  void makesAnEnrolmentCode() {
    Result result =
        withConfig(
            "management",
            "enrol",
            "--role",
            "gateway",
            "--id",
            "gw-1",
            "--name",
            "127.0.0.1",
            "--name",
            "localhost");
    assertThat(result.out()).isEqualTo("one-time\n");
    assertThat(asked)
        .anyMatch(
            line ->
                line.startsWith("enrol ")
                    && line.contains("\"role\":\"gateway\"")
                    && line.contains("[\"127.0.0.1\",\"localhost\"]"));
  }

  @Test
  void listsTheInventoryWithTheCertificateThatIsStillGood() {
    assertThat(withConfig("management", "inventory").out())
        .contains("gw-1")
        .contains("2026-01-01T00:00:00Z")
        .doesNotContain("2027");
  }

  @Test
  void addsAnApplicationWithItsScopes() {
    Result result =
        withConfig(
            "management",
            "application",
            "add",
            "app-1",
            "--scope",
            "readings:read",
            "--scope",
            "commands:write");
    assertThat(result.out()).isEqualTo("s-1\n");
    assertThat(asked).anyMatch(line -> line.contains("[\"readings:read\",\"commands:write\"]"));
  }

  @Test
  void saysWhyTheProgramRefused() {
    Result result = withConfig("management", "revoke", "nobody");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("sekisho: the management refused (404): no such member\n");
  }

  @Test
  void leavesNoWayToAnotherPathThroughAnId() {
    Result result = withConfig("management", "revoke", "../applications");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("not an id");
  }

  @Test
  void saysThatAProgramDoesNotRun() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other/data/maintenance"));
    for (String file : List.of("token", "certificate.pem")) {
      Files.copy(folder.resolve("data/maintenance").resolve(file), other.resolve(file));
    }
    Path config = folder.resolve("other/gateway.yaml");
    Files.writeString(config, "data: data\nmaintenance: {listen: 127.0.0.1:1}\n");
    Result result = run("gateway", "status", "--config", config.toString());
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("does not answer: is it running?");
  }

  @Test
  void pointsAtTheLineOfAWrongConfiguration() throws Exception {
    Path config = folder.resolve("wrong.yaml");
    Files.writeString(config, "data: data\nmaintenance: {listen: 192.0.2.1:1}\n");
    Result result = run("gateway", "status", "--config", config.toString());
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("wrong.yaml:2:23").contains("loopback");
  }

  @Test
  void explainsAWrongCommandLine() {
    assertThat(run("gateway").exit()).isEqualTo(2);
    assertThat(run("nothing").exit()).isEqualTo(2);
    assertThat(run("management", "enrol", "--id", "x").err()).contains("--role");
    assertThat(run("demo").err()).contains("./sekisho demo");
  }

  private static Result withConfig(String... args) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--config";
    all[args.length + 1] = folder.resolve("program.yaml").toString();
    return run(all);
  }

  private static Result run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        SekishoCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    return new Result(exit, out.toString(), err.toString());
  }
}
