package org.sekisho.gateway.log;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;

/** Writes to a log until it is killed; says after each record how many are on disk. */
final class LogWriterProcess {
  private LogWriterProcess() {}

  public static void main(String[] args) {
    SecurityLog log =
        SecurityLog.start(
            Path.of(args[0]),
            "gw-1",
            LogFixture.config(64 * 1024, Duration.ofDays(1)),
            InstantSource.system(),
            System::nanoTime,
            () -> "test",
            new SecureRandom());
    log.awaitOpen();
    for (int i = 0; ; i++) {
      log.record(LogFixture.event(EventKind.OPERATION, "192.0.2.1", "operation " + i));
      log.record(LogFixture.event(EventKind.PORT_SCAN, "192.0.2.1", "scan " + i));
      // A little ahead of the disk, so that the kill meets a transaction.
      while (log.counts(EventClass.OPERATION).last() < i - 20) {
        Thread.onSpinWait();
      }
      System.out.println(log.counts(EventClass.OPERATION).last());
    }
  }
}
