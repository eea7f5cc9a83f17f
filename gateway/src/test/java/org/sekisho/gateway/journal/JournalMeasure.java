package org.sekisho.gateway.journal;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

/** Measures the journal alone; run by hand: {@code JournalMeasure <folder> [seconds]}. */
public final class JournalMeasure {
  private JournalMeasure() {}

  /** Prints readings per second and CPU per reading for 16 callers with 1 and 50 in flight each. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    for (int inFlight : new int[] {1, 50, 1, 50}) {
      measure(Files.createTempDirectory(folder, "journal"), 16, inFlight, seconds);
    }
  }

  private static void measure(Path data, int callers, int inFlight, int seconds) throws Exception {
    var cpu = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Reading reading =
        new Reading(
            new PointId("living-room-sensor", "temperature"),
            new Value.Numeric(21.57),
            1_700_000_000_123_456L,
            Clock.GATEWAY,
            QualityReason.NONE);
    AtomicLong committed = new AtomicLong();
    AtomicLong commits = new AtomicLong();
    try (SqliteJournal journal =
        SqliteJournal.open(data, JournalConfig.USUAL, new SecureRandom())) {
      journal.onCommitted(commits::incrementAndGet);
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      long cpuBefore = cpu.getProcessCpuTime();
      long start = System.nanoTime();
      Thread[] threads = new Thread[callers];
      for (int i = 0; i < callers; i++) {
        threads[i] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      Semaphore window = new Semaphore(inFlight);
                      while (System.nanoTime() < end) {
                        window.acquireUninterruptibly();
                        journal.append(
                            List.of(reading),
                            r -> {
                              if (r instanceof AppendResult.Committed) {
                                committed.incrementAndGet();
                              }
                              window.release();
                            });
                      }
                      window.acquireUninterruptibly(inFlight);
                    });
      }
      for (Thread thread : threads) {
        thread.join();
      }
      double took = (System.nanoTime() - start) / 1e9;
      double cpuUs = (cpu.getProcessCpuTime() - cpuBefore) / 1e3;
      System.out.printf(
          "%d callers, %d in flight: %.0f readings/s, %.0f commits/s, %.2f us CPU per reading%n",
          callers, inFlight, committed.get() / took, commits.get() / took, cpuUs / committed.get());
    }
  }
}
