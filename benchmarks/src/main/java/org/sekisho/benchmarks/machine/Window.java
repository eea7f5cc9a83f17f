package org.sekisho.benchmarks.machine;

/**
 * A stretch of time over which one process is measured, and how much others disturbed it. Begin it,
 * run the load, end it.
 */
public final class Window {
  private final ProcessFacts measured;
  private final ProcessFacts self = new ProcessFacts(ProcessHandle.current().pid());
  private final double load = Machine.load();
  private final long flushes = Machine.diskFlushes();
  private final long busyMs = Machine.busyMs();
  private final long ownMs = self.cpuMs() + Child.cpuMsOfAll();
  private final long cpuMs;
  private final long startNs = System.nanoTime();

  /**
   * What a window saw.
   *
   * @param wallMs its length
   * @param cpuMs CPU time of the measured process
   * @param load load average of the minute before it
   * @param othersPercent CPU used by processes that are no part of this run, of all processors
   * @param flushes disk flushes, of the whole machine
   */
  public record Seen(double wallMs, long cpuMs, double load, int othersPercent, long flushes) {
    /** CPU microseconds for each of so many. */
    public double cpuUsPer(long count) {
      return cpuMs * 1000.0 / count;
    }

    /** How many in each second. */
    public double perSecond(long count) {
      return count * 1000.0 / wallMs;
    }

    /** Load average and share of others, as every table shows them. */
    public String disturbance() {
      return "%.1f / %d %%".formatted(load, othersPercent);
    }
  }

  private Window(ProcessFacts measured) {
    this.measured = measured;
    this.cpuMs = measured.cpuMs();
  }

  /** Begins now. */
  public static Window begin(ProcessFacts measured) {
    return new Window(measured);
  }

  /** What was seen until now. */
  public Seen end() {
    long cpu = measured.cpuMs() - cpuMs;
    double wallMs = (System.nanoTime() - startNs) / 1e6;
    long own = self.cpuMs() + Child.cpuMsOfAll() - ownMs;
    long others = Math.max(0, Machine.busyMs() - busyMs - own);
    double all = wallMs * Runtime.getRuntime().availableProcessors();
    return new Seen(
        wallMs, cpu, load, (int) Math.round(100 * others / all), Machine.diskFlushes() - flushes);
  }
}
