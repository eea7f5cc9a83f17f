package org.sekisho.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Fields;

class ProgramTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicBoolean stopped = new AtomicBoolean();

  record Config(Path data, Address listen) {
    static Config read(Fields root) {
      return new Config(root.path("data"), Address.of(root, "listen", new Address("127.0.0.1", 1)));
    }
  }

  private Program.Service service(Config config) {
    return new Program.Service() {
      @Override
      public Map<String, Object> ready() {
        return Map.of("port", config.listen().port());
      }

      @Override
      public void close() {
        stopped.set(true);
      }
    };
  }

  private int run(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("p.yaml"), yaml);
    return Program.run(
        "p",
        new String[] {file.toString()},
        Config::read,
        Config::data,
        _ -> {
          throw new StartException("listen: taken");
        },
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void writesReadyFileWhileItRuns() throws Exception {
    Path data = folder.resolve("data");
    var config = new Config(data, new Address("127.0.0.1", 17));
    var running = Program.start("p", config, data, this::service);
    assertThat(Files.readString(data.resolve("ready"))).isEqualTo("{\"port\":17}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    running.close();
    assertThat(stopped).isTrue();
    assertThat(data.resolve("ready")).doesNotExist();
    Program.start("p", config, data, this::service).close();
  }

  @Test
  void refusesSecondStartOnSameData() {
    Path data = folder.resolve("data");
    var config = new Config(data, new Address("127.0.0.1", 17));
    try (var running = Program.start("p", config, data, this::service)) {
      assertThat(running.service()).isNotNull();
      assertThatThrownBy(() -> Program.start("p", config, data, this::service))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("in use by another");
    }
  }

  @Test
  void exitsWithTwoAndPlaceForWrongConfiguration() throws Exception {
    assertThat(run("data: d\nlisten: nowhere\nextra: 1\n")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("p.yaml:2")
        .contains("host:port")
        .contains("p.yaml:3")
        .contains("unknown key 'extra'");
  }

  @Test
  void exitsWithOneForStartFailure() throws Exception {
    assertThat(run("data: d\n")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("p: listen: taken\n");
  }

  @Test
  @Verifies("SEC-CONF-11")
  void takesRightsOfOthersAwayFromDataDirectory() throws Exception {
    Path data = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    PrivateFiles.folder(data);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }
}
