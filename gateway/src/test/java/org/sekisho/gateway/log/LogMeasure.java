package org.sekisho.gateway.log;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;

/** Measures the log by hand: {@code LogMeasure <empty folder>}. */
final class LogMeasure {
  private LogMeasure() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    LogConfig config = LogFixture.config(1L << 30, Duration.ofDays(90));
    try (var fixture = new LogFixture(folder, config)) {
      fixture.write(EventKind.OPERATION, 5_000); // warm
      int number = 40_000;
      long before = Files.size(fixture.file());
      long cpu = cpu();
      long begin = System.nanoTime();
      fixture.write(EventKind.OPERATION, number);
      double s = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "records: %.0f/s, %.1f us CPU each, %.0f bytes of line, %d bytes sealed each%n",
          number / s,
          (cpu() - cpu) / 1e3 / number,
          (double)
              fixture.desk().newest(LogFixture.READER, EventClass.OPERATION, 1).getFirst().length(),
          fixture.log().counts(EventClass.OPERATION).bytes()
              / fixture.log().counts(EventClass.OPERATION).last());

      SecurityEvent equal = LogFixture.event(EventKind.SYN_FLOOD, "192.0.2.1", "flood");
      long events = 2_000_000;
      cpu = cpu();
      begin = System.nanoTime();
      for (long i = 0; i < events; i++) {
        fixture.log().record(equal);
      }
      s = (System.nanoTime() - begin) / 1e9;
      LogFixture.await(() -> fixture.log().counts().events() >= events);
      System.out.printf(
          "equal events: %.0f/s offered, %.2f us CPU each, %d of them counted by overflow, %d"
              + " records%n",
          events / s,
          (cpu() - cpu) / 1e3 / events,
          fixture.log().counts().overflowed(),
          fixture.log().counts(EventClass.SECURITY).last());

      begin = System.nanoTime();
      var judgement = fixture.desk().verify(fixture.trust());
      s = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "verification: %.0f records/s, whole: %s%n",
          fixture.log().counts(EventClass.OPERATION).last() / s, judgement.whole());
    }
    System.out.printf("file %d bytes%n", Files.size(folder.resolve("log.db")));
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
