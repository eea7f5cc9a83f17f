package org.sekisho.cli.risk;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.method.GuidelineValue;
import org.sekisho.risk.treatment.Decisions;
import org.sekisho.risk.treatment.Evidence;

/**
 * How much risk of a system is left when only that counts which evidence shows.
 *
 * @param threats threats in scope
 * @param held those that shown controls stop
 * @param value sum of the guideline's simple values that are left
 */
public record ResidualRisk(int threats, long held, long value) {
  /** Analyses the system with this evidence. */
  public static ResidualRisk of(Path model, List<Evidence> evidence) {
    LocatedModel located = SystemModelFile.readLocated(model);
    Analysis analysis =
        Analyst.analyse(
            new AnalysisInput(
                located,
                "",
                CatalogueFiles.shipped(),
                Decisions.NONE,
                evidence,
                LocalDate.now(ZoneOffset.UTC),
                Limits.DEFAULT));
    return of(analysis);
  }

  /** What an analysis came to. */
  public static ResidualRisk of(Analysis analysis) {
    List<Finding> inScope = analysis.findings().stream().filter(Finding::inScope).toList();
    return new ResidualRisk(
        inScope.size(),
        inScope.stream().filter(f -> f.values().residual().countered()).count(),
        inScope.stream().mapToLong(ResidualRisk::left).sum());
  }

  private static long left(Finding finding) {
    if (finding.values().residual().countered()) {
      return 0;
    }
    return finding.values().residual().scores().scores().stream()
        .filter(GuidelineValue.class::isInstance)
        .mapToLong(score -> score.high().longValue())
        .max()
        .orElse(0);
  }
}
