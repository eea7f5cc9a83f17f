package org.sekisho.risk.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.treatment.Decisions;

class FindingsTest {
  private static final String MODEL =
      """
      format: sekisho-system/1
      id: small
      name: {ja: 小さなシステム, en: Small}
      zones:
        - {id: house, name: {ja: 家, en: House}, safety: medium, placement: field}
        - {id: centre, name: {ja: センタ, en: Centre}, safety: high, placement: centre}
      components:
        - {id: gw, kind: gateway, name: {ja: GW, en: Gateway}, zone: house}
        - {id: head, kind: head-end, name: {ja: HE, en: Head-end}, zone: centre}
      links:
        - {id: gw-head, from: gw, to: head, protocol: mqtt, authentication: none, encryption: none, data: [secrets]}
      assets:
        - {id: secrets, kind: personal, name: {ja: 個人情報, en: Personal data}, in: [head], confidentiality: 3, integrity: 3, availability: 1}
      """;

  private final LocatedModel located = SystemModelFile.readLocated("small.yaml", MODEL);
  private final Analysis analysis =
      Analyst.analyse(
          new AnalysisInput(
              located,
              "0".repeat(64),
              CatalogueFiles.shipped(),
              Decisions.NONE,
              List.of(),
              LocalDate.of(2026, 11, 22),
              Limits.DEFAULT));

  @Test
  void writesFindingsAsThreatsThatAnImportLeavesOut() {
    List<Finding> onLinks =
        analysis.findings().stream().filter(f -> f.at().kind() == EntityKind.LINK).toList();
    assertThat(onLinks).isNotEmpty();
    for (ExchangeFormat format : List.of(ExchangeFormat.OTM, ExchangeFormat.THREAT_DRAGON)) {
      Exported exported = format.exporter().write(Content.of(analysis, List.of()));
      for (Finding finding : onLinks) {
        assertThat(exported.text()).contains("\"" + finding.id() + "\"");
      }
      assertThat(Samples.model(format.importer().read("x", exported.text())))
          .isEqualTo(located.model());
    }
  }

  @Test
  void listsEachFindingThatAFormatHasNoPlaceFor() {
    for (ExchangeFormat format : List.of(ExchangeFormat.THREAGILE, ExchangeFormat.CYCLONEDX)) {
      assertThat(format.exporter().write(Content.of(analysis, List.of())).losses())
          .extracting(Loss::where)
          .containsAll(analysis.findings().stream().map(f -> "findings/" + f.id()).toList());
    }
  }
}
