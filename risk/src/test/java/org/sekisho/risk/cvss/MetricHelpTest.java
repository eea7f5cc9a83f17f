package org.sekisho.risk.cvss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;

class MetricHelpTest {
  @Test
  @Verifies("CVSS-14")
  void everyValueOfEveryMetricHasHelpInBothLanguages() {
    for (CvssVersion version : CvssVersion.values()) {
      for (CvssMetric metric : version.metrics()) {
        MetricHelp help = MetricHelp.of(metric);
        assertThat(help.question().ja()).as(metric.code()).isNotBlank();
        assertThat(help.question().en()).isNotBlank();
        for (char letter : metric.letters().toCharArray()) {
          MetricHelp.Value value = help.value(letter);
          assertThat(
                  List.of(
                      value.name().ja(), value.name().en(), value.help().ja(), value.help().en()))
              .as(metric.code() + ":" + letter)
              .allSatisfy(text -> assertThat(text).isNotBlank());
        }
      }
    }
  }

  @Test
  @Verifies("CVSS-06")
  void asksTheGuidesQuestions() {
    assertThat(MetricHelp.of(Cvss3Metric.AV).question().ja()).isEqualTo("どこから攻撃できるのか");
    assertThat(MetricHelp.of(Cvss3Metric.MPR).question().ja()).isEqualTo("攻撃に権限が必要かどうか");
    assertThat(MetricHelp.of(Cvss4Metric.MSI).value('S').help().en()).contains("harm people");
    assertThat(MetricHelp.of(Cvss4Metric.MSI).value('H').name().en()).isEqualTo("High");
  }

  @Test
  @Verifies("CVSS-13")
  void theScopeIsChangedWhenTheEffectReachesAnotherAuthority() {
    assertThat(ScopeRule.scope("alpha", List.of("alpha", "alpha"))).isEqualTo('U');
    assertThat(ScopeRule.scope("alpha", List.of())).isEqualTo('U');
    assertThat(ScopeRule.scope("alpha", List.of("alpha", "beta"))).isEqualTo('C');
  }
}
