package org.sekisho.benchmarks.risk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sekisho.benchmarks.machine.ProcessFacts;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.path.AttackPaths;
import org.sekisho.risk.path.Barriers;
import org.sekisho.risk.path.ListedDefences;
import org.sekisho.risk.path.PathLimits;

/**
 * Analyses a model file in this JVM and prints one line of {@code key=value}: times in
 * milliseconds, counts, CPU time and peak memory of the process. Arguments: the file, and how often
 * to analyse it; of more than one time, the first three warm the JVM and the rest give medians.
 */
public final class RiskRun {
  private static final int WARMING = 3;

  private RiskRun() {}

  /**
   * One analysis.
   *
   * @param readMs reading and checking the file
   * @param catalogueMs reading the catalogue; nothing after the first time
   * @param pathsMs ways, cuts and reachability
   */
  private record Once(double readMs, double catalogueMs, double pathsMs, AttackPaths paths) {
    double allMs() {
      return readMs + catalogueMs + pathsMs;
    }
  }

  /** Runs and ends. */
  public static void main(String[] args) {
    Path file = Path.of(args[0]);
    int times = Integer.parseInt(args[1]);
    List<Once> runs = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      runs.add(once(file));
    }
    List<Once> counted = times > WARMING ? runs.subList(WARMING, times) : runs;
    AttackPaths paths = runs.getLast().paths;
    var self = new ProcessFacts(ProcessHandle.current().pid());
    System.out.printf(
        Locale.ROOT,
        "all=%.1f read=%.1f catalogue=%.1f paths=%.1f assets=%d ways=%d cuts=%d left-out=%d"
            + " stopped=%d cpu=%d peak-kib=%d%n",
        median(counted.stream().mapToDouble(Once::allMs).toArray()),
        median(counted.stream().mapToDouble(Once::readMs).toArray()),
        median(counted.stream().mapToDouble(Once::catalogueMs).toArray()),
        median(counted.stream().mapToDouble(Once::pathsMs).toArray()),
        paths.summaries().size(),
        paths.paths().size(),
        paths.cuts().size(),
        paths.leftOut(),
        paths.summaries().stream().filter(s -> s.alternativesCut()).count(),
        self.cpuMs(),
        self.peakKib());
  }

  private static Once once(Path file) {
    long start = System.nanoTime();
    LocatedModel located = SystemModelFile.readLocated(file);
    long read = System.nanoTime();
    Catalogue catalogue = CatalogueFiles.shipped();
    long known = System.nanoTime();
    AttackPaths paths =
        AttackPaths.of(
            located.model(),
            Barriers.of(located.model(), catalogue),
            ListedDefences.of(located.model(), catalogue.controls()),
            PathLimits.DEFAULT);
    long done = System.nanoTime();
    return new Once((read - start) / 1e6, (known - read) / 1e6, (done - known) / 1e6, paths);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
