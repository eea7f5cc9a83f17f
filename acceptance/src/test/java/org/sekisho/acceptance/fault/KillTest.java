package org.sekisho.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.system.CountingDevice;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/**
 * {@code kill -9} of gateway and head-end at random moments under load.
 *
 * <p>Six kills in a complete run; a hundred with {@code mvn verify -Pall -pl acceptance -am
 * -Dtest=KillTest -Dsekisho.kills=100 -Dsurefire.failIfNoSpecifiedTests=false}. The seed is
 * printed; {@code -Dsekisho.seed=…} repeats its choices.
 */
@LongRun
class KillTest {
  private static final int KILLS = Integer.getInteger("sekisho.kills", 6);
  private static final long SEED = Long.getLong("sekisho.seed", System.nanoTime());

  @Test
  @Verifies({"SYS-13", "SEC-RECOV-01"})
  void losesNothingAndStoresNothingTwice(@TempDir Path folder) throws Exception {
    System.out.println("KillTest: seed " + SEED + ", " + KILLS + " kills");
    var random = new Random(SEED);
    try (var deployment = new Deployment(folder).start()) {
      List<CountingDevice> devices = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        devices.add(
            new CountingDevice(
                deployment, "counter-" + i, 200, System.currentTimeMillis() - 3_600_000));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        Thread.sleep(300 + random.nextInt(1500)); // the random moment
        if (random.nextBoolean()) {
          deployment.gateway().kill();
          deployment.startGateway();
        } else {
          deployment.headEnd().kill();
          Thread.sleep(random.nextInt(500)); // a while without a head-end
          deployment.startHeadEnd();
        }
      }
      for (CountingDevice device : devices) {
        device.stop();
      }
      Proof.awaitDrained(deployment);
      Proof.ledgerAgrees(deployment);
      for (CountingDevice device : devices) {
        Proof.nothingLostNothingTwice(deployment, device);
      }
      assertThat(deployment.gatewayStatus().path("alarms").toString()).doesNotContain("ledger-gap");
    }
  }
}
