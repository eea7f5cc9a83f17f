package org.sekisho.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/** A process that writes the log is killed, again and again. */
class LogKillTest {
  private static final int KILLS = Integer.getInteger("sekisho.kills", 8);

  @Test
  @LongRun
  @Verifies({"SEC-RECOV-03", "SEC-LOG-05"})
  void keepsEveryRecordThatWasOnDiskAndAWholeChain(@TempDir Path folder) throws Exception {
    var random = new Random(7);
    long known = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      long told = writeAndKill(folder, random.nextInt(5, 120));
      assertThat(told).isGreaterThanOrEqualTo(known);
      known = told;
    }
    try (var fixture =
        new LogFixture(folder, LogFixture.config(64L << 20, java.time.Duration.ofDays(1)))) {
      assertThat(fixture.log().boot()).isEqualTo(KILLS + 1);
      assertThat(fixture.log().counts(EventClass.OPERATION).last()).isGreaterThanOrEqualTo(known);
      assertThat(fixture.judge(fixture.export()).findings()).isEmpty();
      assertThat(fixture.records(EventClass.OPERATION).getLast().path("detail").asString())
          .startsWith("operation ");
    }
  }

  /** Answers how many records the process had seen on disk before it was killed. */
  private static long writeAndKill(Path folder, int lines)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LogWriterProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long told = 0;
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < lines; i++) {
        String line = out.readLine();
        assertThat(line).as("the process writes").isNotNull();
        told = Long.parseLong(line);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return told;
  }
}
