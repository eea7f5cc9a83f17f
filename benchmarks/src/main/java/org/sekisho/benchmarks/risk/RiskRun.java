package org.sekisho.benchmarks.risk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.sekisho.benchmarks.machine.ProcessFacts;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.AnalysisInput;
import org.sekisho.risk.analysis.Analyst;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Limits;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.path.AttackPaths;
import org.sekisho.risk.path.Barriers;
import org.sekisho.risk.path.ListedDefences;
import org.sekisho.risk.path.PathLimits;
import org.sekisho.risk.treatment.Decisions;

/**
 * Analyses a model file in this JVM and prints one line of {@code key=value}: times in
 * milliseconds, counts, CPU time and peak memory of the process. Arguments: the file, and how often
 * to analyse it; of more than one time, the first three warm the JVM, the rest give medians, and
 * ways and cuts are found once more each time, to be measured alone.
 */
public final class RiskRun {
  private static final LocalDate DAY = LocalDate.of(2026, 12, 1);
  private static final int WARMING = 3;

  private RiskRun() {}

  /**
   * One analysis.
   *
   * @param readMs reading and checking the file
   * @param catalogueMs reading the catalogue; nothing after the first time
   * @param analysisMs the analysis, with ways and cuts
   * @param pathsMs ways, cuts and reachability alone, once more; 0 when that was not wanted
   */
  private record Once(double readMs, double catalogueMs, double analysisMs, double pathsMs) {
    double allMs() {
      return readMs + catalogueMs + analysisMs;
    }
  }

  private static final class Kept {
    private @Nullable Analysis analysis;
  }

  /** Runs and ends. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    int times = Integer.parseInt(args[1]);
    List<Once> runs = new ArrayList<>();
    // One analysis is held at a time: two of 10,000 components take half of the heap.
    var kept = new Kept();
    for (int i = 0; i < times; i++) {
      kept.analysis = null;
      runs.add(once(file, times > 1, kept));
    }
    List<Once> counted = times > WARMING ? runs.subList(WARMING, times) : runs;
    Analysis analysis = Objects.requireNonNull(kept.analysis);
    var self = new ProcessFacts(ProcessHandle.current().pid());
    System.out.printf(
        Locale.ROOT,
        "all=%.1f read=%.1f catalogue=%.1f analysis=%.1f paths=%.1f rules=%d findings=%d open=%d"
            + " ways=%d cuts=%d cpu=%d peak-kib=%d%n",
        median(counted, Once::allMs),
        median(counted, Once::readMs),
        median(counted, Once::catalogueMs),
        median(counted, Once::analysisMs),
        median(counted, Once::pathsMs),
        analysis.catalogue().rules().size(),
        analysis.findings().size(),
        analysis.findings().stream().filter(Finding::open).count(),
        analysis.paths().size(),
        analysis.cuts().size(),
        self.cpuMs(),
        self.peakKib());
  }

  private static Once once(Path file, boolean pathsAlone, Kept kept) throws IOException {
    long start = System.nanoTime();
    LocatedModel located = SystemModelFile.readLocated(file);
    String digest = digest(file);
    long read = System.nanoTime();
    Catalogue catalogue = CatalogueFiles.shipped();
    long known = System.nanoTime();
    Analysis analysis =
        Analyst.analyse(
            new AnalysisInput(
                located, digest, catalogue, Decisions.NONE, List.of(), DAY, Limits.DEFAULT));
    long done = System.nanoTime();
    double pathsMs = 0;
    if (pathsAlone) {
      paths(located.model(), catalogue);
      pathsMs = (System.nanoTime() - done) / 1e6;
    }
    kept.analysis = analysis;
    return new Once((read - start) / 1e6, (known - read) / 1e6, (done - known) / 1e6, pathsMs);
  }

  private static void paths(SystemModel model, Catalogue catalogue) {
    AttackPaths paths =
        AttackPaths.of(
            model,
            Barriers.of(model, catalogue),
            ListedDefences.of(model, catalogue.controls()),
            PathLimits.DEFAULT);
    if (paths.paths().isEmpty()) {
      throw new IllegalStateException("a generated system has ways");
    }
  }

  private static String digest(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static double median(List<Once> runs, ToDoubleFunction<Once> value) {
    double[] sorted = runs.stream().mapToDouble(value).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
