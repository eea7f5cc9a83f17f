package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.console.Services;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.program.Address;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Pem;
import org.sekisho.program.Program;
import org.sekisho.program.Role;
import org.sekisho.program.StartException;
import org.sekisho.program.maintenance.MaintenanceClient;

/** The console as part of the whole gateway. */
class GatewayConsoleTest {
  @TempDir Path folder;

  private final TestAuthority authority = new TestAuthority();

  @BeforeEach
  void prepare() throws IOException {
    authority.writeRoot(folder.resolve("root-ca.pem"));
    Files.copy(Path.of("../examples/home-gateway.yaml"), folder.resolve("home-gateway.yaml"));
    authority.issue(Role.GATEWAY, "home-gw-1").store(folder.resolve("data").resolve("identity"));
  }

  private GatewayConfig config(String console) throws IOException {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(
        file,
        """
        id: home-gw-1
        model: home-gateway.yaml
        data: data
        maintenance: {listen: 127.0.0.1:0}
        field: {mqtt: {listen: 127.0.0.1:0}}
        wan: {head-end: 127.0.0.1:1}
        enrolment: {management: https://localhost:1, trust: root-ca.pem, code-file: code}
        console: %s
        """
            .formatted(console));
    return Program.read(Document.read(file), GatewayConfig::read);
  }

  private Program.Running start(String console) throws IOException {
    GatewayConfig config = config(console);
    return Program.start("gateway", config, config.data(), Gateway::start);
  }

  private static int port(Program.Running running, String listener) {
    return (int) java.util.Objects.requireNonNull(running.service().ready().get(listener));
  }

  /** TCP ports that this process listens on, as the kernel says. */
  private static Set<Integer> listening() throws IOException {
    Set<String> own = new HashSet<>();
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:[")) {
            own.add(target.substring(8, target.length() - 1));
          }
        } catch (IOException e) {
          // Closed meanwhile.
          own.remove("");
        }
      }
    }
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9 && columns[3].equals("0A") && own.contains(columns[9])) {
          ports.add(Integer.parseInt(columns[1].substring(columns[1].lastIndexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }

  @Test
  @Verifies({"SEC-SVC-01", "SEC-CONF-06", "SEC-CONF-10"})
  void listsEveryPortThatIsOpenAndAsksNobodyIn() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/net/tcp")));
    Set<Integer> before = listening();
    try (var running =
        start("{users: {listen: 127.0.0.1:0}, maintainers: {listen: 127.0.0.1:0}}")) {
      Set<Integer> opened = listening();
      opened.removeAll(before);
      Gateway gateway = (Gateway) running.service();
      Set<Integer> listed =
          gateway.services().all().stream()
              .filter(Services.Service::on)
              .map(s -> s.port().getAsInt())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(listed).isEqualTo(opened);
      assertThat(opened)
          .as("no port at which files are shared")
          .doesNotContain(20, 21, 69, 111, 137, 138, 139, 445, 548, 873, 2049, 3260);
      assertThat(gateway.services().all())
          .allSatisfy(
              s -> {
                assertThat(s.owner().ja()).isNotBlank();
                assertThat(s.reason().en()).isNotBlank();
              });
      try (var http =
          HttpClient.newBuilder()
              .sslContext(
                  PeerTrust.of(Pem.readCertificates(folder.resolve("data/console/certificate.pem")))
                      .context(null))
              .build()) {
        for (String screen : List.of("console-users", "console-maintainers")) {
          HttpResponse<String> answer =
              http.send(
                  HttpRequest.newBuilder(
                          URI.create("https://localhost:" + port(running, screen) + "/"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
          assertThat(answer.statusCode()).isEqualTo(303);
        }
      }
    }
  }

  @Test
  @Verifies("SEC-CONF-06")
  void givesEachDeviceFirstPasswordsOfItsOwnInAPrivateFileAndTheOwnerNewOnes() throws Exception {
    Path first = folder.resolve("data/console/first-passwords");
    String console = "{users: {listen: 127.0.0.1:0}, maintainers: {listen: 127.0.0.1:0}}";
    String codes;
    try (var running = start(console)) {
      codes = Files.readString(first);
      assertThat(codes).contains("\nuser ", "\nmaintainer ");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
          .isEqualTo("rw-------");
      try (var client =
          MaintenanceClient.ofData(
              folder.resolve("data"), new Address("127.0.0.1", port(running, "maintenance")))) {
        var reset = client.request("POST", "/console/accounts/maintainer/reset", Map.of());
        assertThat(reset.status()).isEqualTo(201);
        assertThat(reset.json().path("first_password").asString("")).hasSize(23);
        assertThat(codes).doesNotContain(reset.json().path("first_password").asString(""));
        assertThat(client.request("POST", "/console/accounts/nobody/reset", Map.of()).status())
            .isEqualTo(404);
      }
      assertThat(Files.readString(first)).doesNotContain("\nmaintainer ");
    }
    try (var running = start(console)) {
      assertThat(port(running, "console-users")).isPositive();
      assertThat(codes).contains(Files.readString(first).lines().toList().getLast());
    }
  }

  @Test
  @Verifies("SEC-MAINT-01")
  void doesNotOfferTheMaintainersScreenOnTheSideOfTheWan() throws Exception {
    assertThatThrownBy(() -> config("{maintainers: {listen: '0.0.0.0:0'}}"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("on-wan");
    String wan =
        NetworkInterface.networkInterfaces()
            .filter(GatewayConsoleTest::up)
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> a instanceof java.net.Inet4Address && !a.isLoopbackAddress())
            .map(a -> a.getHostAddress())
            .findFirst()
            .orElse("");
    Assumptions.assumeTrue(!wan.isEmpty() && hasDefaultRoute());
    assertThatThrownBy(
            () ->
                start(
                    "{users: {listen: 127.0.0.1:0}, maintainers: {listen: '%s:0'}}".formatted(wan)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("side of the WAN");
    try (var running =
        start(
            "{users: {listen: 127.0.0.1:0}, maintainers: {listen: '%s:0', on-wan: accepted}}"
                .formatted(wan))) {
      assertThat(port(running, "console-maintainers")).isPositive();
    }
  }

  private static boolean up(NetworkInterface its) {
    try {
      return its.isUp();
    } catch (java.net.SocketException e) {
      return false;
    }
  }

  private static boolean hasDefaultRoute() throws IOException {
    return Files.readAllLines(Path.of("/proc/net/route")).stream()
        .anyMatch(line -> line.split("\\s+", -1)[1].equals("00000000"));
  }
}
