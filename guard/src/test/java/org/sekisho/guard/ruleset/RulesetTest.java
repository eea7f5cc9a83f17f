package org.sekisho.guard.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.kernel.Nftables;
import org.sekisho.guard.kernel.OwnNetwork;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Samples;
import org.sekisho.model.Verifies;

/** The text of the rules. The golden file is for people to read: what holds stands there. */
class RulesetTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/org/sekisho/guard/ruleset/full.nft");

  @Test
  @Verifies({"SEC-CONF-15", "SEC-CONF-14"})
  void writesTheSameTextForTheSamePolicy() throws IOException {
    String text = Ruleset.text(RulesetState.of(Samples.full()));
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text)
        .as("run with -Dgolden.write=true to take over a wanted change")
        .isEqualTo(Files.readString(GOLDEN, StandardCharsets.UTF_8));
  }

  @Test
  void isTakenByTheKernel() throws Exception {
    OwnNetwork.run(
        () -> {
          try (Nftables nftables = Nftables.open()) {
            NetworkPolicy least = Samples.wideFloor().least();
            for (RulesetState state :
                List.of(
                    RulesetState.of(Samples.full()), RulesetState.of(least), trialState(least))) {
              Nftables.Result checked = nftables.check(Ruleset.text(state));
              assertThat(checked.error()).isEmpty();
              assertThat(checked.ok()).isTrue();
              assertThat(nftables.run(Ruleset.text(state)).error()).isEmpty();
            }
            assertThat(nftables.run(Ruleset.removal()).ok()).isTrue();
          }
        });
  }

  @Test
  @Verifies({"SEC-CONF-15", "SEC-STEP-08"})
  void coversBothFamiliesAndDropsWhatNoRuleNames() {
    String text = Ruleset.text(RulesetState.of(Samples.full()));
    assertThat(text).doesNotContain("table ip ").doesNotContain("table ip6 ");
    for (String hook : List.of("input", "forward", "output")) {
      assertThat(text).contains("type filter hook " + hook + " priority filter; policy drop;");
    }
  }

  @Test
  void countsAndReportsUnderTheNamesOfTheRules() {
    String text = Ruleset.text(RulesetState.of(Samples.full()));
    for (GuardRule rule : GuardRule.values()) {
      assertThat(text)
          .contains("counter " + rule.counter() + " {")
          .contains("log prefix \"" + rule.prefix() + "\" group 5277");
    }
    assertThat(text).contains("log prefix \"patch-camera-debug:drop\" group 5277");
  }

  @Test
  void goesToThePolicyOnTrialOnlyWhileTheKernelSaysSo() {
    String text = Ruleset.text(trialState(Samples.wideFloor().least()));
    assertThat(text)
        .contains("elements = { ipv4 timeout 60s, ipv6 timeout 60s }")
        .contains("meta nfproto @trial goto input-b\n    goto input-a")
        .contains("203.0.113.9 timeout 30s")
        .contains("203.0.113.8 timeout 40s")
        .contains("counter c-wan-in-denied { packets 7 bytes 420 }");
  }

  private static RulesetState trialState(NetworkPolicy confirmed) {
    return new RulesetState(
        confirmed,
        Optional.of(new RulesetState.Trial(Samples.full(), 60)),
        true,
        List.of(
            new RulesetState.Blocked(Prefix.numeric("203.0.113.9"), 30),
            new RulesetState.Blocked(Prefix.numeric("2001:db8::9"), 30)),
        List.of(new RulesetState.Opened("meter-time", Prefix.numeric("203.0.113.8"), 40)),
        Map.of("wan-in-denied", new Count(7, 420)));
  }
}
