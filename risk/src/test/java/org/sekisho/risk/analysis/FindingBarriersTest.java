package org.sekisho.risk.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.method.ScoreSheet;
import org.sekisho.risk.path.Cut;
import org.sekisho.risk.path.Defences;
import org.sekisho.risk.treatment.Treatment;

class FindingBarriersTest {
  private static final LocalText TEXT = new LocalText("x", "x");
  private static final EntityRef LINK = new EntityRef(EntityKind.LINK, "l");
  private static final EntityRef CROSSING = new EntityRef(EntityKind.CROSSING, "l");
  private static final EntityRef HOST = new EntityRef(EntityKind.COMPONENT, "c");
  private static final Map<String, Control> CONTROLS =
      Map.of(
          "narrow", control("narrow", 1, "fw"),
          "broad", control("broad", 3, "msgauth"),
          "list-of-parts", control("list-of-parts", 1, "vuln"));

  private static Control control(String id, int effort, String measure) {
    return new Control(
        id,
        TEXT,
        TEXT,
        List.of(measure),
        Set.of(EntityKind.LINK),
        Optional.empty(),
        List.of(),
        List.of(),
        new Control.Verification(Control.Method.REVIEW, Control.Tool.CHECKLIST, "t", TEXT),
        effort,
        Control.Origin.IT_COMMON);
  }

  private static ControlState missing(String control, EntityRef at) {
    return new ControlState(
        control,
        Rule.Strength.BLOCKS,
        List.of(at),
        Optional.empty(),
        ControlState.State.MISSING,
        Optional.empty());
  }

  private static Finding finding(
      ThreatClass threatClass, boolean countered, ControlState... answers) {
    var assessment = new Assessment(countered, new ScoreSheet(List.of()));
    return new Finding(
        "r@l",
        Optional.empty(),
        LINK,
        TEXT,
        TEXT,
        threatClass,
        Optional.empty(),
        List.of(),
        Set.of(),
        Set.of(),
        OptionalInt.empty(),
        List.of(),
        List.of(answers),
        new RiskValues(assessment, assessment, assessment, Optional.empty()),
        TEXT,
        1,
        Treatment.NONE,
        new Proof(List.of(), List.of()),
        true);
  }

  private static Optional<Cut.Place> cheapest(EntityRef at, Finding... findings) {
    return new FindingBarriers(
            List.of(findings), CONTROLS, (place, _) -> Optional.of(new Cut.Place(place, "else", 5)))
        .cheapest(at, Defences.NONE);
  }

  @Test
  void takesTheControlThatBlocksMostOfWhatIsOpenAtThePlace() {
    assertThat(
            cheapest(
                LINK,
                finding(ThreatClass.SPO, false, missing("narrow", LINK), missing("broad", LINK)),
                finding(ThreatClass.TAM, false, missing("broad", CROSSING))))
        .contains(new Cut.Place(LINK, "broad", 3));
    assertThat(
            cheapest(
                LINK,
                finding(ThreatClass.SPO, false, missing("narrow", LINK), missing("broad", LINK))))
        .contains(new Cut.Place(LINK, "narrow", 1));
  }

  @Test
  void asksElsewhereWhereNothingOpenLeadsOn() {
    var other = Optional.of(new Cut.Place(LINK, "else", 5));
    assertThat(cheapest(LINK)).isEqualTo(other);
    assertThat(cheapest(LINK, finding(ThreatClass.SPO, true, missing("broad", LINK))))
        .isEqualTo(other);
    assertThat(cheapest(LINK, finding(ThreatClass.INF_NET, false, missing("broad", LINK))))
        .isEqualTo(other);
    assertThat(cheapest(LINK, finding(ThreatClass.SPO, false, missing("list-of-parts", LINK))))
        .isEqualTo(other);
    // A control that cannot be on components closes none.
    assertThat(cheapest(HOST, finding(ThreatClass.SPO, false, missing("broad", HOST))))
        .contains(new Cut.Place(HOST, "else", 5));
  }
}
