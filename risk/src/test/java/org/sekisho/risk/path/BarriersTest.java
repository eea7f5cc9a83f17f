package org.sekisho.risk.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Condition;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

class BarriersTest {
  private static final Control DEAR = Sketch.control("dear", 4, "fw", EntityKind.LINK);
  private static final Control CHEAP = Sketch.control("cheap", 1, "msgauth", EntityKind.LINK);
  private static final Control WATCH = Sketch.control("watch", 1, "logan", EntityKind.LINK);
  private static final Control SEAL = Sketch.control("seal", 1, "comenc", EntityKind.LINK);
  private static final Rule.At SELF = Rule.At.SELF;
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
        true,
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

  private static Optional<Cut.Place> cheapest(Barriers barriers, EntityRef at) {
    return barriers.cheapest(at, Defences.NONE);
  }

  @Test
  void takesControlsWhoseMainMeasureKeepsSomebodyOutTheCheapestFirst() {
    Barriers barriers = Barriers.of(Sketch.controls(DEAR, CHEAP, WATCH, SEAL, HOST));
    EntityRef link = Sketch.link("l");
    assertThat(cheapest(barriers, link)).contains(new Cut.Place(link, "cheap", 1));
    assertThat(cheapest(barriers, Sketch.component("c"))).isEmpty();
  }

  @Test
  void whatIsInPlaceClosesNothingFurther() {
    Barriers barriers = Barriers.of(Sketch.controls(DEAR, CHEAP));
    Defences cheapThere =
        new Defences() {
          @Override
          public int effort(EntityRef at) {
            return 1;
          }

          @Override
          public boolean inPlace(EntityRef at, String control) {
            return control.equals("cheap");
          }
        };
    EntityRef link = Sketch.link("l");
    assertThat(barriers.cheapest(link, cheapThere)).contains(new Cut.Place(link, "dear", 4));
  }

  @Test
  void aControlThatAnswersOneThreatOfManyClosesNoPlace() {
    Rule.Strength blocks = Rule.Strength.BLOCKS;
    Map<String, Rule> rules = new HashMap<>();
    for (String id : List.of("a", "b", "c")) {
      rules.put(
          id,
          rule(
              id,
              EntityKind.CROSSING,
              ThreatClass.SPO,
              new Rule.Answer("dear", Rule.At.SELF, blocks),
              new Rule.Answer("watch", Rule.At.SELF, Rule.Strength.DETECTS),
              new Rule.Answer("unheard-of", Rule.At.SELF, blocks)));
    }
    rules.put(
        "d", rule("d", EntityKind.LINK, ThreatClass.UNA, new Rule.Answer("cheap", SELF, blocks)));
    rules.put(
        "e",
        rule("e", EntityKind.LINK, ThreatClass.INF_NET, new Rule.Answer("cheap", SELF, blocks)));
    Catalogue catalogue =
        new Catalogue(Map.of(), Map.of(), Sketch.controls(DEAR, CHEAP, WATCH), rules);
    EntityRef link = Sketch.link("l");
    Barriers barriers = Barriers.of(new Sketch().model(), catalogue);
    assertThat(cheapest(barriers, link)).contains(new Cut.Place(link, "dear", 4));
  }

  @Test
  void anEntryPointIsClosedByWhatFitsIt() {
    SystemModel model = new Sketch().servers("a").open("service", "a").model();
    Catalogue catalogue =
        new Catalogue(
            Map.of(),
            Map.of(),
            Sketch.controls(
                Sketch.control("seal-case", 1, "tamper-hw", EntityKind.ENTRY_POINT),
                Sketch.control("login", 2, "userauth", EntityKind.ENTRY_POINT)),
            Map.of());
    EntityRef service = Sketch.entry("service");
    assertThat(cheapest(Barriers.of(model, catalogue), service))
        .contains(new Cut.Place(service, "login", 2));
  }
}
