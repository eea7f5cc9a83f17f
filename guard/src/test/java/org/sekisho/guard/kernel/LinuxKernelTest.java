package org.sekisho.guard.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.policy.Samples;
import org.sekisho.guard.ruleset.RulesetState;
import org.sekisho.model.Verifies;

/** The real kernel, in a network of the test's own. */
class LinuxKernelTest {
  private static final RulesetState FULL = RulesetState.of(Samples.full());

  @Test
  void replacesTheRulesAndListsTheirCounters() throws Exception {
    OwnNetwork.run(
        () -> {
          try (LinuxKernel kernel = LinuxKernel.open()) {
            assertThat(kernel.counters()).isEmpty();
            var before =
                new RulesetState(
                    Samples.full(),
                    Optional.empty(),
                    false,
                    List.of(),
                    List.of(),
                    Map.of("wan-in-denied", new Count(7, 420)));
            assertThat(kernel.replace(before)).isEqualTo(new Kernel.Outcome.Done());
            assertThat(kernel.counters())
                .containsEntry("wan-in-denied", new Count(7, 420))
                .containsEntry("patch-camera-debug", new Count(0, 0))
                .hasSize(GuardRule.values().length + 2);
          }
        });
  }

  @Test
  void keepsTheFormerRulesWhenTheNewOnesAreRefused() throws Exception {
    OwnNetwork.run(
        () -> {
          try (LinuxKernel kernel = LinuxKernel.open();
              Nftables nftables = Nftables.open()) {
            assertThat(kernel.replace(FULL)).isInstanceOf(Kernel.Outcome.Done.class);
            String broken =
                org.sekisho.guard.ruleset.Ruleset.text(FULL)
                    + "add rule inet sekisho nowhere drop\n";
            assertThat(nftables.run(broken).ok()).isFalse();
            assertThat(kernel.counters()).hasSize(GuardRule.values().length + 2);
          }
        });
  }

  @Test
  void blocksForATimeAndForgets() throws Exception {
    OwnNetwork.run(
        () -> {
          try (LinuxKernel kernel = LinuxKernel.open()) {
            kernel.replace(FULL);
            var v4 = Prefix.numeric("203.0.113.9");
            var v6 = Prefix.numeric("2001:db8::9");
            assertThat(kernel.block(v4, 5)).isEqualTo(new Kernel.Outcome.Done());
            assertThat(kernel.block(v4, 500)).isEqualTo(new Kernel.Outcome.Done());
            assertThat(kernel.block(v6, 50)).isEqualTo(new Kernel.Outcome.Done());
            assertThat(kernel.blocked())
                .hasSize(2)
                .anySatisfy(b -> assertThat(b.seconds()).isBetween(400, 500))
                .anySatisfy(b -> assertThat(b.address()).isEqualTo(v6));
            assertThat(kernel.unblock(v4)).isEqualTo(new Kernel.Outcome.Done());
            assertThat(kernel.unblock(v4)).isEqualTo(new Kernel.Outcome.Done());
            assertThat(kernel.blocked()).hasSize(1);
          }
        });
  }

  @Test
  @Verifies("CM-06")
  void opensAFlowForNamesForATimeAndForgets() throws Exception {
    OwnNetwork.run(
        () -> {
          try (LinuxKernel kernel = LinuxKernel.open()) {
            kernel.replace(FULL);
            var v4 = Prefix.numeric("203.0.113.9");
            var v6 = Prefix.numeric("2001:db8::9");
            assertThat(kernel.open("meter-time", v4, 5)).isEqualTo(new Kernel.Outcome.Done());
            assertThat(kernel.open("meter-time", v4, 500)).isEqualTo(new Kernel.Outcome.Done());
            assertThat(kernel.open("meter-time", v6, 50)).isEqualTo(new Kernel.Outcome.Done());
            assertThat(kernel.opened("meter-time"))
                .hasSize(2)
                .anySatisfy(o -> assertThat(o.seconds()).isBetween(400, 500))
                .anySatisfy(o -> assertThat(o.address()).isEqualTo(v6));
            assertThat(kernel.open("camera-cloud", v4, 5))
                .as("a flow that is not for names has no such set")
                .isInstanceOf(Kernel.Outcome.Failed.class);
          }
        });
  }

  @Test
  @Verifies({"PROTO-04", "PROTO-01"})
  void bringsTheKernelsSettingsToWhatTheyMustBe() throws Exception {
    OwnNetwork.run(
        () -> {
          try (LinuxKernel kernel = LinuxKernel.open()) {
            kernel.replace(FULL);
            List<Remark> weaknesses = kernel.settings(KernelSettings.of(Samples.full()));
            // The interfaces do not exist in this network; everything else does.
            assertThat(weaknesses)
                .allMatch(
                    w ->
                        w.code() == Remark.Code.SETTING_UNKNOWN
                            && w.values().getFirst().contains("0."));
            assertThat(Files.readString(Path.of("/proc/sys/net/ipv4/tcp_syncookies")).strip())
                .isEqualTo("1");
            assertThat(Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward")).strip())
                .isEqualTo("1");
            assertThat(kernel.ownCounters())
                .containsKeys("kernel-ip-reassembly-fails", "kernel-udp-errors");
          }
        });
  }
}
