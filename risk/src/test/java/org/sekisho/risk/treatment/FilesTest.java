package org.sekisho.risk.treatment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

class FilesTest {
  @Test
  void readDecisions() {
    Decisions decisions = DecisionsFile.read("d.yaml", SchemasTest.DECISIONS);
    assertThat(decisions.artefacts()).containsExactly(Map.entry("home-gw-1", SchemasTest.SHA));
    assertThat(decisions.treatments().getFirst())
        .isEqualTo(
            new Decision(
                "link-read-on-the-way@app-head-end",
                Treatment.Kind.ACCEPT,
                "A. Owner",
                new LocalText("small", "small"),
                LocalDate.of(2026, 11, 1),
                Optional.of(LocalDate.of(2027, 5, 1)),
                Optional.of(BigDecimal.valueOf(12)),
                Optional.of(4),
                4));
    assertThat(decisions.ratings().getFirst())
        .isEqualTo(
            new Rating(
                "link-read-on-the-way@app-head-end",
                Optional.of(2),
                Optional.empty(),
                Optional.empty(),
                Map.of("expertise", "expert"),
                Optional.empty(),
                "rare",
                "A. Owner",
                7));
  }

  @Test
  void readEvidence() {
    Evidence one = EvidenceFile.read("e.yaml", SchemasTest.EVIDENCE).getFirst();
    assertThat(one.on())
        .containsExactly(
            new EntityRef(EntityKind.LINK, "gw-he"), new EntityRef(EntityKind.COMPONENT, "gw"));
    assertThat(one.result()).isEqualTo(Evidence.Result.PASSED);
    assertThat(one.artefact()).contains(new Evidence.Artefact("gw", SchemasTest.SHA));
    assertThat(one.made()).isEqualTo(Instant.parse("2026-11-01T09:00:00Z"));
    assertThat(one.expires()).isEqualTo(Instant.parse("2027-02-01T00:00:00Z"));
  }

  @Test
  void nameFileAndLineOfEachProblem() {
    String text =
        SchemasTest.DECISIONS
            .replace("kind: accept", "kind: maybe")
            .replace("decided: 2026-11-01}", "decided: 2026-02-30}");
    assertThatThrownBy(() -> DecisionsFile.read("d.yaml", text))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("d.yaml:4:")
        .hasMessageContaining("'maybe' is not allowed: one of")
        .hasMessageContaining("d.yaml:5:")
        .hasMessageContaining("'2026-02-30' is not allowed: a day such as");
  }

  @Test
  void refuseWhatCannotBe() {
    refused("expires: 2027-05-01", "expires: 2026-11-01", "must be after 'decided'");
    refused("expires: 2027-05-01, ", "", "'expires' is missing");
    refused("debug-port-open@*", "link-read-on-the-way@app-head-end", "decided twice on one day");
    refused("finding: debug-port-open@gw", "finding: link-read-on-the-way@app-head-end", "twice");
    refused("AV:P/AC:L", "AV:Q/AC:L", "at character");
  }

  @Test
  void readAFolderOfEvidenceInTheOrderOfNames(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("b"));
    Files.writeString(folder.resolve("b/two.json"), json("two"));
    Files.writeString(folder.resolve("a.yml"), SchemasTest.EVIDENCE);
    Files.writeString(folder.resolve("readme.txt"), "no evidence");
    assertThat(EvidenceFile.read(folder))
        .extracting(Evidence::id)
        .containsExactly("run-7.a", "two");

    Files.writeString(folder.resolve("c.json"), json("two"));
    Files.writeString(folder.resolve("d.json"), json("Two!"));
    assertThatThrownBy(() -> EvidenceFile.read(folder))
        .hasMessageContaining("'two' already stands in")
        .hasMessageContaining("d.json:1:");
  }

  @Test
  void giveAResultForAnyText() {
    var random = new Random(7);
    for (int i = 0; i < 4_000; i++) {
      survives(broken(SchemasTest.DECISIONS, random), DecisionsFile::read);
      survives(broken(SchemasTest.EVIDENCE, random), EvidenceFile::read);
    }
  }

  private static String broken(String sound, Random random) {
    var text = new StringBuilder(sound);
    for (int k = 1 + random.nextInt(3); k > 0; k--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, (char) (32 + random.nextInt(95)));
        default -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
      }
    }
    return text.toString();
  }

  private static void survives(String text, java.util.function.BiConsumer<String, String> reader) {
    try {
      reader.accept("file.yaml", text);
    } catch (DocumentException e) {
      assertThat(e.problems()).isNotEmpty();
    }
  }

  private static void refused(String from, String to, String message) {
    assertThatThrownBy(() -> DecisionsFile.read("d.yaml", SchemasTest.DECISIONS.replace(from, to)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(message);
  }

  private static String json(String id) {
    return """
    {"format": "sekisho-evidence/1", "id": "%s", "control": "lockout", "on": ["system"],
     "result": "failed", "tool": "t", "test": "x",
     "made": "2026-11-01T09:00:00Z", "expires": "2027-11-01T09:00:00Z"}
    """
        .formatted(id);
  }
}
