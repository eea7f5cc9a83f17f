package org.sekisho.risk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.gate.Breach;
import org.sekisho.risk.gate.Gate;
import org.sekisho.risk.gate.PolicyFile;
import org.sekisho.risk.treatment.Decision;
import org.sekisho.risk.treatment.Decisions;
import org.sekisho.risk.treatment.DecisionsFile;

/**
 * The decisions that lie beside Sekisho's own model and the house: every finding has its answer.
 */
class ShippedDecisionsTest {
  private static final Pattern JAPANESE = Pattern.compile("[\\u3040-\\u30ff\\u4e00-\\u9fff]");
  private static final LocalDate DECIDED = LocalDate.of(2026, 11, 20);

  @ParameterizedTest
  @ValueSource(strings = {"sekisho", "home-gateway"})
  void passTheDefaultPolicy(String example) {
    Analysis analysis = Examples.analyse(example, decisions(example));
    assertThat(Gate.check(analysis, Optional.empty(), PolicyFile.shipped())).isEmpty();
    assertThat(analysis.findings().stream().filter(Finding::open)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sekisho", "home-gateway"})
  void sayWhoWhyAndUntilWhenInBothLanguages(String example) {
    for (Decision decision : decisions(example).treatments()) {
      assertThat(decision.owner()).as(decision.finding()).isNotBlank();
      assertThat(decision.reason().ja()).as(decision.finding()).containsPattern(JAPANESE);
      assertThat(decision.reason().en()).as(decision.finding()).doesNotContainPattern(JAPANESE);
      assertThat(decision.decided()).isEqualTo(DECIDED);
      assertThat(decision.expires()).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sekisho", "home-gateway"})
  void areAboutFindingsThatAskForADecision(String example) {
    List<Finding> undecided =
        Examples.analysis(example).findings().stream().filter(Finding::open).toList();
    for (Decision decision : decisions(example).treatments()) {
      String id = decision.finding();
      assertThat(undecided)
          .as(id)
          .anyMatch(
              f ->
                  id.endsWith("*")
                      ? f.id().startsWith(id.substring(0, id.length() - 1))
                      : f.id().equals(id));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sekisho", "home-gateway"})
  void comeBackWhenTheirDayHasCome(String example) {
    Analysis later = Examples.analyse(example, decisions(example), LocalDate.of(2027, 3, 1));
    assertThat(Gate.check(later, Optional.empty(), PolicyFile.shipped()))
        .extracting(Breach::demand)
        .contains("expired-decisions");
  }

  @Test
  void noPlannedControlCountsInSekishoItself() {
    assertThat(Examples.model("sekisho").countermeasures()).isNotEmpty();
    for (Finding finding : Examples.analysis("sekisho").findings()) {
      long counting = finding.controls().stream().filter(c -> c.state().counts()).count();
      if (counting == 0) {
        assertThat(finding.values().current().countered()).as(finding.id()).isFalse();
      }
      assertThat(finding.controls())
          .as(finding.id())
          .noneMatch(c -> c.state() == ControlState.State.VERIFIED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"network-camera", "smart-maintenance", "production-line", "video-surveillance"})
  void templatesSayThatNothingIsDecided(String example) throws Exception {
    assertThat(Examples.FOLDER.resolve(example + ".decisions.yaml")).doesNotExist();
    assertThat(Files.readString(Examples.FOLDER.resolve(example + ".yaml")))
        .contains("A template to begin with: nothing is decided");
  }

  private static Decisions decisions(String example) {
    return DecisionsFile.read(Examples.FOLDER.resolve(example + ".decisions.yaml"));
  }
}
