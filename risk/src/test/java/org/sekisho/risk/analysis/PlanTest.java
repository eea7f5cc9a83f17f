package org.sekisho.risk.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.treatment.Treatment;

@Verifies({"GUIDE-26", "EVAL-17"})
class PlanTest {
  private static final EntityRef LINK = new EntityRef(EntityKind.LINK, "gw-he");

  @Test
  void hasALineForEachControlAtEachPlaceWithAllThatRestsOnIt() {
    Plan plan =
        plan(
            SampleFinding.of("link-read", "gw-he").control("tls", ControlState.State.CLAIMED),
            SampleFinding.of("link-changed", "gw-he").control("tls", ControlState.State.CLAIMED),
            SampleFinding.of("link-read", "other").control("tls", ControlState.State.VERIFIED));
    assertThat(plan.items())
        .containsExactly(
            new PlanItem(
                "tls",
                LINK,
                ControlState.State.CLAIMED,
                List.of("link-read@gw-he", "link-changed@gw-he")),
            new PlanItem(
                "tls",
                new EntityRef(EntityKind.LINK, "other"),
                ControlState.State.VERIFIED,
                List.of("link-read@other")));
    assertThat(plan.uncovered()).isEmpty();
  }

  @Test
  void testsTheWeaknessWhereNoControlIsThere() {
    Plan plan =
        plan(
            SampleFinding.of("link-read", "gw-he")
                .control("unknown", ControlState.State.MISSING)
                .control("tls", ControlState.State.MISSING)
                .control("iot-lock", ControlState.State.MISSING));
    assertThat(plan.items())
        .containsExactly(
            new PlanItem("tls", LINK, ControlState.State.MISSING, List.of("link-read@gw-he")));
  }

  @Test
  void namesWhatNothingCovers() {
    assertThat(plan(SampleFinding.of("threat", "t1")).uncovered()).containsExactly("threat@t1");
  }

  @Test
  void leavesOutWhatIsSetAsideOrOutOfScope() {
    Plan plan =
        plan(
            SampleFinding.of("a", "x")
                .control("tls", ControlState.State.CLAIMED)
                .treated(Treatment.Kind.EXCLUDE, Treatment.State.HOLDS),
            SampleFinding.of("b", "x").control("tls", ControlState.State.CLAIMED).outOfScope());
    assertThat(plan.items()).isEmpty();
    assertThat(plan.uncovered()).isEmpty();
    assertThat(
            plan(SampleFinding.of("a", "x")
                    .control("tls", ControlState.State.CLAIMED)
                    .treated(Treatment.Kind.EXCLUDE, Treatment.State.EXPIRED))
                .items())
        .hasSize(1);
  }

  private static Plan plan(SampleFinding... findings) {
    Analysis sample = SampleAnalysis.of(findings).build();
    return Plan.of(sample.findings(), sample.catalogue());
  }
}
