package org.sekisho.acceptance.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.risk.treatment.Evidence;
import org.sekisho.risk.treatment.EvidenceFile;

class EvidenceRecorderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00.5Z");

  @TempDir private Path folder;

  interface Sample {
    @Shows(control = "scan-detection", tool = "nmap")
    void shown();
  }

  @Test
  void writesWhatTheAnalysisReads() throws Exception {
    recorder().record(shows(), "ScanTest.isSeen", "failed");

    Evidence read = EvidenceFile.read(only()).getFirst();
    assertThat(read.control()).isEqualTo("scan-detection");
    assertThat(read.result()).isEqualTo(Evidence.Result.FAILED);
    assertThat(read.tool()).isEqualTo("nmap");
    assertThat(read.on()).hasToString("[component:home-gw-1]");
    assertThat(read.made()).isEqualTo(Instant.parse("2026-11-22T03:00:00Z"));
    assertThat(read.expires()).isEqualTo(Instant.parse("2027-02-20T03:00:00Z"));
  }

  @Test
  void aTestThatWasSkippedLeavesNoEvidence() throws Exception {
    recorder().record(shows(), "ScanTest.isSeen", "passed");
    recorder().record(shows(), "ScanTest.isSeen", "");

    assertThat(folder).isEmptyDirectory();
  }

  private EvidenceRecorder recorder() {
    return new EvidenceRecorder(folder, () -> NOW);
  }

  private static Shows shows() throws NoSuchMethodException {
    return Sample.class.getDeclaredMethod("shown").getAnnotation(Shows.class);
  }

  private Path only() throws Exception {
    try (var files = Files.list(folder)) {
      return files.toList().getFirst();
    }
  }
}
