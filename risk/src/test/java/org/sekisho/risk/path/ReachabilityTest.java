package org.sekisho.risk.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.EntryPoint.Reach;

class ReachabilityTest {
  @Test
  @Verifies("GUIDE-05")
  void theWidestReachSpreadsOverLinksAndNarrowerOnesStay() {
    Reachability reach =
        Reachability.of(
            new Sketch()
                .servers("a", "b", "c", "alone", "island")
                .plain("ab", "a", "b")
                .plain("cb", "c", "b")
                .open("web", "a")
                .entry("usb", "c", ", reach: physical")
                .entry("screen", "a", ", reach: local")
                .entry("off", "alone", ", enabled: false")
                .model());
    assertThat(reach.widest("a")).contains(new Reachability.Exposure(Reach.INTERNET, 0, "web"));
    assertThat(reach.widest("b")).contains(new Reachability.Exposure(Reach.INTERNET, 1, "web"));
    assertThat(reach.widest("c")).contains(new Reachability.Exposure(Reach.INTERNET, 2, "web"));
    assertThat(reach.direct("c")).contains(Reach.PHYSICAL);
    assertThat(reach.direct("a")).contains(Reach.INTERNET);
    assertThat(reach.direct("b")).isEmpty();
    assertThat(reach.widest("alone")).isEmpty();
    assertThat(reach.widest("island")).isEmpty();
  }
}
