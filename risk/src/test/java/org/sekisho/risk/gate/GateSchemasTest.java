package org.sekisho.risk.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.model.document.DocumentException;

/** The schemas of policies and baselines say the same as their readers. */
class GateSchemasTest {
  private static final String POLICY =
      """
      format: sekisho-policy/1
      max-open: {critical: 0, not-scored: 2}
      max-open-by-value:
        - {at-least: 27, max: 0, reason: highest}
      life: closed
      forbid: [stale-evidence]
      steps: [1, 8]
      invariants:
        - id: no-weak-cryptography
          name: {ja: 弱い暗号を使わない, en: No weak cryptography}
          over: link
          must: {not: {fact: strength, is: weak}}
          exempt:
            - {at: old-link, owner: A. Owner, reason: spring, expires: 2027-05-01}
      """;
  private static final String BASELINE =
      """
      format: sekisho-baseline/1
      open:
        "debug-port-open@gw": 12
        "link-read@a-b": none
      """;

  @Test
  void acceptWhatTheReadersAccept() throws IOException {
    assertThat(accepts("policy", POLICY)).isTrue();
    assertThat(PolicyFile.read("p.yaml", POLICY).invariants()).hasSize(1);
    try (InputStream in = Policy.class.getResourceAsStream("default-policy.yaml")) {
      assertThat(accepts("policy", new String(in.readAllBytes(), StandardCharsets.UTF_8))).isTrue();
    }
    assertThat(accepts("baseline", BASELINE)).isTrue();
    assertThat(Baseline.read("b.yaml", BASELINE).open()).hasSize(2);
    var written =
        new Baseline(Map.of("a@b", Optional.of(new BigDecimal("4.5")), "c@d", Optional.empty()));
    assertThat(accepts("baseline", written.write())).isTrue();
    assertThat(accepts("baseline", new Baseline(Map.of()).write())).isTrue();
  }

  @Test
  void nameAllWordsThatTheReaderKnows() throws IOException {
    for (Policy.Forbidden word : Policy.Forbidden.values()) {
      assertThat(accepts("policy", POLICY.replace("stale-evidence", dashed(word)))).isTrue();
    }
    for (Policy.Life word : Policy.Life.values()) {
      assertThat(accepts("policy", POLICY.replace("closed", dashed(word)))).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "policy/1 | policy/9",
        "life: closed | life: perhaps",
        "life: closed | colour: red",
        "critical: 0 | critical: -1",
        "critical: 0 | urgent: 0",
        "at-least: 27, | ''",
        "at-least: 27 | at-least: many",
        "stale-evidence | bad-luck",
        "[1, 8] | [9]",
        "over: link | over: path",
        "id: no-weak-cryptography | id: No weak",
        "', en: No weak cryptography' | ''",
        "', expires: 2027-05-01' | ''",
        "expires: 2027-05-01 | expires: soon"
      })
  void ofPoliciesRefusesWhatTheReaderRefuses(String sound, String broken) throws IOException {
    String text = POLICY.replace(sound, broken);
    assertThat(text).isNotEqualTo(POLICY);
    assertThat(refuses(PolicyFile::read, text)).isTrue();
    assertThat(accepts("policy", text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"baseline/1, baseline/2", "open:, shut:", "none, some"})
  void ofBaselinesRefusesWhatTheReaderRefuses(String sound, String broken) throws IOException {
    String text = BASELINE.replace(sound, broken);
    assertThat(refuses(Baseline::read, text)).isTrue();
    assertThat(accepts("baseline", text)).isFalse();
  }

  private static boolean refuses(BiConsumer<String, String> reader, String text) {
    try {
      reader.accept("file.yaml", text);
      return false;
    } catch (DocumentException e) {
      return true;
    }
  }

  private static boolean accepts(String schema, String text) throws IOException {
    try (InputStream in = Policy.class.getResourceAsStream("sekisho-" + schema + ".schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON)
          .validate(text, InputFormat.YAML)
          .isEmpty();
    }
  }

  private static String dashed(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
