package org.sekisho.benchmarks.machine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * CPU time of everything that has a part in a run, over a stretch of time: each process by name,
 * this one, and the kernel's threads for soft interrupts. A packet that is filtered costs whoever
 * sends it, because the kernel takes a packet of a veth pair in on the sender's time; only the sum
 * is the whole cost.
 */
public final class Spending {
  /** Name of this process. */
  public static final String SELF = "devices";

  /** Name of the kernel's threads. */
  public static final String KERNEL = "kernel threads";

  private final Map<String, Child> children;
  private final Map<String, Long> before;
  private final long busyMs = Machine.busyMs();
  private final long softMs = Machine.softInterruptMs();
  private final double load = Machine.load();
  private final long startNs = System.nanoTime();

  /**
   * What was seen.
   *
   * @param ms CPU time by name, user and system
   * @param softMs time in soft interrupts on all processors, which is part of the others
   * @param load load average of the minute before
   * @param othersPercent CPU used by processes that are no part of the run, of all processors
   */
  public record Seen(Map<String, Long> ms, long softMs, double load, int othersPercent) {
    /** CPU time of one, in milliseconds; 0 when it did not run. */
    public long of(String name) {
      return ms.getOrDefault(name, 0L);
    }

    /** CPU time of all together, in milliseconds. */
    public long all() {
      return ms.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private Spending(Map<String, Child> children) {
    this.children = children;
    this.before = now();
  }

  /** Begins now. */
  public static Spending begin(Map<String, Child> children) {
    return new Spending(Map.copyOf(children));
  }

  private Map<String, Long> now() {
    Map<String, Long> ms = new LinkedHashMap<>();
    children.forEach((name, child) -> ms.put(name, child.facts().cpuMs()));
    ms.put(SELF, new ProcessFacts(ProcessHandle.current().pid()).cpuMs());
    ms.put(KERNEL, Machine.softInterruptThreadsMs());
    return ms;
  }

  /** What was spent until now. */
  public Seen end() {
    Map<String, Long> spent = now();
    spent.replaceAll((name, ms) -> ms - before.getOrDefault(name, 0L));
    double wallMs = (System.nanoTime() - startNs) / 1e6;
    long busy = Machine.busyMs() - busyMs;
    long own = spent.values().stream().mapToLong(Long::longValue).sum();
    double capacityMs = wallMs * Runtime.getRuntime().availableProcessors();
    return new Seen(
        spent,
        Machine.softInterruptMs() - softMs,
        load,
        (int) Math.round(100 * Math.max(0, busy - own) / capacityMs));
  }
}
