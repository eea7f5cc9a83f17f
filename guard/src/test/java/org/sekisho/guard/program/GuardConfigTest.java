package org.sekisho.guard.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.guard.policy.Floor;
import org.sekisho.guard.policy.NetworkPolicy.Port;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.program.Program;
import org.sekisho.program.StartException;

class GuardConfigTest {
  @TempDir Path folder;

  @Test
  void readsTheExampleWithItsDefaults() {
    GuardConfig config =
        Program.read(Document.read(Path.of("src/main/config/guard.yaml")), GuardConfig::read);
    assertThat(config.floor().interfaces())
        .isEqualTo(List.of(new Port("eth0", NetworkSide.WAN), new Port("eth1", NetworkSide.FIELD)));
    assertThat(config.floor().most()).isEqualTo(Floor.USUAL_MOST);
    assertThat(config.floor().wanServices()).isEmpty();
  }

  @Test
  void refusesAFileThatOthersCanWrite() throws Exception {
    Path file = folder.resolve("guard.yaml");
    Files.copy(Path.of("src/main/config/guard.yaml"), file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    GuardConfig config = Program.read(Document.read(file), GuardConfig::read);
    assertThatThrownBy(config::requireOwnersFile)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("chmod go-w");
  }

  @Test
  void refusesAFileOfTheGatewaysUser() throws Exception {
    Path file = folder.resolve("guard.yaml");
    String other = "daemon";
    Files.writeString(
        file,
        Files.readString(Path.of("src/main/config/guard.yaml"))
            .replace("gateway-user: sekisho", "gateway-user: " + other));
    try {
      Files.setOwner(
          file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(other));
    } catch (java.io.IOException e) {
      Assumptions.abort("needs root: a file is given to another user");
    }
    GuardConfig config = Program.read(Document.read(file), GuardConfig::read);
    assertThatThrownBy(config::requireOwnersFile)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("chown root");
  }

  @Test
  void namesWhatIsWrong() throws Exception {
    Path file = folder.resolve("guard.yaml");
    Files.writeString(
        file,
        """
        data: d
        socket: s
        gateway-user: g
        interfaces: {wan: ["a b"], field: [eth1, eth1]}
        floor: {wan-services: [sctp/1]}
        """);
    assertThatThrownBy(() -> Program.read(Document.read(file), GuardConfig::read))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("'a b' is no name of an interface")
        .hasMessageContaining("'eth1' is named twice")
        .hasMessageContaining("tcp/<port> or udp/<port>");
  }
}
