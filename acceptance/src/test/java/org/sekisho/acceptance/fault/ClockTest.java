package org.sekisho.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.CountingDevice;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/** The gateway's wall clock jumps, as at the first time synchronisation after a long night. */
@LongRun
class ClockTest {
  @Test
  @Verifies("SEC-RECOV-01")
  void losesNothingWhenTheClockStepsForwardAndBack(@TempDir Path folder) throws Exception {
    Path offset = Files.writeString(folder.resolve("clock-offset"), "+0");
    Map<String, String> fakeClock =
        Map.of(
            "LD_PRELOAD",
            library().toString(),
            "FAKETIME_TIMESTAMP_FILE",
            offset.toString(),
            "FAKETIME_CACHE_DURATION",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1",
            // With it every timed wait of the JVM would return at once, and its threads spin.
            "FAKETIME_FORCE_MONOTONIC_FIX",
            "0");
    try (var deployment =
            new Deployment(folder)
                .gatewayConfiguration(
                    "sandbox: {also-read: [clock-offset], also-write: [/dev/shm]}\n")
                .gatewayRunBy(List.of(), fakeClock)
                .start();
        var device =
            new CountingDevice(
                deployment, "counter-1", 200, System.currentTimeMillis() - 3_600_000)) {
      for (String step : List.of("+0", "+7200", "-600", "+0")) {
        Files.writeString(offset, step);
        // At 200 a second this outlasts the second for which the library keeps an offset.
        long before = device.acknowledged();
        Await.until(
            "readings are accepted with the clock at " + step,
            () -> device.acknowledged() > before + 600);
      }
      device.stop();
      Proof.awaitDrained(deployment);
      Proof.nothingLostNothingTwice(deployment, device);
      Proof.ledgerAgrees(deployment);
      assertThat(deployment.gateway().alive()).isTrue();
    }
  }

  private static Path library() throws Exception {
    try (Stream<Path> libraries =
        Files.find(Path.of("/usr/lib"), 3, (p, _) -> p.endsWith("faketime/libfaketimeMT.so.1"))) {
      return libraries
          .findFirst()
          .orElseThrow(() -> new AssertionError("install Debian's package faketime"));
    }
  }
}
