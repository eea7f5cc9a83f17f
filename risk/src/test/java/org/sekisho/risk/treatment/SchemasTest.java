package org.sekisho.risk.treatment;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.model.document.DocumentException;

/** The schemas that editors and other programs use say the same as the readers. */
class SchemasTest {
  static final String SHA = "0123456789abcdef".repeat(4);
  static final String DECISIONS =
      """
      format: sekisho-decisions/1
      artefacts: {home-gw-1: %s}
      treatments:
        - {finding: link-read-on-the-way@app-head-end, kind: accept, owner: A. Owner, reason: small, decided: 2026-11-01, expires: 2027-05-01, risk: 12, target: 4}
        - {finding: "debug-port-open@*", kind: design, owner: A. Owner, reason: next board, decided: 2026-11-01}
      ratings:
        - {finding: link-read-on-the-way@app-head-end, frequency: 2, attack: {expertise: expert}, reason: rare, owner: A. Owner}
        - {finding: debug-port-open@gw, cvss31: "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", priority: 1, reason: seen, owner: A. Owner}
      """
          .formatted(SHA);
  static final String EVIDENCE =
      """
      format: sekisho-evidence/1
      id: run-7.a
      control: transport-encryption
      on: [link:gw-he, component:gw]
      result: passed
      tool: openssl
      tool-version: "3.5"
      test: verify-transport-encryption
      artefact: {name: gw, sha256: %s}
      model: %s
      made: 2026-11-01T09:00:00Z
      expires: 2027-02-01T09:00:00+09:00
      note: twice
      """
          .formatted(SHA, SHA);
  private static final String MANY =
      """
      {
        "format": "sekisho-evidence/1",
        "evidence": [
          {"id": "a", "control": "lockout", "on": ["component:gw"], "result": "passed", "tool": "t",
           "test": "x", "made": "2026-11-01T09:00:00.123Z", "expires": "2027-11-01T09:00:00Z"},
          {"id": "b", "control": "lockout", "on": ["system"], "result": "failed", "tool": "t",
           "test": "x\\u0021", "made": "2026-11-01T09:00:00Z", "expires": "2027-11-01T09:00:00Z"}
        ]
      }
      """;

  @Test
  void acceptWhatTheReadersAccept() {
    assertThat(schema("sekisho-decisions").validate(DECISIONS, InputFormat.YAML)).isEmpty();
    assertThat(DecisionsFile.read("d.yaml", DECISIONS).treatments()).hasSize(2);
    assertThat(schema("sekisho-evidence").validate(EVIDENCE, InputFormat.YAML)).isEmpty();
    assertThat(EvidenceFile.read("e.yaml", EVIDENCE)).hasSize(1);
    assertThat(schema("sekisho-evidence").validate(MANY, InputFormat.JSON)).isEmpty();
    assertThat(EvidenceFile.read("e.json", MANY)).hasSize(2);
  }

  @Test
  void nameAllKindsThatTheReadersKnow() {
    for (Treatment.Kind kind : DecisionsFile.kinds()) {
      String word = kind.name().toLowerCase(java.util.Locale.ROOT);
      String text = DECISIONS.replace("kind: accept", "kind: " + word);
      assertThat(schema("sekisho-decisions").validate(text, InputFormat.YAML)).isEmpty();
      assertThat(DecisionsFile.read("d.yaml", text).treatments().getFirst().kind()).isEqualTo(kind);
    }
    for (String kind : EvidenceFile.kinds()) {
      String text = EVIDENCE.replace("component:gw", kind + ":gw");
      assertThat(schema("sekisho-evidence").validate(text, InputFormat.YAML)).isEmpty();
      assertThat(EvidenceFile.read("e.yaml", text).getFirst().on()).hasSize(2);
    }
  }

  @TestFactory
  Stream<DynamicTest> ofDecisionsRefusesWhatTheReaderRefuses() {
    return refusals(
        "sekisho-decisions",
        DECISIONS,
        DecisionsFile::read,
        new String[][] {
          {"unknown format", "decisions/1", "decisions/9"},
          {"unknown key", "kind: accept", "colour: red, kind: accept"},
          {"artefact of another form", SHA, "abc"},
          {"artefact of no id", "{home-gw-1:", "{Home_gw:"},
          {"finding of another form", "finding: link-read", "finding: Link_read"},
          {"wildcard in the middle", "\"debug-port-open@*\"", "\"debug-*@gw\""},
          {"undecided", "kind: accept", "kind: undecided"},
          {"unknown kind", "kind: accept", "kind: ignore"},
          {"no owner", "kind: accept, owner: A. Owner", "kind: accept"},
          {"empty reason", "reason: small", "reason: ' '"},
          {"no day", ", decided: 2026-11-01, expires", ", expires"},
          {"a day in words", "decided: 2026-11-01, expires", "decided: yesterday, expires"},
          {"no expiry of an acceptance", "expires: 2027-05-01, ", ""},
          {"negative risk", "risk: 12", "risk: -1"},
          {"target of no number", "target: 4", "target: low"},
          {"frequency of 5", "frequency: 2", "frequency: 5"},
          {"unknown factor", "expertise: expert", "luck: expert"},
          {"unknown step", "expertise: expert", "expertise: wizard"},
          {"vector of another version", "CVSS:3.1/", "CVSS:3.0/"},
          {"priority of 0", "priority: 1", "priority: 0"},
          {"nothing rated", "frequency: 2, attack: {expertise: expert}, ", ""}
        });
  }

  @TestFactory
  Stream<DynamicTest> ofEvidenceRefusesWhatTheReaderRefuses() {
    return refusals(
        "sekisho-evidence",
        EVIDENCE,
        EvidenceFile::read,
        new String[][] {
          {"unknown format", "evidence/1", "evidence/2"},
          {"unknown key", "tool: openssl", "tool: openssl\ncolour: red"},
          {"id with a space", "id: run-7.a", "id: run 7"},
          {"no control", "control: transport-encryption\n", ""},
          {"no place", "on: [link:gw-he, component:gw]", "on: []"},
          {"place without kind", "component:gw", "gw"},
          {"place of unknown kind", "component:gw", "box:gw"},
          {"unknown result", "result: passed", "result: fine"},
          {"no tool", "tool: openssl\n", ""},
          {"no test", "test: verify-transport-encryption\n", ""},
          {"artefact without name", "{name: gw, ", "{"},
          {"artefact of another form", "sha256: 0", "sha256: x"},
          {"model of another form", "model: 0", "model: x"},
          {"time without zone", "09:00:00Z", "09:00:00"},
          {"no expiry", "expires: 2027-02-01T09:00:00+09:00\n", ""}
        });
  }

  private static Stream<DynamicTest> refusals(
      String schema, String sound, BiConsumer<String, String> reader, String[][] broken) {
    return Stream.of(broken)
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[0],
                    () -> {
                      String text = sound.replace(one[1], one[2]);
                      assertThat(text).isNotEqualTo(sound);
                      assertThat(refuses(reader, text)).isTrue();
                      assertThat(schema(schema).validate(text, InputFormat.YAML)).isNotEmpty();
                    }));
  }

  private static boolean refuses(BiConsumer<String, String> reader, String text) {
    try {
      reader.accept("file.yaml", text);
      return false;
    } catch (DocumentException e) {
      return e.problems().stream().allMatch(p -> p.line() > 0);
    }
  }

  private static Schema schema(String name) {
    try (InputStream in = Decisions.class.getResourceAsStream(name + ".schema.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text, InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
