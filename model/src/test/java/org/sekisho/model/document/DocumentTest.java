package org.sekisho.model.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTest {
  @Test
  void reportsEveryProblemWithLineAndWhatIsAllowed() {
    Fields root =
        Document.read(
            "a.yaml",
            """
            port: 70000
            wait: 3 weeks
            on: yes
            size: 1TiB
            colour: red
            """);
    root.integer("port", 1, 0, 65_535);
    root.duration("wait", Duration.ofSeconds(1), Duration.ZERO, Duration.ofDays(1));
    root.flag("on", false);
    root.sizeBytes("size", 1, 0, 10);
    root.text("name");
    assertThatThrownBy(root::finish)
        .hasMessageContaining(
            "a.yaml:1:7: 'port': 70000 is out of range: a whole number from 0 to 65535")
        .hasMessageContaining("a.yaml:2:7: 'wait': '3 weeks' is not allowed")
        .hasMessageContaining("a.yaml:3:5: 'on': 'yes' is not allowed: true or false")
        .hasMessageContaining("a.yaml:4:7: 'size': '1TiB' is not allowed")
        .hasMessageContaining(
            "a.yaml:5:1: unknown key 'colour'; allowed here: port, wait, on, size, name")
        .hasMessageContaining("'name' is missing");
  }

  @Test
  void readsTimeSpansAndSizes() {
    Fields root = Document.read("a.yaml", "wait: 90d\nsize: 64KiB\n");
    assertThat(root.duration("wait", Duration.ZERO, Duration.ZERO, Duration.ofDays(100)))
        .isEqualTo(Duration.ofDays(90));
    assertThat(root.sizeBytes("size", 0, 0, 1 << 20)).isEqualTo(65_536);
    root.finish();
  }

  @Test
  void refusesWhatIsNotPlainData() {
    assertRefused("a: &x 1\nb: *x\n", "anchors (&) and aliases (*) are not accepted");
    assertRefused("a: !!java.net.URL [x]\n", "");
    assertRefused("a: 1\na: 2\n", "stands twice");
    assertRefused("- 1\n", "expected a mapping");
    assertRefused("a: [1\n", "not valid YAML");
    assertRefused("a: " + "[".repeat(100) + "]".repeat(100), "nested deeper than 32 levels");
    assertRefused("a: 1\n---\nb: 2\n", "a second YAML document");
  }

  @Test
  void refusesADayThatDoesNotExist() {
    Fields fields = Document.read("a.yaml", "day: 2026-02-30");
    assertThat(fields.parsed("day", "a day", java.time.LocalDate::parse)).isEmpty();
    assertThatThrownBy(fields::finish).hasMessageContaining("'2026-02-30' is not allowed: a day");
  }

  @Test
  void namesAMissingFile(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> Document.read(folder.resolve("none.yaml")))
        .isInstanceOf(DocumentException.class)
        .hasMessageEndingWith("none.yaml: no such file");
    Path binary =
        Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> Document.read(binary)).hasMessageEndingWith("not UTF-8 text");
  }

  @Test
  void givesAResultForAnyText() {
    var random = new Random(45);
    String alphabet = "ab:-[]{}\"'#&*!|>%@`,?\n\t 01~\u0000\u3042\ud83d";
    for (int i = 0; i < 30_000; i++) {
      var text = new StringBuilder();
      for (int k = random.nextInt(40); k > 0; k--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(Document.read("fuzz", text.toString())).isNotNull();
      } catch (DocumentException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
  }

  @Test
  void staysWithinItsDepthOnAnyNesting() {
    byte[] deep = "{a: ".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
    assertRefused(new String(deep, StandardCharsets.US_ASCII), "");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> Document.read("a.yaml", text))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(message);
  }
}
