package org.sekisho.risk.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Condition;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityKind;

class BarriersTest {
  private static final Control DEAR = Sketch.control("dear", 4, "fw", EntityKind.LINK);
  private static final Control CHEAP = Sketch.control("cheap", 1, "comenc", EntityKind.LINK);
  private static final Control WATCH = Sketch.control("watch", 1, "logan", EntityKind.LINK);
  private static final Control HOST =
      Sketch.control("host", 2, "secdev", EntityKind.COMPONENT, EntityKind.LINK);

  private static Rule rule(
      String id, EntityKind over, ThreatClass threatClass, Rule.Answer... answers) {
    var text = new LocalText(id, id);
    return new Rule(
        id,
        text,
        over,
        new Condition.Always(),
        text,
        threatClass,
        Set.of(),
        Set.of(),
        Set.of(),
        List.of(),
        Set.of(),
        false,
        1,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(answers),
        text,
        Control.Origin.IT_COMMON,
        Optional.empty(),
        Optional.empty(),
        "rules.yaml",
        1);
  }

  @Test
  void takesControlsWhoseMainMeasureKeepsSomebodyOutTheCheapestFirst() {
    Barriers barriers = Barriers.of(Sketch.controls(DEAR, CHEAP, WATCH, HOST));
    assertThat(barriers.at(EntityKind.LINK)).containsExactly(CHEAP, DEAR);
    assertThat(barriers.at(EntityKind.COMPONENT)).isEmpty();
    assertThat(barriers.cheapest(Sketch.link("l"), Defences.NONE))
        .contains(new Cut.Place(Sketch.link("l"), "cheap", 1));
    assertThat(barriers.cheapest(Sketch.component("c"), Defences.NONE)).isEmpty();
  }

  @Test
  void withRulesTakesWhatBlocksAThreatThatLeadsOn() {
    Rule.Strength blocks = Rule.Strength.BLOCKS;
    Catalogue catalogue =
        new Catalogue(
            Map.of(),
            Map.of(),
            Sketch.controls(DEAR, CHEAP, WATCH, HOST),
            Map.of(
                "a",
                rule(
                    "a",
                    EntityKind.CROSSING,
                    ThreatClass.SPO,
                    new Rule.Answer("dear", Rule.At.SELF, blocks),
                    new Rule.Answer("watch", Rule.At.SELF, Rule.Strength.DETECTS),
                    new Rule.Answer("host", Rule.At.TO, blocks),
                    new Rule.Answer("unheard-of", Rule.At.SELF, blocks)),
                "b",
                rule(
                    "b",
                    EntityKind.LINK,
                    ThreatClass.INF_NET,
                    new Rule.Answer("cheap", Rule.At.SELF, blocks))));
    Barriers barriers = Barriers.of(catalogue);
    assertThat(barriers.at(EntityKind.LINK)).containsExactly(DEAR);
    assertThat(barriers.at(EntityKind.COMPONENT)).containsExactly(HOST);
    assertThat(barriers.at(EntityKind.ENTRY_POINT)).isEmpty();
  }
}
