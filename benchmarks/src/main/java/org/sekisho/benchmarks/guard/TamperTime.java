package org.sekisho.benchmarks.guard;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sekisho.benchmarks.load.Latencies;
import org.sekisho.benchmarks.machine.Machine;
import org.sekisho.benchmarks.plant.Plant;
import org.sekisho.benchmarks.plant.ProgramKind;

/** From the opening of the case until no key is left in the gateway's data. */
public final class TamperTime {
  /** What the gateway's settings need for it; the switch is a file. */
  public static final String SETTINGS =
      "disposal: {fill: 0B, tamper: {file: case, active: \"1\"}}\n";

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final String KEYS =
      "glob:**/{keys/*,identity/*.key,configuration/key,maintenance/key.pem,console/*.key,"
          + "console/key.pem}";
  private static final Pattern TOLD = Pattern.compile("keys-gone-us=([0-9]+)");

  private final Plant plant;
  private final int times;

  /**
   * A measurement.
   *
   * @param times how often the case is opened; each time the gateway starts and enrols again
   */
  public TamperTime(Plant plant, int times) {
    this.plant = plant;
    this.times = times;
  }

  /** The file that says whether the case is open; it must be there before the gateway starts. */
  public static void closeCase(Plant plant) {
    write(plant, "0\n");
  }

  private static void write(Plant plant, String word) {
    try {
      Files.writeString(plant.data(ProgramKind.GATEWAY).resolveSibling("case"), word);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Measures, and prints the table. */
  public void run(PrintStream out) throws IOException {
    Path data = plant.data(ProgramKind.GATEWAY);
    var outside = new Latencies(times);
    double load = Machine.load();
    int keys = 0;
    for (int i = 0; i < times; i++) {
      LockSupport.parkNanos(SETTLE.toNanos());
      List<Path> all = keys(data);
      keys = all.size();
      long opened = System.nanoTime();
      write(plant, "1\n");
      while (all.stream().anyMatch(Files::exists)) {
        if (System.nanoTime() - opened > LIMIT.toNanos()) {
          throw new IllegalStateException("the keys are still there");
        }
        LockSupport.parkNanos(200_000);
      }
      outside.add(System.nanoTime() - opened);
      plant
          .child(ProgramKind.GATEWAY)
          .await(
              "erased",
              LIMIT,
              Duration.ofMillis(20),
              () ->
                  !Files.exists(data.resolve("ready"))
                      && !Files.exists(data.resolve("disposal/pending.json"))
                      && told(data).size() > outside.count() - 1);
      write(plant, "0\n");
      plant.giveCode();
      plant
          .child(ProgramKind.GATEWAY)
          .await(
              "ready again",
              LIMIT,
              Duration.ofMillis(20),
              () -> Files.exists(data.resolve("ready")));
    }
    var inside = new Latencies(times);
    told(data).forEach(us -> inside.add(us * 1000));
    out.println("### Tamper: from the open case to the last key gone, " + times + " times");
    out.println();
    out.println("| from | key files | median ms | max ms | load |");
    out.println("|---|---|---|---|---|");
    print(out, "the switch changes, seen from outside", keys, outside, load);
    print(out, "the gateway sees it, on the medium", keys, inside, load);
  }

  private static void print(PrintStream out, String from, int keys, Latencies times, double load) {
    out.printf(
        "| %s | %d | %.1f | %.1f | %.1f |%n",
        from, keys, times.quantileMs(0.5), times.quantileMs(1), load);
  }

  private static List<Path> keys(Path data) throws IOException {
    var matcher = FileSystems.getDefault().getPathMatcher(KEYS);
    try (Stream<Path> walk = Files.walk(data)) {
      return walk.filter(Files::isRegularFile).filter(matcher::matches).toList();
    }
  }

  private static List<Long> told(Path data) {
    List<Long> told = new ArrayList<>();
    try {
      Matcher line = TOLD.matcher(Files.readString(data.resolveSibling("gateway.log")));
      while (line.find()) {
        told.add(Long.parseLong(line.group(1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return told;
  }
}
