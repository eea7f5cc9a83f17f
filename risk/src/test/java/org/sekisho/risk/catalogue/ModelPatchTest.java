package org.sekisho.risk.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Node;

class ModelPatchTest {
  private static final String TEXT =
      """
      id: small
      links:
        - {id: a-b, encryption: tls, controls: [x, y]}
        - {id: b-c, encryption: none}
      assets:
        - {id: z, impact: {life: minor}}
      """;

  private static String changed(String place, String value) {
    Node.Mapping root = Document.read("small.yaml", TEXT).mapping();
    return Yaml.flow(ModelPatch.apply(root, Map.of(place, value)));
  }

  @Test
  void setsAndRemovesKeys() {
    assertThat(changed("links/a-b/encryption", "dtls")).contains("\"encryption\": dtls");
    assertThat(changed("links/a-b/encryption", "")).doesNotContain("tls");
    assertThat(changed("assets/z/impact/life", "severe")).contains("\"life\": severe");
    assertThat(changed("assets/z/roles/me", "[sees]")).contains("\"roles\": {\"me\": [sees]}");
  }

  @Test
  void changesLists() {
    assertThat(changed("links/a-b/controls", "-x +w")).contains("[y, \"w\"]");
    assertThat(changed("links/b-c/controls", "+w")).contains("[\"w\"]");
    assertThat(changed("controls", "+w")).contains("\"controls\": [\"w\"]");
    assertThat(changed("links/a-b/controls", "[q, r]")).contains("[q, r]");
  }

  @Test
  void addsAndRemovesItems() {
    assertThat(changed("links/+c-d", "{encryption: none}"))
        .contains("{\"encryption\": none, \"id\": \"c-d\"}");
    assertThat(changed("actors/+me", "{kind: user}")).contains("\"actors\": [{");
    assertThat(changed("links/b-c", "")).doesNotContain("b-c");
    assertThat(changed("countermeasures/+", "{control: x}")).contains("[{\"control\": x}]");
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThatThrownBy(() -> changed("links/q/encryption", "tls"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("there is no 'q' in the list");
    assertThatThrownBy(() -> changed("links/a-b/controls", "-w")).hasMessageContaining("'w'");
    assertThatThrownBy(() -> changed("links/b-c/strength", "")).hasMessageContaining("nothing");
  }

  @Test
  void whatIsNotChangedKeepsItsLine() {
    Node.Mapping root = Document.read("small.yaml", TEXT).mapping();
    Node.Mapping changed = ModelPatch.apply(root, Map.of("links/a-b/encryption", "none"));
    assertThat(changed.entries().values().stream().map(Node.Entry::line)).containsExactly(1, 2, 5);
  }
}
