package org.sekisho.cli.risk;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.treatment.Decisions;
import org.sekisho.risk.treatment.DecisionsFile;
import org.sekisho.risk.treatment.Evidence;
import org.sekisho.risk.treatment.EvidenceFile;
import picocli.CommandLine.Option;

/** What every command that analyses takes besides the model. */
final class AnalysisSource {
  @Option(
      names = "--decisions",
      paramLabel = "<file>",
      description = "what was decided (default: <model>.decisions.yaml beside the model, if there)")
  private @Nullable Path decisions;

  @Option(
      names = "--evidence",
      paramLabel = "<file|folder>",
      description = "what tests showed; may be given several times")
  private List<Path> evidence = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "<file>",
      description = "further rules or controls; may be given several times")
  private List<Path> rules = new ArrayList<>();

  @Option(
      names = "--date",
      paramLabel = "<day>",
      description = "the day for which the analysis holds, such as 2026-11-21 (default: today)")
  private @Nullable LocalDate date;

  @Option(names = "--quiet", description = "no progress on the error output")
  private boolean quiet;

  /** The catalogue with the further rules. */
  Catalogue catalogue() {
    return rules.isEmpty() ? CatalogueFiles.shipped() : CatalogueFiles.shippedWith(rules);
  }

  /** Reads all and analyses. */
  Analysis analyse(Path model, PrintWriter progress) throws IOException {
    note(progress, "reading " + model);
    LocatedModel located = SystemModelFile.readLocated(model);
    List<Evidence> shown = new ArrayList<>();
    for (Path place : evidence) {
      shown.addAll(EvidenceFile.read(place));
    }
    Decisions decided = decisions(model);
    Catalogue catalogue = catalogue();
    note(
        progress,
        "analysing %d components with %d rules"
            .formatted(located.model().components().size(), catalogue.rules().size()));
    return Analyst.analyse(
        new AnalysisInput(located, sha256(model), catalogue, decided, shown, on(), Limits.DEFAULT));
  }

  /** Says how far the work is, unless nobody wants to know. */
  void note(PrintWriter progress, String text) {
    if (!quiet) {
      progress.println(text);
      progress.flush();
    }
  }

  private LocalDate on() {
    return date == null ? LocalDate.now(ZoneId.systemDefault()) : date;
  }

  private Decisions decisions(Path model) {
    if (decisions != null) {
      return DecisionsFile.read(decisions);
    }
    String name = String.valueOf(model.getFileName()).replaceFirst("\\.ya?ml$", "");
    Path beside = model.resolveSibling(name + ".decisions.yaml");
    return Files.exists(beside) ? DecisionsFile.read(beside) : Decisions.NONE;
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    }
  }
}
