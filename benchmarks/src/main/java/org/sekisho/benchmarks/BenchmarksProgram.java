package org.sekisho.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.sekisho.benchmarks.machine.Machine;

/**
 * Runs the benchmarks that are named and prints a table in Markdown for each. Arguments: the
 * repository's root, then {@code gateway}, {@code head-end}, {@code start}, {@code command}, {@code
 * backlog}, {@code guard}, {@code risk}.
 */
public final class BenchmarksProgram {
  private BenchmarksProgram() {}

  /** Runs and ends; every process that it started has ended by then. */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]).toAbsolutePath().normalize();
    Path folder = Files.createDirectories(root.resolve("benchmarks/target/runs"));
    Path run = Files.createTempDirectory(folder, "run-");
    var places = new Places(root, run);
    System.out.println("Machine: " + Machine.description());
    System.out.println("Time: " + Instant.now() + ", load average " + Machine.load());
    for (String name : List.of(args).subList(1, args.length)) {
      System.out.println();
      switch (name) {
        case "gateway" -> new GatewayBenchmark(places).run(System.out);
        case "head-end" -> new HeadEndBenchmark(places).run(System.out);
        case "start" -> new StartBenchmark(places).run(System.out);
        case "command" -> new CommandBenchmark(places).run(System.out);
        case "backlog" -> new BacklogBenchmark(places).run(System.out);
        case "guard" -> new GuardBenchmark(places).run(System.out);
        case "risk" -> new RiskBenchmark(places).run(System.out);
        default -> throw new IllegalArgumentException("no benchmark '" + name + "'");
      }
    }
    places.delete();
    System.exit(0);
  }
}
