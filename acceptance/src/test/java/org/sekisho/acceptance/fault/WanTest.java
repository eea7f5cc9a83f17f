package org.sekisho.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.CountingDevice;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/** The wide-area link goes away, comes back, crawls; the centre restarts. */
class WanTest {
  @Test
  @Verifies({"SYS-13", "SYS-08"})
  void keepsAcceptingWhileTheWanIsCutAndDeliversAllAfterwards(@TempDir Path folder)
      throws Exception {
    try (var deployment = new Deployment(folder).start();
        var device = device(deployment, "counter-1", 300)) {
      Await.until("readings flow", () -> device.acknowledged() > 50);
      deployment.wan().cut();
      long before = device.acknowledged();
      Await.until(
          "readings are accepted without the WAN", () -> device.acknowledged() > before + 1000);
      assertThat(deployment.gatewayStatus().path("journal").path("waiting").asLong()).isPositive();
      deployment.wan().restore();
      device.stop();
      Proof.awaitDrained(deployment);
      Proof.nothingLostNothingTwice(deployment, device);
      Proof.ledgerAgrees(deployment);
    }
  }

  @Test
  @LongRun
  @Verifies("SYS-08")
  void getsThroughASlowWanThatBreaksNowAndThen(@TempDir Path folder) throws Exception {
    try (var deployment = new Deployment(folder).start();
        var device = device(deployment, "counter-1", 200)) {
      deployment.wan().slow(40_000);
      for (int i = 0; i < 3; i++) {
        long before = device.acknowledged();
        Await.until("readings flow", () -> device.acknowledged() > before + 300);
        deployment.wan().cut();
        deployment.wan().restore();
      }
      device.stop();
      deployment.wan().slow(0);
      Proof.awaitDrained(deployment);
      Proof.nothingLostNothingTwice(deployment, device);
    }
  }

  @Test
  @LongRun
  @Verifies({"SYS-13", "SEC-RECOV-01"})
  void goesOnAfterARestartOfEverything(@TempDir Path folder) throws Exception {
    try (var deployment = new Deployment(folder).start();
        var device = device(deployment, "counter-1", 200)) {
      Await.until("readings flow", () -> device.acknowledged() > 50);
      assertThat(deployment.gateway().stop()).isIn(0, 143);
      assertThat(deployment.headEnd().stop()).isIn(0, 143);
      assertThat(deployment.management().stop()).isIn(0, 143);
      deployment.startManagement();
      deployment.startHeadEnd();
      deployment.startGateway();
      long before = device.acknowledged();
      Await.until("readings flow again", () -> device.acknowledged() > before + 100);
      device.stop();
      Proof.awaitDrained(deployment);
      Proof.nothingLostNothingTwice(deployment, device);
    }
  }

  private static CountingDevice device(Deployment deployment, String id, int perSecond) {
    return new CountingDevice(deployment, id, perSecond, System.currentTimeMillis() - 3_600_000);
  }
}
