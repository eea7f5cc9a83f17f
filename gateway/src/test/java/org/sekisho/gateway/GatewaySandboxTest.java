package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.configuration.ConfigurationFaces;
import org.sekisho.model.Verifies;
import org.sekisho.program.sandbox.Confinement;
import org.sekisho.program.sandbox.Ports;
import org.sekisho.program.sandbox.Reach;
import org.sekisho.program.sandbox.SandboxPlan;

/** What the gateway is confined to, whatever has happened to its configuration. */
class GatewaySandboxTest {
  private static final Ports LISTENS = Ports.NONE.with(7445).with(8883);
  private static final Ports CONNECTS = Ports.NONE.with(7443).with(7883);

  @TempDir Path folder;
  private Path file = Path.of("");
  private ConfigurationFaces faces;

  @BeforeEach
  void aGatewayThatHasRun() throws IOException {
    file = folder.resolve("gateway.yaml");
    write(text(""));
    faces = ConfigurationFaces.open(folder.resolve("data"), InstantSource.fixed(Instant.EPOCH));
    assertThat(faces.choose(Optional.of(text("")), _ -> Optional.empty())).isPresent();
  }

  private static String text(String more) {
    return """
    id: gw-1
    model: system.yaml
    data: data
    wan: {head-end: "127.0.0.1:7883"}
    enrolment: {management: "https://127.0.0.1:7443", trust: root-ca.pem, code-file: codes/c}
    """
        + more;
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private SandboxPlan plan() {
    return GatewaySandbox.plan(file, Optional.empty());
  }

  private void stage(String text) {
    assertThat(faces.stage(text, _ -> Optional.empty()))
        .isInstanceOf(ConfigurationFaces.Staged.Ready.class);
  }

  private Confinement confined(Ports listens, Ports connects) {
    return new Confinement(
        7, true, true, true, new Reach(List.of(), listens, connects, false), List.of());
  }

  @Test
  @Verifies("SEC-STEP-07")
  void theFileSaysWhichPortsAreUsed() throws IOException {
    assertThat(plan().listens()).isEqualTo(LISTENS);
    assertThat(plan().connects()).isEqualTo(CONNECTS);
    write(
        text(
            """
            console: {users: {listen: "127.0.0.1:1"}, maintainers: {listen: "127.0.0.1:2"}}
            update: {server: "https://updates.example"}
            network: {names: {listen: ["127.0.0.1:5300"], upstream: ["192.0.2.1:5353"]}}
            """));
    assertThat(plan().listens()).isEqualTo(LISTENS.with(1).with(2));
    assertThat(plan().connects()).isEqualTo(CONNECTS.with(53).with(443).with(5353));
  }

  @Test
  @Verifies("SEC-STEP-07")
  void aBrokenFileIsConfinedAsTheVersionThatRunsInItsPlace() throws IOException {
    for (String broken : List.of(text("uplink: {no-such-key: 1}\n"), "data: data\nid: [\n")) {
      write(broken);
      // What is no YAML names no data directory: only an installed gateway runs then.
      boolean named = broken.startsWith("id");
      assertThat(plan().listens()).as(broken).isEqualTo(named ? LISTENS : Ports.NONE);
    }
    write("data: data\n");
    assertThat(plan().listens()).isEqualTo(LISTENS);
    assertThat(plan().connects()).isEqualTo(CONNECTS);
    assertThat(plan().temporary()).isEqualTo(folder.resolve("data/temporary"));
  }

  @Test
  void aVersionOnTrialMayUseItsPorts() {
    stage(text("field: {mqtt: {listen: \"127.0.0.1:18883\"}}\n"));
    assertThat(plan().listens()).isEqualTo(LISTENS.with(18883));
    assertThat(GatewaySandbox.needsNewProcess(file, Optional.empty(), confined(LISTENS, CONNECTS)))
        .isTrue();
    assertThat(
            GatewaySandbox.needsNewProcess(
                file, Optional.empty(), confined(LISTENS.with(18883), CONNECTS)))
        .isFalse();
    assertThat(
            GatewaySandbox.needsNewProcess(
                file, Optional.empty(), Confinement.off("for a measurement")))
        .isFalse();
  }

  @Test
  @Verifies("SEC-STEP-07")
  void aFaceThatTheGatewayWroteOpensNoFiles() {
    List<String> before = plan().changeable();
    stage(text("sandbox: {also-write: [/elsewhere]}\n"));
    assertThat(plan().changeable()).isEqualTo(before);
  }
}
