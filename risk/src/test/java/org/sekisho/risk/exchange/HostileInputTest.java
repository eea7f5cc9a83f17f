package org.sekisho.risk.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.system.SystemModelFile;

class HostileInputTest {
  private static final int MUTATIONS = 150;

  @TestFactory
  List<DynamicTest> refusesEachOfTheseWithItsPlace() {
    String bomb =
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + "a1: &a1 [*a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0]\n"
            + "a2: &a2 [*a1, *a1, *a1, *a1, *a1, *a1, *a1, *a1, *a1, *a1]\n"
            + "a3: &a3 [*a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2]\n"
            + "a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]\n"
            + "a5: &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4]\n"
            + "technical_assets: *a5\n";
    return List.of(
        refused("a huge file", " ".repeat(17 * 1024 * 1024), "at most"),
        refused("deep JSON", "{\"a\":" + "[".repeat(100_000), "deep"),
        refused("deep YAML", "a: " + "[".repeat(100_000), "deep"),
        refused("deep block YAML", deepBlock(), "deep"),
        refused("aliases that unfold", bomb, "values, aliases written out"),
        refused("an alias of itself", "a: &a [*a]\n", "names nothing before it"),
        refused("an alias into depth", deepAlias(), "aliases written out"),
        refused("many values", "{\"a\":[" + "1,".repeat(1_100_000) + "1]}", "more than"),
        refused("a live object", "a: !!java.util.Date {}\n", "tags (!)"),
        refused("two documents", "a: 1\n---\nb: 2\n", "second YAML document"),
        refused("a key twice", "{\"a\": 1,\n \"a\": 2}", "x:2:2: key 'a' stands twice"),
        refused("no mapping", "[1]", "expected a mapping"),
        refused("cut JSON", "{\"a\": [1, 2", "not valid JSON"),
        refused("text behind the end", "{\"a\": 1} {", "after the end"),
        refused("half a letter", "{\"a\": \"\\ud8", "not valid JSON"),
        refused("merging a text", "a: {<<: b}\n", "takes in mappings"));
  }

  private static DynamicTest refused(String name, String text, String message) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          for (ExchangeFormat format :
              text.length() > 50_000
                  ? new ExchangeFormat[] {ExchangeFormat.OTM} // all read alike
                  : ExchangeFormat.values()) {
            assertThatThrownBy(
                    () ->
                        Assertions.assertTimeoutPreemptively(
                            Duration.ofMinutes(2), () -> format.importer().read("x", text)))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining(message);
            ExchangeFormat.detect("x", text);
          }
        });
  }

  private static String deepBlock() {
    var text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      text.append(" ".repeat(i)).append("a:\n");
    }
    return text.toString();
  }

  private static String deepAlias() {
    var text = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 100; i++) {
      text.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
    }
    return text.toString();
  }

  /** Any change of a good file gives a model that reads, or a refusal; never anything else. */
  @TestFactory
  List<DynamicTest> standsAnyChangeOfAGoodFile() {
    List<DynamicTest> tests = new ArrayList<>();
    for (ExchangeFormat format : ExchangeFormat.values()) {
      String good = Samples.text(Samples.FOREIGN.getOrDefault(format, ""));
      String own = format.exporter().write(Samples.model(Samples.imported(format))).text();
      tests.add(DynamicTest.dynamicTest(format.id(), () -> mutate(format, good, 1)));
      tests.add(DynamicTest.dynamicTest(format.id() + " of Sekisho", () -> mutate(format, own, 2)));
    }
    return tests;
  }

  private static void mutate(ExchangeFormat format, String good, long seed) {
    var random = new Random(seed);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      var text = new StringBuilder(good);
      for (int times = random.nextInt(3); times >= 0; times--) {
        change(text, random);
      }
      try {
        Imported imported = format.importer().read("x", text.toString());
        SystemModelFile.read("y", imported.modelYaml());
        read++;
      } catch (DocumentException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
    assertThat(read).as("some changes leave a file that reads").isPositive();
  }

  private static void change(StringBuilder text, Random random) {
    List<String> words =
        List.of(
            "null",
            "true",
            "-1",
            "1e999",
            "\"\"",
            "[]",
            "{}",
            "\"\u0000\"",
            "鍵",
            "\uD83D\uDD11",
            "\uD83D",
            ": ",
            "\n",
            "&a ",
            "*a",
            "sekisho:kind:x",
            "\"id\": \"\"",
            "0");
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(20));
    switch (random.nextInt(4)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, words.get(random.nextInt(words.size())));
      case 2 -> text.replace(at, end, words.get(random.nextInt(words.size())));
      default -> {
        // A whole value goes, so that what is left is still well formed.
        int from = text.indexOf(": ", at);
        int to = from < 0 ? -1 : text.indexOf("\n", from);
        if (to > from + 2) {
          boolean comma = text.charAt(to - 1) == ',';
          text.replace(from + 2, comma ? to - 1 : to, words.get(random.nextInt(7)));
        }
      }
    }
  }

  @Test
  void listsAFewProblemsOfAFileThatIsAllWrong() {
    var text =
        new StringBuilder(
            "{\"otmVersion\": \"0.2.0\", \"project\": {\"name\": \"x\", \"id\": \"x\"}, \"assets\":"
                + " [");
    for (int i = 0; i < 5_000; i++) {
      text.append("{\"id\": [1]},");
    }
    text.append("{}]}");
    assertThatThrownBy(() -> ExchangeFormat.OTM.importer().read("x", text.toString()))
        .isInstanceOfSatisfying(
            DocumentException.class, e -> assertThat(e.problems()).hasSizeLessThanOrEqualTo(50));
  }

  @Test
  void endsListsOfLossesThatAreTooLong() {
    var text =
        new StringBuilder(
            "{\"otmVersion\": \"0.2.0\", \"project\": {\"name\": \"x\", \"id\": \"x\"}");
    for (int i = 0; i < 30_000; i++) {
      text.append(", \"k").append(i).append("\": 1");
    }
    Imported imported = ExchangeFormat.OTM.importer().read("x", text.append('}').toString());
    assertThat(imported.losses()).hasSize(Notes.MAX_LOSSES + 1);
    assertThat(imported.losses().getLast().what()).isEqualTo("10000 more");
  }

  @Test
  void givesEachOfManyEqualNamesItsOwnId() {
    var text =
        new StringBuilder(
            "{\"otmVersion\": \"0.2.0\", \"project\": {\"name\": \"鍵\", \"id\": \"1\"},"
                + " \"trustZones\": [");
    for (int i = 0; i < 20_000; i++) {
      text.append(i == 0 ? "" : ",")
          .append(
              "{\"id\": \"00000000-0000-0000-0000-0000000%05d\", \"name\": \"鍵\", \"risk\": {\"trustRating\": 50}}"
                  .formatted(i));
    }
    Imported imported = ExchangeFormat.OTM.importer().read("x", text.append("]}").toString());
    assertThat(Samples.model(imported).zones()).hasSize(20_000);
  }
}
