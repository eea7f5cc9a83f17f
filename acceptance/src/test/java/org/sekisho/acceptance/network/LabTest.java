package org.sekisho.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sekisho.acceptance.system.Await;

/** The laboratory itself: everybody reaches the neighbours, and nothing stays behind. */
class LabTest {
  @Test
  void connectsEveryHostToTheGatewayAndLeavesNothingBehind() {
    Path namespace;
    try (Lab lab = Lab.open()) {
      namespace = Path.of("/run/netns", lab.gateway().namespace());
      assertThat(namespace).exists();
      for (String target : new String[] {Lab.GATEWAY_FIELD_V4, Lab.GATEWAY_FIELD_V6}) {
        assertThat(lab.device1().run(Await.PATIENCE, "ping", "-c1", "-W2", target).output())
            .contains("1 received");
        assertThat(lab.intruder().run(Await.PATIENCE, "ping", "-c1", "-W2", target).output())
            .contains("1 received");
      }
      assertThat(lab.wan().run(Await.PATIENCE, "ping", "-c1", "-W2", Lab.GATEWAY_WAN_V6).output())
          .contains("1 received");
      assertThat(
              lab.maintainer()
                  .run(Await.PATIENCE, "ping", "-c1", "-W2", Lab.GATEWAY_LAN_V4)
                  .output())
          .contains("1 received");
      assertThat(lab.wan().run(Await.PATIENCE, "ping", "-c1", "-W1", Lab.fieldV4(11)).output())
          .as("there is no way from the WAN to the field")
          .doesNotContain("1 received");
    }
    assertThat(Files.exists(namespace)).isFalse();
  }
}
