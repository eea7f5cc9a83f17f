package org.sekisho.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.repository.Repository;
import org.sekisho.acceptance.system.Await;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The analysis as a product-security engineer meets it: commands, exit codes, files. */
class AnalysisTest {
  private static final String DAY = "--date=2026-11-21";
  private static final Path EXAMPLES = Repository.ROOT.resolve("examples");

  @TempDir private Path folder;

  @Test
  @Verifies({"GUIDE-11", "GUIDE-13", "GUIDE-24", "CVSS-01"})
  void writesEveryReportWithTheSameBytesForTheSameModel() throws Exception {
    String camera = EXAMPLES.resolve("network-camera.yaml").toString();
    for (String to : List.of("a", "b")) {
      Ran ran = sekisho("analyse", camera, "-o", folder.resolve(to).toString(), DAY, "--lang=ja");
      assertThat(ran.exit()).as(ran.err()).isZero();
      assertThat(ran.out()).contains("脅威").contains("未対応");
    }
    List<String> files = files(folder.resolve("a"));
    assertThat(files)
        .contains(
            "report.html",
            "report.pdf",
            "report.xlsx",
            "report.md",
            "report.json",
            "report.sarif",
            "baseline.yaml");
    assertThat(files(folder.resolve("b"))).isEqualTo(files);
    for (String file : files) {
      assertThat(folder.resolve("b").resolve(file))
          .as(file)
          .hasSameBinaryContentAs(folder.resolve("a").resolve(file));
    }
    assertThat(Files.readString(folder.resolve("a/report.html")))
        .contains("lang=\"ja\"")
        .contains("AS1")
        .contains("AS6")
        .contains("カメラの管理機能に対する不正アクセス")
        .doesNotContain("<script");
    JsonNode json = JsonMapper.builder().build().readTree(folder.resolve("a/report.json").toFile());
    assertThat(json.path("surfaces").valueStream().map(s -> s.path("number").asString()))
        .startsWith("AS1", "AS2", "AS3", "AS4", "AS5", "AS6");
    assertThat(json.path("findings")).isNotEmpty();
    JsonNode sarif =
        JsonMapper.builder().build().readTree(folder.resolve("a/report.sarif").toFile());
    assertThat(sarif.path("version").asString()).isEqualTo("2.1.0");
    assertThat(sarif.path("runs").path(0).path("results")).isNotEmpty();
  }

  @Test
  @LongRun
  @Verifies({"RISK-25", "TRACE-01"})
  void gatesExplainsAndTellsWhatChanged() throws Exception {
    String home = EXAMPLES.resolve("home-gateway.yaml").toString();
    Path out = folder.resolve("home");
    assertThat(sekisho("analyse", home, "-o", out.toString(), "--format=BASELINE,JSON", DAY).exit())
        .isZero();
    Ran decided = sekisho("check", home, DAY, "--lang=en");
    assertThat(decided.exit()).as(decided.out()).isZero();
    Path undecided = Files.copy(Path.of(home), folder.resolve("undecided.yaml"));
    Ran closed = sekisho("check", undecided.toString(), DAY, "--lang=en");
    assertThat(closed.exit()).as(closed.out()).isEqualTo(3);
    assertThat(closed.out()).contains("demands are not met");

    JsonNode findings =
        JsonMapper.builder().build().readTree(out.resolve("report.json").toFile()).path("findings");
    String id = findings.path(0).path("id").asString();
    Ran explained = sekisho("explain", home, id, DAY, "--lang=ja");
    assertThat(explained.exit()).as(explained.err()).isZero();
    assertThat(explained.out()).contains(id).contains("対策").contains("固有");
    assertThat(sekisho("explain", home, "no-such@thing", DAY).exit()).isEqualTo(1);

    Path changed = folder.resolve("changed.yaml");
    Files.writeString(
        changed,
        Files.readString(Path.of(home))
            .replaceFirst(
                "(id: gateway-head-end, from: home-gw-1, to: head-end-1, protocol: mqtt,"
                    + " authentication: )certificate, encryption: tls",
                "$1none, encryption: none"));
    Ran diff = sekisho("diff", home, changed.toString(), DAY, "--lang=en");
    assertThat(diff.exit()).as(diff.err()).isZero();
    assertThat(diff.out())
        .contains("gateway-head-end")
        .contains("encryption")
        .contains("newly open");
  }

  @Test
  @Verifies("CVSS-15")
  void scoresVectorsAndRefusesWrongOnes() throws Exception {
    Ran ran =
        sekisho(
            "cvss",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "--lang=ja");
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.out()).contains("9.8").contains("緊急");
    assertThat(ran.err()).contains("character 13").contains("allowed");
  }

  @Test
  @LongRun
  void namesFileAndLineOfAMistakeAndLosesNothingOnTheWayToOtherTools() throws Exception {
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(
        broken,
        Files.readString(EXAMPLES.resolve("home-gateway.yaml"))
            .replaceFirst("protocol: mqtt", "protocol: carrier-pigeon"));
    Ran refused = sekisho("analyse", broken.toString(), "-o", folder.resolve("x").toString());
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).containsPattern("broken\\.yaml:\\d+:\\d+: .*carrier-pigeon");
    assertThat(folder.resolve("x")).doesNotExist();

    Path template = folder.resolve("mine.yaml");
    assertThat(sekisho("template", "production-line", template.toString()).exit()).isZero();
    assertThat(sekisho("lint", template.toString(), "--lang=en").exit()).isZero();
    for (String format : List.of("threagile", "otm", "threat-dragon", "cyclonedx")) {
      Path theirs = folder.resolve(format + (format.equals("threagile") ? ".yaml" : ".json"));
      Ran exported =
          sekisho("export", template.toString(), "--to", format, "-o", theirs.toString());
      assertThat(exported.exit()).as(exported.err()).isZero();
      Path back = folder.resolve(format + "-back.yaml");
      Ran imported = sekisho("import", theirs.toString(), "-o", back.toString());
      assertThat(imported.exit()).as(format + ": " + imported.err()).isZero();
      assertThat(sekisho("lint", back.toString()).exit()).as(format).isIn(0, 3);
    }
  }

  private record Ran(int exit, String out, String err) {}

  private Ran sekisho(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Repository.ROOT.resolve("sekisho").toString());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    var builder = new ProcessBuilder(command);
    // The programs are built: this test is part of the build.
    builder.environment().put("SEKISHO_BUILT", "1");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("the command ends")
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static List<String> files(Path folder) throws IOException {
    try (var found = Files.list(folder)) {
      return found.map(p -> String.valueOf(p.getFileName())).sorted().toList();
    }
  }
}
