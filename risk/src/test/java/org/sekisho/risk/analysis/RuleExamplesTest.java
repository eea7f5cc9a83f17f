package org.sekisho.risk.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.catalogue.Rule;

/** Every shipped rule fires where its example says, and spares what its other example says. */
class RuleExamplesTest {
  private final Catalogue catalogue = CatalogueFiles.shipped();

  @Test
  @Verifies("THR-14")
  void everyRuleDoesAsItsExamplesSay() {
    List<GoldenExamples.Outcome> outcomes = GoldenExamples.of(catalogue).run();
    assertThat(outcomes).hasSize(2 * catalogue.rules().size());
    assertThat(outcomes).filteredOn(o -> !o.asWanted()).isEmpty();
  }

  @Test
  void nothingIsOpenInTheHardenedModel() {
    assertThat(GoldenExamples.of(catalogue).openInHardened()).extracting(Finding::id).isEmpty();
  }

  @Test
  void everyRuleHasBothExamplesAndAnAnswerThatBlocksOrReduces() {
    assertThat(catalogue.rules().values())
        .allSatisfy(
            rule -> {
              assertThat(rule.fires()).as(rule.id()).isPresent();
              assertThat(rule.spares()).as(rule.id()).isPresent();
              assertThat(rule.answers().isEmpty() || rule.answers().stream().anyMatch(this::counts))
                  .as(rule.id() + " has an answer that can counter it")
                  .isTrue();
            });
  }

  private boolean counts(Rule.Answer answer) {
    return answer.strength() == Rule.Strength.BLOCKS || answer.strength() == Rule.Strength.REDUCES;
  }
}
