package org.sekisho.risk.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.model.document.DocumentException;

class RuleFileTest {
  private static final String RULE =
      """
      format: sekisho-rules/1
      rules:
        - id: link-read
          name: {ja: 傍受, en: Read}
          over: link
          when: {fact: encryption, is: none}
          explanation: {ja: "{from} の {protocol}", en: "{from} {to.zone} {protocol} {name}"}
          class: inf-net
          threats: [8]
          references: [cwe:319, "iec-62443-4-2:CR 4.1"]
          affects: [confidentiality]
          frequency: 3
          attack: {time: 1-day, expertise: layman}
          cvss31: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
          answers: [{control: transport-encryption, at: self, strength: blocks}]
          false-alarm: {ja: なし, en: never}
          origin: it-common
          fires: {at: x, change: {links/x/encryption: none, links/x/data: [a, b]}}
      """;

  @Test
  void readsARuleWhole() {
    Rule rule = RuleFile.read("rules.yaml", RULE).getFirst();
    assertThat(rule.id()).isEqualTo("link-read");
    assertThat(rule.line()).isEqualTo(3);
    assertThat(rule.threatClass()).isEqualTo(ThreatClass.INF_NET);
    assertThat(rule.attack()).containsEntry("time", "1-day");
    assertThat(rule.fires().orElseThrow().change()).containsEntry("links/x/data", "[a, b]");
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          fact: encryption, is: none | fact: encription, is: none | rules.yaml:6:18: 'fact': 'encription' is no fact of a link; there is id, controls, protocol
          fact: encryption, is: none | fact: to.kynd, is: gateway | 'to.kynd' is no fact: a component has id, controls, kind
          fact: encryption, is: none | fact: encryption, is: nope | rules.yaml:6:34: 'is': 'nope' is not allowed: one of unknown, none, tls
          fact: encryption, is: none | fact: crosses-wan, is: yes | 'yes' is not allowed: true or false
          fact: encryption, is: none | fact: protocol, at-least: mqtt | 'at-least': only a number or an ordered level
          fact: encryption, is: none | fact: protocol, within-days: 3 | 'within-days': only a day
          fact: encryption, is: none | fact: encryption | no comparison
          {fact: encryption, is: none} | {some: {of: friends}} | 'friends' is nothing that a link is related to; there is data, ends
          {protocol} | {protokol} | 'explanation': '{protokol}' is no fact of a link
          class: inf-net | class: inf | 'class': 'inf' is not allowed: one of spo, tam
          cwe:319 | cwe-319 | 'references': 'cwe-319' is not framework:item
          frequency: 3 | frequency: 5 | rules.yaml:12:16: 'frequency': 5 is out of range: a whole number from 1 to 4
          1-day | 3-days | 'time': '3-days' is not allowed: one of 1-day, 1-week
          /C:H/I:N/A:N | /C:H/I:N | 'cvss31': lacks A
          CVSS:3.1/AV | CVSS:3.0/AV | 'cvss31': is not of version 3.1
          threats: [8] | threats: [11] | each is a whole number from 1 to 10
          strength: blocks | strength: stops | one of blocks, reduces, limits, detects
          origin: it-common | orgin: it-common | unknown key 'orgin'
          , en: Read} | } | 'en' is missing
          """)
  void namesFileLineAndWhatIsAllowed(String right, String wrong, String message) {
    assertThatThrownBy(() -> RuleFile.read("rules.yaml", RULE.replace(right, wrong)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name:|name", "explanation:|explanation", "references:|references", "affects:|affects",
        "frequency:|frequency", "answers:|answers", "false-alarm:|false-alarm", "when:|when"
      })
  void refusesARuleThatIsNotComplete(String beginning, String missing) {
    String without =
        String.join("\n", RULE.lines().filter(line -> !line.trim().startsWith(beginning)).toList());
    assertThatThrownBy(() -> RuleFile.read("rules.yaml", without))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("'" + missing + "' is missing");
  }

  @Test
  void aClassWithoutKnownCountermeasureNeedsNoAnswer() {
    String unknown =
        RULE.replace("class: inf-net", "class: unk")
            .replace(
                "    answers: [{control: transport-encryption, at: self, strength: blocks}]\n", "");
    assertThat(RuleFile.read("rules.yaml", unknown).getFirst().answers()).isEmpty();
  }

  @Test
  void theShippedCatalogueHoldsTogether() {
    Catalogue catalogue = CatalogueFiles.shipped();
    assertThat(catalogue.measures()).hasSize(26);
    assertThat(catalogue.suggestions().values().stream().mapToInt(List::size).sum()).isEqualTo(50);
    assertThat(catalogue.controls()).hasSizeGreaterThan(100);
    assertThat(catalogue.rules()).hasSizeGreaterThan(100);
  }

  @Test
  void aUsersRuleStandsBesideTheShippedOnes(@TempDir Path folder) throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.yaml"), RULE);
    assertThat(CatalogueFiles.shippedWith(List.of(mine)).rules())
        .containsKey("link-read")
        .hasSize(CatalogueFiles.shipped().rules().size() + 1);
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.yaml"), RULE.replace("transport-encryption", "magic"));
    assertThatThrownBy(() -> CatalogueFiles.shippedWith(List.of(wrong)))
        .hasMessageContaining("wrong.yaml:3")
        .hasMessageContaining("'magic' is no control of the catalogue");
    assertThatThrownBy(() -> CatalogueFiles.shippedWith(List.of(mine, mine)))
        .hasMessageContaining("rule 'link-read' is there already");
  }

  @Test
  void anyTextGivesRulesOrProblems() {
    var random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      var text = new StringBuilder(RULE);
      for (int j = 0; j < 3; j++) {
        text.setCharAt(random.nextInt(text.length()), "{}[]:,-a 0\n'".charAt(random.nextInt(12)));
      }
      try {
        assertThat(RuleFile.read("rules.yaml", text.toString())).isNotNull();
      } catch (DocumentException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
  }
}
