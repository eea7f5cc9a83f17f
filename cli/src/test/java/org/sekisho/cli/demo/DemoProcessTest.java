package org.sekisho.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.cli.CommandFailure;
import org.sekisho.program.Program;

/** Starting and stopping programs, with a stand-in that is a real process. */
class DemoProcessTest {
  @TempDir private Path parent;
  private DemoFolder folder;
  private Path script;

  @BeforeEach
  void prepare() throws Exception {
    folder = DemoFolder.take(parent.resolve("demo"), false, _ -> {});
    script = parent.resolve("script");
    Files.writeString(
        script,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$2\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                StandInProgram.class.getName()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void startsWaitsAndStops() throws Exception {
    folder.write("stand-in.yaml", "data: data/stand-in\n");
    DemoProcess process = DemoProcess.start("stand-in", script, folder);
    process.awaitReady();
    assertThat(process.alive()).isTrue();
    assertThat(process.stop()).isTrue();
    assertThat(Files.readString(folder.resolve("logs/stand-in.log"))).contains("closed");
    assertThat(folder.data("stand-in").resolve("ready")).doesNotExist();
  }

  @Test
  void saysWhyAProgramCouldNotStart() {
    folder.write("stand-in.yaml", "data: data/stand-in\nbroken: true\n");
    DemoProcess process = DemoProcess.start("stand-in", script, folder);
    assertThatThrownBy(process::awaitReady)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("stand-in ended with exit code 1")
        .hasMessageContaining("listen: port 1 is taken");
  }

  /** What happens when the demonstration itself is killed: only the pipes end. */
  @Test
  void aProgramStopsWhenTheProcessThatStartedItIsGone() throws Exception {
    folder.write("stand-in.yaml", "data: data/stand-in\n");
    var builder =
        new ProcessBuilder(
            List.of(script.toString(), "stand-in", folder.resolve("stand-in.yaml").toString()));
    builder.environment().put(Program.STOP_WITH, "stdin");
    Path log = parent.resolve("log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      long deadlineNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
      while (!Files.exists(folder.data("stand-in").resolve("ready"))) {
        assertThat(System.nanoTime()).isLessThan(deadlineNs);
        assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
      }
      process.getOutputStream().close();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(Files.readString(log)).contains("closed");
    } finally {
      process.destroyForcibly();
    }
  }
}
