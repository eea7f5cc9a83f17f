package org.sekisho.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.benchmarks.machine.Child;
import org.sekisho.benchmarks.machine.Machine;
import org.sekisho.benchmarks.risk.CvssSpeed;
import org.sekisho.benchmarks.risk.GeneratedModel;
import org.sekisho.benchmarks.risk.RiskRun;
import org.sekisho.risk.catalogue.CatalogueFiles;

/**
 * Analyses of generated systems of three sizes, each in JVMs of its own, and CVSS beside a peer.
 */
final class RiskBenchmark {
  private static final List<Integer> SIZES = List.of(100, 1_000, 10_000);
  private static final int SEED = 2026;
  private static final int STARTS = Integer.getInteger("sekisho.bench.starts", 5);
  private static final int WARM_RUNS = 12;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final List<String> WARM_JVM = List.of("-XX:+UseParallelGC", "-Xmx2g");

  private final Places places;

  RiskBenchmark(Places places) {
    this.places = places;
  }

  /**
   * A run of a JVM.
   *
   * @param wallMs from the start of the process to its end
   * @param said what it printed
   */
  private record Seen(double wallMs, Map<String, String> said) {
    String of(String key) {
      return said.getOrDefault(key, "?");
    }

    long peakMib() {
      return Long.parseLong(of("peak-kib")) / 1024;
    }
  }

  void run(PrintStream out) {
    out.println("## Risk analysis of generated systems");
    out.println();
    out.println(
        "| components | file KiB | cold s, median (best) | CPU s | peak MiB | warm ms | reading ms"
            + " | analysis ms | of it ways and cuts ms | rules | findings (open) | ways | cuts |"
            + " load |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    Path folder = places.folder("risk");
    for (int size : SIZES) {
      row(out, folder, size);
    }
    out.println();
    CvssSpeed.table(out);
  }

  private void row(PrintStream out, Path folder, int size) {
    Path file = folder.resolve("generated-" + size + ".yaml");
    var model = new GeneratedModel(size, SEED, CatalogueFiles.shipped().controls().values());
    try {
      Files.writeString(file, model.yaml());
      double load = Machine.load();
      List<Seen> cold = new ArrayList<>();
      for (int i = 0; i < STARTS; i++) {
        cold.add(start(folder, file, coldJvm(), 1));
      }
      cold.sort(Comparator.comparingDouble(Seen::wallMs));
      Seen median = cold.get(cold.size() / 2);
      Seen warm = start(folder, file, WARM_JVM, WARM_RUNS);
      out.printf(
          "| %,d | %,d | %.2f (%.2f) | %.2f | %d | %s | %s | %s | %s | %s | %s (%s) | %s | %s |"
              + " %.1f |%n",
          size,
          Files.size(file) / 1024,
          median.wallMs / 1000,
          cold.getFirst().wallMs / 1000,
          Long.parseLong(median.of("cpu")) / 1000.0,
          median.peakMib(),
          warm.of("all"),
          warm.of("read"),
          warm.of("analysis"),
          warm.of("paths"),
          warm.of("rules"),
          warm.of("findings"),
          warm.of("open"),
          warm.of("ways"),
          warm.of("cuts"),
          load);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code ./sekisho analyse} runs with. */
  private static List<String> coldJvm() {
    return List.of(System.getProperty("sekisho.jvm.analysis", "").strip().split("\\s+"));
  }

  private Seen start(Path folder, Path file, List<String> jvm, int times) throws IOException {
    Path log = Files.createTempFile(folder, "run-", ".log");
    List<String> command = new ArrayList<>(List.of(places.java().toString()));
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            RiskRun.class.getName(),
            file.toString(),
            Integer.toString(times)));
    long start = System.nanoTime();
    try (Child child = Child.start("risk", log, command)) {
      child.awaitEnd(LIMIT);
      double wallMs = (System.nanoTime() - start) / 1e6;
      Map<String, String> said = new HashMap<>();
      Arrays.stream(Files.readString(log).strip().split(" ", -1))
          .map(word -> word.split("=", 2))
          .filter(pair -> pair.length == 2)
          .forEach(pair -> said.put(pair[0], pair[1]));
      return new Seen(wallMs, said);
    }
  }
}
