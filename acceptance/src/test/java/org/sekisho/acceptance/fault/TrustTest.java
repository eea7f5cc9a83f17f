package org.sekisho.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.CountingDevice;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/** A gateway whose trust ends. */
class TrustTest {
  @Test
  @Verifies("SYS-11")
  void cutsARevokedGatewayAndRefusesItsNextConnection(@TempDir Path folder) throws Exception {
    try (var deployment = new Deployment(folder).start();
        var device =
            new CountingDevice(
                deployment, "counter-1", 100, System.currentTimeMillis() - 3_600_000)) {
      Await.until(
          "the head-end sees the gateway",
          () -> deployment.headEndStatus().path("gateways_connected").size() == 1);
      long revoked = System.nanoTime();
      deployment.maintenance("management", "POST", "/inventory/gw-1/revocation", Map.of());
      Await.until(
          "the present session is cut",
          () -> deployment.headEndStatus().path("gateways_connected").size() == 0);
      System.out.printf(
          "revoked gateway: cut within %d ms%n", (System.nanoTime() - revoked) / 1_000_000);
      long stored = deployment.stored("counter-1", "count").size();
      long before = device.acknowledged();
      Await.until("the gateway goes on collecting", () -> device.acknowledged() > before + 100);
      assertThat(deployment.headEndStatus().path("gateways_connected")).isEmpty();
      assertThat(deployment.stored("counter-1", "count")).hasSize((int) stored);
    }
  }

  @Test
  @LongRun
  @Verifies("SYS-11")
  void renewsWhileReadingsFlowAndStaysOutOnceItsCertificateHasExpired(@TempDir Path folder)
      throws Exception {
    try (var deployment =
            new Deployment(folder).managementConfiguration("certificates: {life: 60s}\n").start();
        var device =
            new CountingDevice(
                deployment, "counter-1", 100, System.currentTimeMillis() - 3_600_000)) {
      String first = notAfter(deployment);
      Await.until(
          "the gateway has renewed its certificate", () -> !notAfter(deployment).equals(first));
      long before = device.acknowledged();
      Await.until("readings flow", () -> device.acknowledged() > before + 100);
      device.stop();
      Proof.awaitDrained(deployment);
      Proof.nothingLostNothingTwice(deployment, device);

      Instant end = Instant.parse(notAfter(deployment));
      deployment.gateway().stop();
      Await.until("the certificate has expired", () -> Instant.now().isAfter(end.plusSeconds(1)));
      deployment.startGateway();
      assertThat(deployment.gatewayStatus().path("identity").path("state").asString())
          .isEqualTo("expired");
      Await.until(
          "the gateway raises the alarm",
          () -> deployment.gatewayStatus().path("alarms").toString().contains("identity"));
      assertThat(deployment.headEndStatus().path("gateways_connected")).isEmpty();
    }
  }

  private static String notAfter(Deployment deployment) throws Exception {
    return deployment.gatewayStatus().path("identity").path("not_after").asString();
  }
}
