package org.sekisho.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.repository.Repository;
import org.sekisho.model.Verifies;

/** The demonstration, as a person starts it, but without the person. */
class DemonstrationTest {
  @Test
  @Verifies({"SYS-02", "SYS-10", "SYS-12", "SYS-13", "SYS-14", "UC1-01", "UC1-04"})
  void everySimulatedPointReachesTheHomeApplicationAndACommandIsReadBack(@TempDir Path folder)
      throws Exception {
    Path output = folder.resolve("output");
    var builder =
        new ProcessBuilder(
            Repository.ROOT.resolve("sekisho").toString(),
            "demo",
            "--smoke",
            "--limit",
            "300",
            "--dir",
            folder.resolve("demo").toString());
    // The programs are built: this test is part of the build.
    builder.environment().put("SEKISHO_BUILT", "1");
    Process demo = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(demo.waitFor(8, TimeUnit.MINUTES)).as("the demonstration ends").isTrue();
      assertThat(demo.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }
  }
}
