package org.sekisho.risk.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sekisho.risk.fact.EntityKind;

class ListedDefencesTest {
  @Test
  void aControlListedAroundAPartCountsThereWhenItCanBeOnSuchAPart() {
    ListedDefences defences =
        ListedDefences.of(
            new Sketch()
                .zone("outer", ", controls: [wall]")
                .zone("inner", ", parent: outer")
                .component("a", "server", "inner", ", controls: [list]")
                .component("b", "server", "inner", "")
                .link("ab", "a", "b", "authentication: none, encryption: none")
                .open("door", "a")
                .more("controls: [everywhere, unheard-of]")
                .more(
                    "countermeasures:\n  - {control: seal, on: [ab]}\n"
                        + "  - {control: list, on: [b], state: planned}")
                .model(),
            Sketch.controls(
                Sketch.control("wall", 2, "fw", EntityKind.COMPONENT, EntityKind.ENTRY_POINT),
                Sketch.control("list", 3, "allowlist", EntityKind.COMPONENT),
                Sketch.control("seal", 4, "comenc", EntityKind.LINK),
                Sketch.control("everywhere", 1, "logan", EntityKind.LINK, EntityKind.SYSTEM)));
    assertThat(defences.effort(Sketch.component("a"))).isEqualTo(5);
    assertThat(defences.effort(Sketch.component("b"))).isEqualTo(2);
    assertThat(defences.effort(Sketch.link("ab"))).isEqualTo(5);
    assertThat(defences.effort(Sketch.entry("door"))).isEqualTo(2);
    assertThat(defences.inPlace(Sketch.component("b"), "wall")).isTrue();
    assertThat(defences.inPlace(Sketch.component("b"), "list")).isFalse();
    assertThat(defences.inPlace(Sketch.component("b"), "unheard-of")).isFalse();
  }
}
