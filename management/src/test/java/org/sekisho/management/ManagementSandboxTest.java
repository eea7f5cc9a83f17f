package org.sekisho.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.Document;
import org.sekisho.program.Program;
import org.sekisho.program.sandbox.Ports;
import org.sekisho.program.sandbox.SandboxPlan;

/** Where the management may connect to follows from its database alone. */
class ManagementSandboxTest {
  private static final Path SHIPPED = Path.of("src/main/config/management.yaml");

  private static SandboxPlan plan(String url) {
    String more = url.isEmpty() ? "" : "database: {url: \"" + url + "\"}\n";
    return ManagementSandbox.plan(
        Program.read(Document.read("/m.yaml", "data: /d\n" + more), ManagementConfig::read));
  }

  private static Ports ports(Integer... numbers) {
    return new Ports(false, new TreeSet<>(java.util.List.of(numbers)));
  }

  @Test
  void withoutADatabaseServerItConnectsToNobody() {
    assertThat(plan("").connects()).isEqualTo(Ports.NONE);
    assertThat(plan("jdbc:sqlite:/srv/m.db?a=b").connects()).isEqualTo(Ports.NONE);
    assertThat(
            ManagementSandbox.plan(Program.read(Document.read(SHIPPED), ManagementConfig::read))
                .listens())
        .isEqualTo(ports(7443, 7447));
  }

  @Test
  void aDatabaseServerIsReachedAtItsPort() {
    assertThat(plan("jdbc:postgresql://192.0.2.1/sekisho?user=a&password=b").connects())
        .isEqualTo(ports(5432));
    assertThat(plan("jdbc:postgresql://db.example:6432,[::1]/sekisho").connects())
        .isEqualTo(ports(53, 5432, 6432));
    assertThat(plan("jdbc:postgresql:sekisho").connects()).isEqualTo(ports(53, 5432));
  }

  @Test
  void anAddressOfAnotherKindMayLeadAnywhere() {
    assertThat(plan("jdbc:other://host").connects()).isEqualTo(Ports.ANY);
    assertThat(plan("jdbc:postgresql://a:b:c/d").connects()).isEqualTo(Ports.ANY);
  }
}
