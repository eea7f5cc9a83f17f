package org.sekisho.risk.cvss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.risk.cvss.VectorSamples.vector;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;

class CvssParserTest {
  private static final String BASE_3 = "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
  private static final String BASE_4 =
      "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";

  @Test
  @Verifies("CVSS-15")
  void readsBackEveryVectorThatItPrints() {
    var random = new Random(15);
    for (int i = 0; i < 10_000; i++) {
      for (CvssVersion version : CvssVersion.values()) {
        CvssVector vector = VectorSamples.random(version, random);
        assertThat(vector.text().length()).isLessThan(240);
        assertThat(vector(vector.text())).isEqualTo(vector);
      }
    }
  }

  @Test
  @Verifies("CVSS-15")
  void printsInTheOrderOfTheSpecificationWithoutWhatIsNotDefined() {
    assertThat(vector("CVSS:3.1/S:U/AV:N/AC:L/PR:H/UI:N/C:L/I:L/A:N/MA:X/RL:X/E:F"))
        .hasToString("CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:N/E:F");
    assertThat(vector(BASE_4 + "/E:X/CR:X/S:P/U:Amber")).hasToString(BASE_4 + "/S:P/U:Amber");
  }

  @Test
  @Verifies("CVSS-15")
  void refusesWithPlaceAndWhatIsAllowed() {
    refused("", 0, "CVSS:3.1/");
    refused("CVSS:2.0/AV:N", 0, "CVSS:4.0/");
    refused("cvss:3.0/AV:N", 0, "CVSS:3.0/");
    refused("CVSS:3.0AV:N", 8, "/");
    refused("CVSS:3.0/AV", 9, "NAME:VALUE");
    refused("CVSS:3.0//AV:N", 9, "NAME:VALUE");
    refused("CVSS:3.0/AV:", 12, "N, A, L, P");
    refused("CVSS:3.0/AV:X", 12, "N, A, L, P");
    refused("CVSS:3.0/AV:NN", 12, "N, A, L, P");
    refused("CVSS:3.0/XX:N", 9, "AV AC PR");
    refused(BASE_3 + "/", 45, "NAME:VALUE");
    refused(BASE_3 + "/AV:N", 45, "once");
    refused(BASE_3 + "/AT:N", 45, "AV AC PR");
    refused(BASE_4 + "/CR:H/E:A", 69, "SA E CR");
    refused(BASE_4 + "/U:Blue", 66, "X, Clear, Green, Amber, Red");
    refused(BASE_4 + "/MVC:S", 68, "X, H, L, N");
    refused("x".repeat(CvssParser.MAX_LENGTH + 1), CvssParser.MAX_LENGTH, "512");
  }

  @Test
  @Verifies({"CVSS-15", "CVSS-16"})
  void keepsWhatIsKnownOfAnIncompleteVector() {
    CvssParse parse = CvssParser.parse("CVSS:3.1/AV:A/AC:L/S:U/C:H/I:N/A:N");
    assertThat(parse).isInstanceOf(CvssParse.Incomplete.class);
    var incomplete = (CvssParse.Incomplete) parse;
    assertThat(incomplete.draft().unknown()).containsExactly(Cvss3Metric.PR, Cvss3Metric.UI);
    assertThat(incomplete.refusal().allowed()).isEqualTo("PR, UI");
    assertThat(incomplete.draft().range()).hasToString("4.3–6.5");
    assertThat(CvssParser.parse("CVSS:4.0")).isInstanceOf(CvssParse.Incomplete.class);
  }

  @Test
  @Verifies("CVSS-15")
  void neverThrowsOnAnyText() {
    var random = new Random(100);
    String alphabet = "CVSS:34.0/AVNLPHUIXREMT?クé\0 \n";
    int[] outcomes = new int[3];
    for (int i = 0; i < 100_000; i++) {
      var text = new StringBuilder();
      if (i % 2 == 0) {
        text.append(
            VectorSamples.random(List.of(CvssVersion.values()).get(random.nextInt(3)), random)
                .text());
        for (int k = random.nextInt(4); k > 0; k--) {
          int at = random.nextInt(text.length());
          switch (random.nextInt(3)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
            default -> text.setCharAt(at, (char) random.nextInt(65_536));
          }
        }
      } else {
        text.append(random.nextBoolean() ? "CVSS:3.1/" : "");
        for (int k = random.nextInt(600); k > 0; k--) {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      switch (CvssParser.parse(text.toString())) {
        case CvssParse.Parsed parsed -> {
          outcomes[0]++;
          assertThat(parsed.vector().score()).isNotNull();
        }
        case CvssParse.Incomplete incomplete -> {
          outcomes[1]++;
          assertThat(incomplete.refusal().allowed()).isNotEmpty();
        }
        case CvssParse.Refused refused -> {
          outcomes[2]++;
          assertThat(refused.offset()).isBetween(0, text.length());
        }
      }
    }
    assertThat(outcomes).doesNotContain(0);
  }

  private static void refused(String text, int offset, String allowed) {
    assertThat(CvssParser.parse(text))
        .as(text)
        .isInstanceOfSatisfying(
            CvssParse.Refused.class,
            refused -> {
              assertThat(refused.offset()).as(text).isEqualTo(offset);
              assertThat(refused.allowed()).contains(allowed);
            });
  }
}
