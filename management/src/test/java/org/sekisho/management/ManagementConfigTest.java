package org.sekisho.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.program.Address;
import org.sekisho.program.Program;
import org.sekisho.program.Secret;

class ManagementConfigTest {
  private static ManagementConfig read(String yaml) {
    return Program.read(Document.read("/etc/m.yaml", yaml), ManagementConfig::read);
  }

  @Test
  void shipsExampleThatSaysTheDefaults() {
    var example =
        Program.read(
            Document.read(Path.of("src/main/config/management.yaml")), ManagementConfig::read);
    var defaults = read("data: " + example.data().toAbsolutePath() + "\n");
    assertThat(example).isEqualTo(defaults);
  }

  @Test
  void mapsEveryKey() {
    var config =
        read(
            """
            id: m-1
            data: d
            listen: 0.0.0.0:1
            names: [m.example, "::1"]
            certificates: {life: 10s}
            codes: {life: 1h}
            tokens: {life: 1m}
            database: {url: "jdbc:x"}
            releases: {trust: t.pem, poll: 2h, max-size: 2MiB, requests-per-minute: 3, parts-per-minute: 4}
            maintenance: {listen: "[::1]:2"}
            """);
    assertThat(config.id()).isEqualTo("m-1");
    assertThat(config.data()).isEqualTo(Path.of("/etc/d"));
    assertThat(config.listen()).isEqualTo(new Address("0.0.0.0", 1));
    assertThat(config.names()).containsExactly("m.example", "::1");
    assertThat(config.certificateLife()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.codeLife()).isEqualTo(Duration.ofHours(1));
    assertThat(config.tokenLife()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.database()).contains(Secret.of("jdbc:x"));
    assertThat(config.releases())
        .isEqualTo(
            new org.sekisho.management.release.ReleaseConfig(
                java.util.Optional.of(Path.of("/etc/t.pem")), Duration.ofHours(2), 2 << 20, 3, 4));
    assertThat(config.maintenance().listen()).isEqualTo(new Address("::1", 2));
  }

  @Test
  void refusesWithLineAndWhatIsAllowed() {
    assertThatThrownBy(
            () -> read("id: Big\ndata: d\nnames: ['*.x']\nmaintenance:\n  listen: 1.2.3.4:5\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("m.yaml:1")
        .hasMessageContaining("'*.x' is no host name")
        .hasMessageContaining("m.yaml:5")
        .hasMessageContaining("loopback");
  }
}
