package org.sekisho.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

  /** Resident memory now, in KiB. */
  public long residentKib() {
    return status("VmRSS:");
  }

  /** Greatest resident memory since the start of the process, in KiB. */
  public long peakKib() {
    return status("VmHWM:");
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
