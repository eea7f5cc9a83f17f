package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.disposal.DataClass;
import org.sekisho.gateway.disposal.DisposalDesk;
import org.sekisho.gateway.disposal.SecretInventory;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.program.Address;
import org.sekisho.program.Program;
import org.sekisho.program.RestartableProgram;
import org.sekisho.program.maintenance.MaintenanceClient;

/** The data directory of a gateway that runs: what is in it, and what can be done with it. */
class DisposalOfRunningGatewayTest {
  @TempDir Path folder;

  private final GatewayIdentity authority = new GatewayIdentity("home-gw-1");
  private final CountDownLatch again = new CountDownLatch(1);

  @BeforeEach
  void begin() throws IOException {
    Files.writeString(
        folder.resolve("root-ca.pem"),
        org.sekisho.program.Pem.certificates(List.of(authority.root())));
    Files.copy(Path.of("../examples/home-gateway.yaml"), folder.resolve("home-gateway.yaml"));
    authority.identity().store(folder.resolve("data").resolve("identity"));
  }

  private Program.Running start() throws IOException {
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
        disposal: {fill: 0B}
        """);
    GatewayConfig config = Program.read(Document.read(file), GatewayConfig::read);
    var frame =
        new RestartableProgram.Frame() {
          @Override
          public void again(String why) {
            again.countDown();
          }

          @Override
          public void end(int code, String why) {}
        };
    return Program.start(
        "gateway", config, config.data(), c -> GatewayProgram.start(Launch.of(c), frame));
  }

  private MaintenanceClient.Result ask(
      Program.Running running, String path, Map<String, Object> body) throws Exception {
    int port = (int) java.util.Objects.requireNonNull(running.service().ready().get("maintenance"));
    try (var client =
        MaintenanceClient.ofData(folder.resolve("data"), new Address("127.0.0.1", port))) {
      return body.isEmpty() ? client.get(path) : client.request("POST", path, body);
    }
  }

  @Test
  @Verifies({"SEC-DISC-01", "DISP-01", "SEC-MAINT-06"})
  void everyFileBelongsToAClassAndAResetLeavesNoneOfThem() throws Exception {
    Path data = folder.resolve("data");
    try (Program.Running running = start()) {
      assertThat(SecretInventory.items(data))
          .filteredOn(item -> item.holds() == DataClass.UNCLASSIFIED)
          .as("add a line to SecretInventory for")
          .isEmpty();
      assertThat(SecretInventory.items(data))
          .extracting(SecretInventory.Item::holds)
          .contains(DataClass.KEYS, DataClass.CREDENTIALS, DataClass.PERSONAL, DataClass.LOGS);
      assertThat(ask(running, "/disposal/inventory", Map.of()).text()).contains("journal.db");
      assertThat(
              ask(running, "/disposal/reset", Map.of("confirm", "x", "operator", "Hanako"))
                  .status())
          .isEqualTo(400);
      assertThat(
              ask(running, "/disposal/reset", Map.of("confirm", "home-gw-1", "operator", "Hanako"))
                  .status())
          .isEqualTo(202);
      assertThat(again.await(120, TimeUnit.SECONDS)).isTrue();
      assertThat(
              ask(running, "/disposal/reset", Map.of("confirm", "home-gw-1", "operator", "Hanako"))
                  .status())
          .isEqualTo(409);
    }
    assertThat(DisposalDesk.finish(data, InstantSource.system())).isTrue();
    assertThat(SecretInventory.items(data).stream().map(SecretInventory.Item::holds))
        .containsOnly(DataClass.PROOF, DataClass.RUNTIME);
    assertThat(
            SecretInventory.items(data).stream()
                .map(SecretInventory.Item::path)
                .collect(Collectors.joining(" ")))
        .contains("disposal/outbox/");
  }
}
