package org.sekisho.acceptance.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.repository.Repository;
import org.sekisho.acceptance.system.Await;
import org.sekisho.model.Verifies;

/**
 * What the acceptance tests record lowers the residual risk of the example, and only while true.
 */
class EvidenceLoopTest {
  private static final Instant MADE = Instant.parse("2026-11-20T09:00:00Z");
  private static final Pattern LEFT =
      Pattern.compile("Residual risk (\\d+) .* stop (\\d+) of (\\d+) threats");
  private static final Pattern OPEN = Pattern.compile("\\d+ threats, (\\d+) open");

  @TempDir private Path folder;

  /** Controls that acceptance tests show on the running gateway. */
  interface Shown {
    @Shows(control = "firewall-default-deny")
    @Shows(control = "scan-detection", tool = "nmap")
    @Shows(control = "lockout")
    @Shows(control = "signed-update")
    @Shows(control = "secure-erase")
    @Shows(control = "device-allow-list")
    void controls();
  }

  /** What the command said. */
  private record Said(long left, long held, long open) {}

  @Test
  @Verifies({"RISK-18", "TRACE-01"})
  void theResidualRiskFallsByEvidenceAndRisesWhenItIsRefutedOrStale() throws Exception {
    Path evidence = Files.createDirectory(folder.resolve("evidence"));
    Said without = analyse(evidence, MADE.plus(Duration.ofDays(1)));
    assertThat(without.held()).isZero();
    assertThat(without.open()).isZero();

    record(evidence, MADE, "passed");
    Said shown = analyse(evidence, MADE.plus(Duration.ofDays(1)));
    assertThat(shown.held()).isPositive();
    assertThat(shown.left()).isLessThan(without.left());
    assertThat(shown.open()).isZero();

    Said stale = analyse(evidence, MADE.plus(Duration.ofDays(91)));
    assertThat(stale.left()).as("after 90 days it no longer counts").isEqualTo(without.left());

    record(evidence, MADE.plus(Duration.ofDays(2)), "failed");
    Said refuted = analyse(evidence, MADE.plus(Duration.ofDays(3)));
    assertThat(refuted.left()).isEqualTo(without.left());
    assertThat(refuted.open()).as("what was thought to be countered is open").isPositive();
  }

  private void record(Path evidence, Instant at, String result) throws Exception {
    var recorder = new EvidenceRecorder(evidence, () -> at);
    Shows[] all = Shown.class.getDeclaredMethod("controls").getAnnotationsByType(Shows.class);
    assertThat(all).hasSize(6);
    for (Shows shows : all) {
      recorder.record(shows, "EvidenceLoopTest.controls", result);
    }
  }

  private Said analyse(Path evidence, Instant day) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Repository.ROOT.resolve("sekisho").toString(),
                "analyse",
                Repository.ROOT.resolve("examples/home-gateway.yaml").toString(),
                "--evidence",
                evidence.toString(),
                "--date=" + day.atZone(ZoneOffset.UTC).toLocalDate(),
                "--format=JSON",
                "--lang=en",
                "-o",
                folder.resolve("reports").toString()));
    Path out = folder.resolve("out.txt");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The programs are built: this test is part of the build.
    builder.environment().put("SEKISHO_BUILT", "1");
    Process process = builder.redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("the command ends")
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(out);
    assertThat(process.exitValue()).as(text).isZero();
    Matcher left = LEFT.matcher(text);
    Matcher open = OPEN.matcher(text);
    assertThat(left.find()).as(text).isTrue();
    assertThat(open.find()).as(text).isTrue();
    return new Said(
        Long.parseLong(left.group(1)),
        Long.parseLong(left.group(2)),
        Long.parseLong(open.group(1)));
  }
}
