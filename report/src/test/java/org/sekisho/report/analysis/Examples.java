package org.sekisho.report.analysis;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.treatment.Decisions;

/** Analyses of the example models, and of texts made of them. */
public final class Examples {
  /** The day of every analysis here. */
  public static final LocalDate DAY = LocalDate.of(2026, 11, 1);

  private static final Path FOLDER = Path.of("../examples");

  private Examples() {}

  /** The analysis of an example by its name. */
  public static Analysis analysed(String name) {
    return analysed(SystemModelFile.readLocated(FOLDER.resolve(name + ".yaml")));
  }

  /** The analysis of a model. */
  public static Analysis analysed(LocatedModel model) {
    return Analyst.analyse(
        new AnalysisInput(
            model,
            "0".repeat(64),
            CatalogueFiles.shipped(),
            Decisions.NONE,
            List.of(),
            DAY,
            Limits.DEFAULT));
  }
}
