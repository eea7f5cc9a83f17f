package org.sekisho.risk.examples;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.treatment.Decisions;

/** The shipped examples and their analyses, each made once. */
final class Examples {
  static final Path FOLDER = Path.of("../examples");
  static final List<String> ALL =
      List.of(
          "home-gateway",
          "network-camera",
          "smart-maintenance",
          "production-line",
          "video-surveillance",
          "sekisho");

  static final LocalDate DAY = LocalDate.of(2026, 11, 22);
  private static final Map<String, Analysis> ANALYSES = new ConcurrentHashMap<>();

  private Examples() {}

  static LocatedModel located(String name) {
    return SystemModelFile.readLocated(FOLDER.resolve(name + ".yaml"));
  }

  static SystemModel model(String name) {
    return located(name).model();
  }

  static Analysis analysis(String name) {
    return ANALYSES.computeIfAbsent(name, n -> analyse(n, Decisions.NONE));
  }

  static Analysis analyse(String name, Decisions decisions) {
    return analyse(name, decisions, DAY);
  }

  static Analysis analyse(String name, Decisions decisions, LocalDate on) {
    return Analyst.analyse(
        new AnalysisInput(
            located(name),
            "0".repeat(64),
            CatalogueFiles.shipped(),
            decisions,
            List.of(),
            on,
            Limits.DEFAULT));
  }

  /** The value of a key that is there. */
  static <T> T the(Map<String, T> all, String id) {
    return Objects.requireNonNull(all.get(id), id);
  }
}
