package org.sekisho.risk.treatment;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.lint.ModelNote;

@Verifies({"RISK-25", "EVAL-18"})
class TreatmentsTest {
  private static final Optional<BigDecimal> SAME = Optional.of(BigDecimal.valueOf(12));

  private final Decisions decisions =
      DecisionsFile.read(
          "home.decisions.yaml",
          """
          format: sekisho-decisions/1
          artefacts: {gone: %s}
          treatments:
            - {finding: link-read@x, kind: accept, owner: a, reason: b, decided: 2026-01-01, expires: 2026-06-01, risk: 12, target: 4}
            - {finding: link-read@x, kind: transfer, owner: a, reason: b, decided: 2026-07-01, expires: 2026-12-01}
            - {finding: link-read@*, kind: exclude, owner: a, reason: b, decided: 2026-01-01, expires: 2027-01-01}
            - {finding: link-*, kind: operation, owner: a, reason: b, decided: 2026-01-01}
            - {finding: nothing@here, kind: avoid, owner: a, reason: b, decided: 2026-01-01}
          ratings:
            - {finding: link-*, frequency: 1, reason: b, owner: a}
            - {finding: link-read@x, frequency: 3, priority: 2, reason: b, owner: a}
          """
              .formatted(SchemasTest.SHA));

  @Test
  void holdUntilTheDayOfExpiry() {
    assertThat(on(2026, 5, 31).of("link-read@x", SAME).state()).isEqualTo(Treatment.State.HOLDS);
    assertThat(on(2026, 5, 31).of("link-read@x", SAME).open()).isFalse();
    Treatment expired = on(2026, 6, 1).of("link-read@x", SAME);
    assertThat(expired.state()).isEqualTo(Treatment.State.EXPIRED);
    assertThat(expired.kind()).isEqualTo(Treatment.Kind.ACCEPT);
    assertThat(expired.open()).isTrue();
  }

  @Test
  void endWhenTheRiskHasGrown() {
    Treatments may = on(2026, 5, 1);
    assertThat(may.of("link-read@x", Optional.of(new BigDecimal("12.0"))).open()).isFalse();
    Treatment outgrown = may.of("link-read@x", Optional.of(BigDecimal.valueOf(13)));
    assertThat(outgrown.state()).isEqualTo(Treatment.State.OUTGROWN);
    assertThat(outgrown.snapshot()).contains("12");
    assertThat(may.of("link-read@x", Optional.empty()).open()).isFalse();
  }

  @Test
  void countFromTheLatestThatIsMade() {
    assertThat(on(2025, 1, 1).of("link-read@x", SAME)).isEqualTo(Treatment.NONE);
    assertThat(on(2026, 6, 30).of("link-read@x", SAME).kind()).isEqualTo(Treatment.Kind.ACCEPT);
    assertThat(on(2026, 7, 1).of("link-read@x", SAME).kind()).isEqualTo(Treatment.Kind.TRANSFER);
  }

  @Test
  void countFromTheClosest() {
    assertThat(on(2026, 5, 1).of("link-read@y", SAME).kind()).isEqualTo(Treatment.Kind.EXCLUDE);
    assertThat(on(2026, 5, 1).of("link-write@y", SAME).kind()).isEqualTo(Treatment.Kind.OPERATION);
    assertThat(on(2026, 5, 1).of("port@y", SAME)).isEqualTo(Treatment.NONE);
    assertThat(on(2026, 5, 1).target("link-read@x")).contains(4);
    assertThat(on(2026, 5, 1).rating("link-read@x").orElseThrow().frequency()).contains(3);
    assertThat(on(2026, 5, 1).rating("link-read@z").orElseThrow().frequency()).contains(1);
    assertThat(on(2026, 5, 1).rating("port@z")).isEmpty();
  }

  @Test
  void areNotedWhenTheyMeetNothing() {
    var model =
        SystemModelFile.read(
            "home.yaml", "{format: sekisho-system/1, id: home, name: {ja: 家, en: House}}");
    assertThat(on(2026, 5, 1).notes(model, Set.of("link-read@x", "link-write@z")))
        .extracting(ModelNote::check, ModelNote::file, ModelNote::line)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("decision-of-later", "home.decisions.yaml", 5),
            org.assertj.core.groups.Tuple.tuple("accepted-without-value", "home.decisions.yaml", 5),
            org.assertj.core.groups.Tuple.tuple(
                "decision-without-finding", "home.decisions.yaml", 8),
            org.assertj.core.groups.Tuple.tuple(
                "artefact-without-component", "home.decisions.yaml", 0));
  }

  private Treatments on(int year, int month, int day) {
    return new Treatments(decisions, LocalDate.of(year, month, day));
  }
}
