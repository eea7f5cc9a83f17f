package org.sekisho.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux says of the whole machine; any thread. */
public final class Machine {
  private Machine() {}

  /** Load average of the last minute. */
  public static double load() {
    return Double.parseDouble(read("/proc/loadavg").split(" ", 2)[0]);
  }

  /** CPU time spent by everybody on all processors since the start, in milliseconds. */
  public static long busyMs() {
    String[] f = read("/proc/stat").lines().findFirst().orElseThrow().split("\\s+", -1);
    // user, nice, system; then irq, softirq and steal. Idle and waiting are fields 4 and 5.
    long ticks = 0;
    for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
      ticks += Long.parseLong(f[i]);
    }
    return ticks * ProcessFacts.TICK_MS;
  }

  /** CPU time that all processors spent on soft interrupts since the start, in milliseconds. */
  public static long softInterruptMs() {
    return Long.parseLong(read("/proc/stat").lines().findFirst().orElseThrow().split("\\s+", -1)[7])
        * ProcessFacts.TICK_MS;
  }

  /** CPU time of the kernel's threads that serve soft interrupts, in milliseconds. */
  public static long softInterruptThreadsMs() {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      long sum = 0;
      for (Path one : all.filter(p -> p.getFileName().toString().matches("[0-9]+")).toList()) {
        if (isSoftInterruptThread(one)) {
          sum += new ProcessFacts(Long.parseLong(one.getFileName().toString())).cpuMs();
        }
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSoftInterruptThread(Path process) {
    try {
      return Files.readString(process.resolve("comm")).startsWith("ksoftirqd/");
    } catch (IOException e) {
      return false; // it ended meanwhile
    }
  }

  /** Flush requests that the disks have completed: what an fsync becomes when it is real. */
  public static long diskFlushes() {
    return read("/proc/diskstats")
        .lines()
        .map(l -> l.strip().split("\\s+", -1))
        .filter(f -> f.length > 18)
        .mapToLong(f -> Long.parseLong(f[18]))
        .sum();
  }

  /** Processors, their name, memory and kernel, on one line. */
  public static String description() {
    String cpu =
        read("/proc/cpuinfo")
            .lines()
            .filter(l -> l.startsWith("model name"))
            .map(l -> l.substring(l.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown processor");
    long totalKib =
        read("/proc/meminfo")
            .lines()
            .filter(l -> l.startsWith("MemTotal"))
            .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElse(0);
    return "%d × %s, %d GiB, Linux %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            cpu,
            Math.round(totalKib / 1048576.0),
            System.getProperty("os.version"),
            Runtime.version());
  }

  /** A port on loopback that was free a moment ago, for programs that cannot choose one. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
