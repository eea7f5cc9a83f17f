package org.sekisho.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.repository.Repository;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/** The demonstration, as a person starts it, but without the person. */
@LongRun
class DemonstrationTest {
  private static final Pattern LEFT = Pattern.compile("\\d+ of \\d+ +(\\d+)");

  @Test
  @Verifies({"SYS-02", "SYS-10", "SYS-12", "SYS-13", "SYS-14", "UC1-01", "UC1-04"})
  void everySimulatedPointReachesTheHomeApplicationAndACommandIsReadBack(@TempDir Path folder)
      throws Exception {
    run(folder, "--smoke");
  }

  /** With root in network namespaces; without it the attacks that need none. */
  @Test
  @Verifies({"SEC-STEP-01", "SEC-STEP-02", "SEC-STEP-03", "SEC-ALERT-01", "THR-06"})
  void everyAttackIsSeenAndTheResidualRiskFalls(@TempDir Path folder) throws Exception {
    String said = run(folder, "--attack");
    assertThat(said)
        .contains("seen:", "guessing")
        .doesNotContain("NOT SEEN")
        .contains("honest devices connected after all this: 9 of 9");
    if (!said.contains("without root")) {
      // The act fails when one is missing, refused or stored twice.
      assertThat(said)
          .contains("readings of an honest device meanwhile: ", "port-scan", "syn-flood");
    }
    Matcher before = LEFT.matcher(said.substring(said.indexOf("before")));
    Matcher after = LEFT.matcher(said.substring(said.indexOf("after  ")));
    assertThat(before.find() && after.find()).as(said).isTrue();
    assertThat(Integer.parseInt(after.group(1)))
        .as("value left, in %s", said)
        .isLessThan(Integer.parseInt(before.group(1)));
  }

  private static String run(Path folder, String act) throws Exception {
    Path output = folder.resolve("output");
    var builder =
        new ProcessBuilder(
            Repository.ROOT.resolve("sekisho").toString(),
            "demo",
            act,
            "--limit",
            "1000",
            "--dir",
            folder.resolve("demo").toString());
    // The programs are built: this test is part of the build.
    builder.environment().put("SEKISHO_BUILT", "1");
    Process demo = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(demo.waitFor(20, TimeUnit.MINUTES)).as("the demonstration ends").isTrue();
      assertThat(demo.exitValue()).as(Files.readString(output)).isZero();
      return Files.readString(output);
    } finally {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }
  }
}
