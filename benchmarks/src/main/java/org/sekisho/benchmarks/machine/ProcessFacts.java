package org.sekisho.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux accounts to one process, read from {@code /proc}; any thread. */
public record ProcessFacts(long pid) {
  /** Length of a clock tick of {@code /proc}, in milliseconds; 10 on every Linux we run on. */
  static final long TICK_MS = 10;

  /** CPU time of the process and of its children that ended, user and system, in milliseconds. */
  public long cpuMs() {
    String stat = read("stat");
    // The command name may hold spaces; what follows its closing parenthesis is field 3.
    String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int i = 14; i <= 17; i++) {
      ticks += Long.parseLong(field[i - 3]);
    }
    return ticks * TICK_MS;
  }

  /**
   * CPU time of the threads that live, by name without trailing digits, user and system apart, in
   * milliseconds.
   */
  public Map<String, ThreadTime> threads() {
    Map<String, ThreadTime> times = new TreeMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        String stat;
        try {
          stat = Files.readString(task.resolve("stat"));
        } catch (NoSuchFileException e) {
          continue; // It has ended meanwhile.
        }
        String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        times.merge(
            name.replaceAll("[-#]?[0-9]+$", ""),
            new ThreadTime(
                Long.parseLong(field[11]) * TICK_MS, Long.parseLong(field[12]) * TICK_MS),
            ThreadTime::plus);
      }
      return times;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The threads that cost most so far, in CPU milliseconds. */
  public String byThread() {
    return threads().entrySet().stream()
        .sorted(Comparator.comparingLong(e -> -e.getValue().userMs() - e.getValue().systemMs()))
        .limit(8)
        .map(e -> e.getKey() + " " + (e.getValue().userMs() + e.getValue().systemMs()))
        .collect(Collectors.joining("; "));
  }

  /** CPU time of threads of one name, in milliseconds. */
  public record ThreadTime(long userMs, long systemMs) {
    private ThreadTime plus(ThreadTime other) {
      return new ThreadTime(userMs + other.userMs, systemMs + other.systemMs);
    }

    /** What was added since. */
    public ThreadTime since(ThreadTime before) {
      return new ThreadTime(userMs - before.userMs, systemMs - before.systemMs);
    }
  }

  /** Resident memory now, in KiB. */
  public long residentKib() {
    return status("VmRSS:");
  }

  /** Greatest resident memory since the start of the process, in KiB. */
  public long peakKib() {
    return status("VmHWM:");
  }

  /** Proportional share of the memory that is resident, in KiB; 0 when nobody may see it. */
  public long proportionalKib() {
    return read("smaps_rollup")
        .lines()
        .filter(l -> l.startsWith("Pss:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  /** Forgets the greatest resident memory, so that the next peak is that of what follows. */
  public void forgetPeak() {
    try {
      Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
    } catch (IOException e) {
      throw new UncheckedIOException("the peak of process " + pid + " cannot be forgotten", e);
    }
  }

  private long status(String key) {
    List<String> lines = read("status").lines().filter(l -> l.startsWith(key)).toList();
    return lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().replaceAll("[^0-9]", ""));
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " is gone", e);
    }
  }
}
