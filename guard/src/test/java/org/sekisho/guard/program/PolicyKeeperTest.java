package org.sekisho.guard.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.channel.CounterReport;
import org.sekisho.guard.channel.PolicyReport;
import org.sekisho.guard.channel.Report;
import org.sekisho.guard.channel.Request;
import org.sekisho.guard.policy.Floor;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.PortRange;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.policy.Samples;
import org.sekisho.guard.policy.Transport;
import org.sekisho.guard.ruleset.RulesetState;
import org.sekisho.model.Verifies;

/** Commit-confirm, the floor, blocks: every decision of the guard. */
class PolicyKeeperTest {
  @TempDir Path data;
  private final MemoryKernel kernel = new MemoryKernel();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
  private final List<Report> reports = new ArrayList<>();

  private PolicyKeeper keeper(Floor floor) {
    var keeper = new PolicyKeeper(floor, kernel, data, now::get, () -> 5, reports::add);
    assertThat(keeper.start()).isEmpty();
    return keeper;
  }

  private PolicyKeeper keeper() {
    return keeper(Samples.wideFloor());
  }

  private RulesetState held() {
    return Objects.requireNonNull(kernel.state);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static Request.ApplyPolicy apply(NetworkPolicy policy) {
    return new Request.ApplyPolicy(policy, 60);
  }

  private static NetworkPolicy without(NetworkPolicy policy) {
    return new NetworkPolicy(
        policy.interfaces(),
        policy.devices(),
        policy.onlyKnownDevices(),
        List.of(),
        policy.outgoing(),
        policy.flows(),
        policy.forwards(),
        policy.lanToWan(),
        policy.limits(),
        policy.patches(),
        policy.names());
  }

  @Test
  @Verifies("SEC-CONF-15")
  void closesEveryDoorBeforeAnybodyAsks() {
    keeper();
    assertThat(held().policy()).isEqualTo(Samples.wideFloor().least());
    assertThat(held().policy().services()).isEmpty();
  }

  @Test
  void keepsTheFirstPolicyAtOnceAndAfterAStart() {
    assertThat(keeper().answer(apply(Samples.full()))).isEqualTo(new Answer.Applied(1, 0));
    kernel.state = null;
    PolicyKeeper again = keeper();
    assertThat(held().policy()).isEqualTo(Samples.full());
    assertThat(again.answer(apply(Samples.full()))).isEqualTo(new Answer.Applied(1, 0));
  }

  @Test
  void returnsToTheFormerPolicyWhenNobodyConfirms() {
    PolicyKeeper keeper = keeper();
    keeper.answer(apply(Samples.full()));
    assertThat(keeper.answer(apply(without(Samples.full())))).isEqualTo(new Answer.Applied(2, 60));
    assertThat(held().trial()).contains(new RulesetState.Trial(without(Samples.full()), 60));
    pass(Duration.ofSeconds(59));
    keeper.look(false);
    assertThat(held().trial()).isPresent();
    pass(Duration.ofSeconds(1));
    keeper.look(false);
    assertThat(held().trial()).isEmpty();
    assertThat(held().policy()).isEqualTo(Samples.full());
    assertThat(reports).singleElement().isInstanceOf(PolicyReport.class);
    assertThat(keeper.answer(new Request.Confirm(2))).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void keepsAPolicyThatIsConfirmedInTime() {
    PolicyKeeper keeper = keeper();
    keeper.answer(apply(Samples.full()));
    keeper.answer(apply(without(Samples.full())));
    assertThat(keeper.answer(new Request.Confirm(1))).isInstanceOf(Answer.Refused.class);
    assertThat(keeper.answer(new Request.Confirm(2))).isEqualTo(new Answer.Done());
    pass(Duration.ofHours(1));
    keeper.look(false);
    assertThat(held().policy()).isEqualTo(without(Samples.full()));
    keeper();
    assertThat(held().policy()).isEqualTo(without(Samples.full()));
  }

  @Test
  void forgetsATrialWhenItIsKilledMeanwhile() {
    PolicyKeeper keeper = keeper();
    keeper.answer(apply(Samples.full()));
    keeper.answer(apply(without(Samples.full())));
    keeper();
    assertThat(held().policy()).isEqualTo(Samples.full());
    assertThat(held().trial()).isEmpty();
  }

  @Test
  void goesBackAtOnceWhenAsked() {
    PolicyKeeper keeper = keeper();
    keeper.answer(apply(Samples.full()));
    keeper.answer(apply(without(Samples.full())));
    assertThat(keeper.answer(new Request.Revert())).isEqualTo(new Answer.Done());
    assertThat(held().trial()).isEmpty();
  }

  @Test
  @Verifies({"SEC-CONF-15", "SEC-ALERT-02"})
  void opensAsFarAsTheFloorGoesForATimeAndKeepsThatForNobody() {
    Floor floor =
        new Floor(
            Samples.full().interfaces(),
            Set.of(new Floor.Opening(Transport.TCP, 8443)),
            false,
            false,
            false,
            false,
            Floor.USUAL_MOST,
            List.of());
    PolicyKeeper keeper = keeper(floor);
    NetworkPolicy least = floor.least();
    keeper.answer(apply(least));
    assertThat(keeper.answer(new Request.OpenToFloor(600))).isEqualTo(new Answer.Applied(2, 600));
    NetworkPolicy open = held().trial().orElseThrow().policy();
    assertThat(floor.objection(open)).isEmpty();
    assertThat(open.services())
        .anyMatch(
            s -> s.ports().equals(new PortRange(1, 65_535)) && s.from().contains(NetworkSide.LAN))
        .anyMatch(s -> s.id().equals("open-wan-tcp-8443"));
    assertThat(open.lanToWan()).isFalse();
    assertThat(keeper.answer(new Request.Confirm(2))).isInstanceOf(Answer.Refused.class);
    assertThat(keeper.answer(new Request.OpenToFloor(5))).isInstanceOf(Answer.Refused.class);
    pass(Duration.ofSeconds(599));
    keeper.look(true);
    assertThat(held().trial()).isPresent();
    pass(Duration.ofSeconds(1));
    keeper.look(true);
    assertThat(held().trial()).isEmpty();
    assertThat(held().policy()).isEqualTo(least);
    assertThat(reports)
        .anyMatch(r -> r instanceof PolicyReport p && p.why().code() == Remark.Code.TIME_IS_UP);
    assertThat(keeper.answer(new Request.OpenToFloor(600))).isInstanceOf(Answer.Applied.class);
    assertThat(keeper.answer(apply(least))).isEqualTo(new Answer.Applied(1, 0));
    assertThat(held().trial()).as("applying the confirmed policy ends it").isEmpty();
  }

  @Test
  @Verifies("SEC-CONF-15")
  void refusesWhatIsBelowTheFloor() {
    Floor wide = Samples.wideFloor();
    Floor narrow =
        new Floor(wide.interfaces(), Set.of(), false, false, false, false, wide.most(), List.of());
    assertThat(keeper(narrow).answer(apply(Samples.full()))).isInstanceOf(Answer.Refused.class);
    assertThat(held().policy().services()).isEmpty();
  }

  @Test
  void namesWhatIsBelowTheFloor() {
    NetworkPolicy full = Samples.full();
    Floor wide = Samples.wideFloor();
    assertThat(wide.objection(full)).isEmpty();
    var open =
        new NetworkPolicy.Service(
            "ssh", Transport.TCP, PortRange.of(22), Set.of(NetworkSide.WAN), List.of(), List.of());
    var opened =
        new NetworkPolicy(
            full.interfaces(),
            full.devices(),
            true,
            List.of(open),
            List.of(),
            List.of(),
            List.of(),
            false,
            full.limits(),
            List.of(),
            Optional.empty());
    assertThat(wide.objection(opened)).get().asString().contains("tcp/22");
    Floor allowing =
        new Floor(
            wide.interfaces(),
            Set.of(Floor.Opening.parse("tcp/22")),
            false,
            false,
            false,
            false,
            wide.most(),
            List.of());
    assertThat(allowing.objection(opened)).isEmpty();
    assertThat(allowing.objection(full)).isPresent();
  }

  @Test
  void putsRulesBackThatSomebodyRemoved() {
    PolicyKeeper keeper = keeper();
    keeper.answer(apply(Samples.full()));
    kernel.state = null;
    keeper.look(true);
    assertThat(held().policy()).isEqualTo(Samples.full());
    assertThat(reports).singleElement().isInstanceOf(PolicyReport.class);
  }

  @Test
  void tellsCountersOfRulesAndOfTheKernel() {
    keeper().look(true);
    assertThat(reports)
        .singleElement()
        .isInstanceOfSatisfying(
            CounterReport.class,
            report ->
                assertThat(report.counters())
                    .containsOnlyKeys("wan-in-denied", "kernel-udp-errors"));
  }

  @Test
  void takesBlocksAlongWhenRulesAreReplaced() {
    PolicyKeeper keeper = keeper();
    var address = Prefix.numeric("203.0.113.9");
    assertThat(keeper.answer(new Request.Block(address, 600))).isEqualTo(new Answer.Done());
    pass(Duration.ofSeconds(100));
    keeper.answer(apply(Samples.full()));
    assertThat(held().blocked()).containsExactly(new RulesetState.Blocked(address, 500));
    pass(Duration.ofSeconds(500));
    assertThat(keeper.answer(new Request.ReadState()))
        .isEqualTo(new Answer.State(1, 0, 0, List.of()));
  }

  @Test
  void neverBlocksTheMachineItselfNorWhomTheOwnerNamed() {
    Floor wide = Samples.wideFloor();
    Floor floor =
        new Floor(
            wide.interfaces(),
            Set.of(),
            false,
            false,
            false,
            false,
            wide.most(),
            List.of(Prefix.parse("198.51.100.0/24")));
    PolicyKeeper keeper = keeper(floor);
    for (String one : List.of("127.0.0.1", "::1", "0.0.0.0", "ff02::1", "198.51.100.2")) {
      assertThat(keeper.answer(new Request.Block(Prefix.numeric(one), 60)))
          .isInstanceOf(Answer.Refused.class);
    }
    assertThat(kernel.blocked).isEmpty();
  }

  @Test
  void holdsOnlyTheFloorWhenTheKeptPolicyIsDamaged() throws Exception {
    keeper().answer(apply(Samples.full()));
    Files.write(data.resolve("policy"), new byte[] {1, 2, 3});
    PolicyKeeper keeper = keeper();
    assertThat(held().policy()).isEqualTo(Samples.wideFloor().least());
    assertThat(keeper.answer(new Request.ReadState()))
        .isInstanceOfSatisfying(
            Answer.State.class, state -> assertThat(state.weaknesses()).hasSize(1));
  }

  @Test
  void changesNothingWhenTheKernelRefuses() {
    PolicyKeeper keeper = keeper();
    keeper.answer(apply(Samples.full()));
    kernel.refuses = true;
    assertThat(keeper.answer(apply(without(Samples.full())))).isInstanceOf(Answer.Refused.class);
    kernel.refuses = false;
    assertThat(keeper.answer(new Request.ReadState()))
        .isEqualTo(new Answer.State(1, 0, 0, List.of()));
    assertThat(held().trial()).isEqualTo(Optional.empty());
  }

  @Test
  @Verifies("CM-06")
  void opensAFlowForNamesToTheInternetAloneAndForATimeOnly() {
    PolicyKeeper keeper = keeper();
    InetAddress server = Prefix.numeric("203.0.113.8");
    Request.OpenFlow open = new Request.OpenFlow("meter-time", List.of(server), 60);
    assertThat(keeper.answer(open)).isInstanceOf(Answer.Refused.class);
    keeper.answer(apply(Samples.full()));
    assertThat(keeper.answer(open)).isEqualTo(new Answer.Done());
    assertThat(keeper.answer(new Request.OpenFlow("camera-cloud", List.of(server), 60)))
        .as("a flow with targets of its own")
        .isInstanceOf(Answer.Refused.class);
    for (String inside :
        List.of("10.77.0.1", "192.168.1.1", "127.0.0.1", "169.254.1.1", "fd77::1")) {
      assertThat(
              keeper.answer(
                  new Request.OpenFlow("meter-time", List.of(Prefix.numeric(inside)), 60)))
          .as(inside)
          .isInstanceOf(Answer.Refused.class);
    }
    assertThat(kernel.opened).containsExactly(new RulesetState.Opened("meter-time", server, 60));
    // A shorter answer closes nothing; a table that is made anew keeps what is open.
    keeper.answer(new Request.OpenFlow("meter-time", List.of(server), 5));
    assertThat(kernel.opened).hasSize(1);
    pass(Duration.ofSeconds(20));
    keeper.answer(apply(without(Samples.full())));
    assertThat(held().opened()).containsExactly(new RulesetState.Opened("meter-time", server, 40));
    pass(Duration.ofSeconds(50));
    keeper.answer(new Request.Revert());
    assertThat(held().opened()).isEmpty();
  }

  @Test
  @Verifies("CM-06")
  void opensAFlowForNamesToSoManyAddressesAndNoMore() {
    PolicyKeeper keeper = keeper();
    keeper.answer(apply(Samples.full()));
    for (int i = 0; i < 256; i++) {
      assertThat(
              keeper.answer(
                  new Request.OpenFlow(
                      "meter-time", List.of(Prefix.numeric("203.0.113." + i)), 60)))
          .isEqualTo(new Answer.Done());
    }
    var next = new Request.OpenFlow("meter-time", List.of(Prefix.numeric("198.51.100.1")), 60);
    assertThat(keeper.answer(next)).isInstanceOf(Answer.Refused.class);
    pass(Duration.ofSeconds(61));
    assertThat(keeper.answer(next)).isEqualTo(new Answer.Done());
  }
}
