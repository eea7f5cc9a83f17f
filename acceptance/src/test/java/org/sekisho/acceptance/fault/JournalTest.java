package org.sekisho.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.CountingDevice;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/** The journal fills up, its disk fills up, its last page is damaged. */
@LongRun
class JournalTest {
  @Test
  @Verifies("SYS-13")
  void refusesInsteadOfLosingWhenTheJournalIsFull(@TempDir Path folder) throws Exception {
    try (var deployment =
            new Deployment(folder).gatewayConfiguration("journal: {max-bytes: 1MiB}\n").start();
        var device = device(deployment)) {
      deployment.wan().cut();
      Await.until("the journal is full and refuses", () -> device.refused() > 0);
      Await.until(
          "the alarm stands",
          () -> deployment.gatewayStatus().path("alarms").toString().contains("journal-full"));
      deployment.wan().restore();
      long before = device.acknowledged();
      Await.until("readings are accepted again", () -> device.acknowledged() > before + 100);
      device.stop();
      Proof.awaitDrained(deployment);
      Proof.nothingLostNothingTwice(deployment, device);
      Proof.ledgerAgrees(deployment);
    }
  }

  @Test
  @Verifies("SEC-RECOV-01")
  void refusesInsteadOfLosingWhenTheDiskIsFull(@TempDir Path folder) throws Exception {
    Path disk = Files.createDirectory(folder.resolve("gateway"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString()),
        "needs root, to mount a small file system");
    try {
      try (var deployment = new Deployment(folder).start();
          var device = device(deployment)) {
        deployment.wan().cut();
        Path ballast = disk.resolve("ballast");
        try (var file = new RandomAccessFile(ballast.toFile(), "rw")) {
          byte[] block = new byte[4096];
          while (true) {
            file.write(block);
          }
        } catch (java.io.IOException full) {
          // The disk is full: that is the fault.
        }
        Await.until("the gateway refuses", () -> device.refused() > 0);
        assertThat(deployment.gateway().alive()).isTrue();
        Files.delete(ballast);
        long before = device.acknowledged();
        Await.until("readings are accepted again", () -> device.acknowledged() > before + 100);
        deployment.wan().restore();
        device.stop();
        Proof.awaitDrained(deployment);
        Proof.nothingLostNothingTwice(deployment, device);
      }
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  @Test
  @Verifies("SEC-RECOV-01")
  void salvagesADamagedJournalAndSaysWhatIsLost(@TempDir Path folder) throws Exception {
    try (var deployment = new Deployment(folder).start()) {
      deployment.wan().cut();
      try (var device = device(deployment)) {
        Await.until("readings wait", () -> device.acknowledged() > 2000);
        device.stop();
        long acknowledged = device.acknowledged();
        deployment.gateway().stop();
        damageLastPage(folder.resolve("gateway/journal.db"));
        deployment.startGateway();
        assertThat(deployment.gatewayStatus().path("alarms").toString())
            .contains("journal-damaged");
        deployment.wan().restore();
        Proof.awaitDrained(deployment);
        List<Long> stored = deployment.stored("counter-1", "count");
        assertThat(stored).doesNotHaveDuplicates();
        assertThat(stored.size()).as("most is salvaged").isGreaterThan((int) (acknowledged / 2));
      }
      try (var again =
          new CountingDevice(
              deployment, "counter-2", 200, System.currentTimeMillis() - 3_600_000)) {
        Await.until("the gateway works on", () -> again.acknowledged() > 100);
        again.stop();
        Proof.awaitDrained(deployment);
        Proof.nothingLostNothingTwice(deployment, again);
      }
    }
  }

  private static void damageLastPage(Path file) throws Exception {
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      long size = access.length();
      access.seek(Math.max(0, size - 4096));
      byte[] noise = new byte[(int) Math.min(4096, size)];
      new java.util.Random(1).nextBytes(noise);
      access.write(noise);
    }
  }

  private static CountingDevice device(Deployment deployment) {
    return new CountingDevice(
        deployment, "counter-1", 8000, System.currentTimeMillis() - 3_600_000);
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
