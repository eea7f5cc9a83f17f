package org.sekisho.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.gateway.network.Opening;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.PortRange;
import org.sekisho.guard.policy.Transport;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/** A change that cuts off the maintainer reverts by itself, whoever is alive then. */
class CommitConfirmTest {

  /** What a trial may take at most. */
  private static final int LONGEST_S = 600;

  /** The shortest trial that a policy may ask for. */
  private static final int SHORTEST_S = 5;

  @TempDir Path folder;
  private DefendedLab lab;

  @BeforeEach
  void defend() throws Exception {
    lab = DefendedLab.open(folder);
    lab.listen(lab.lab().gateway(), "tcp:22", "tcp:7451", "tcp:8883");
    lab.startGuard();
    lab.hold(DefendedLab.NETWORK);
    assertThat(reachesConsole()).isTrue();
  }

  @AfterEach
  void end() {
    if (lab != null) {
      lab.close();
    }
  }

  private boolean reachesConsole() {
    return lab.reaches(lab.lab().maintainer(), Lab.GATEWAY_LAN_V4, 7451);
  }

  /** The maintainer forgot his own console. */
  private static String withoutConsole(int confirmWithinS) {
    return DefendedLab.NETWORK.replace(
            "  services: [{id: console, port: tcp/7451, from: [lan]}]\n", "")
        + "  confirm-within: %ds\n".formatted(confirmWithinS);
  }

  /**
   * The console is shut, and the policy that did it is on trial. A machine that is too slow to see
   * it gets a longer trial.
   */
  private NetworkDefence shutOnTrial() throws Exception {
    for (int s = SHORTEST_S; s <= LONGEST_S; s *= 2) {
      NetworkDefence defence = lab.propose(withoutConsole(s));
      if (!reachesConsole() && defence.standing() == NetworkDefence.Standing.ON_TRIAL) {
        return defence;
      }
      Await.until("that trial is over", this::reachesConsole);
    }
    throw new AssertionError("the console was never shut, or the policy never on trial");
  }

  @Test
  @Verifies("SEC-CONF-15")
  @Shows(control = "firewall-default-deny")
  void returnsToTheFormerRulesWhenNobodyConfirms() throws Exception {
    NetworkDefence defence = shutOnTrial();
    Await.until("the console is back", this::reachesConsole);
    Await.until("the gateway knows", () -> defence.standing() == NetworkDefence.Standing.REVERTED);
    assertThat(lab.events()).anyMatch(event -> event.kind() == EventKind.CONFIGURATION_REVERTED);
    assertThat(lab.reaches(lab.lab().device1(), Lab.GATEWAY_FIELD_V4, 8883)).isTrue();
  }

  @Test
  @LongRun
  void keepsWhatIsConfirmed() throws Exception {
    NetworkDefence defence = lab.propose(withoutConsole(LONGEST_S));
    assertThat(answer(defence.confirm())).isInstanceOf(Answer.Done.class);
    assertThat(defence.standing()).isEqualTo(NetworkDefence.Standing.ON);
    lab.killGuard();
    lab.startGuard();
    assertThat(reachesConsole()).isFalse();
    assertThat(lab.reaches(lab.lab().device1(), Lab.GATEWAY_FIELD_V4, 8883)).isTrue();
  }

  @Test
  @LongRun
  @Verifies("SEC-CONF-15")
  void letsTheKernelGoBackWhenTheGuardIsKilledMeanwhile() throws Exception {
    shutOnTrial();
    lab.killGuard();
    Await.until("the console is back without any guard", this::reachesConsole);
    lab.startGuard();
    assertThat(reachesConsole()).isTrue();
  }

  @Test
  @LongRun
  @Verifies("SEC-CONF-15")
  @Shows(control = "firewall-default-deny")
  void leavesTheRulesStandingWhenTheGuardIsKilled() throws Exception {
    NetworkDefence defence = lab.hold(DefendedLab.NETWORK);
    lab.killGuard();
    Await.until(
        "the gateway knows", () -> defence.standing() == NetworkDefence.Standing.UNREACHABLE);
    assertThat(lab.events()).anyMatch(event -> event.kind() == EventKind.DEFENCE_OFF);
    assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V4, 22)).isFalse();
    assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V6, 7451)).isFalse();
    assertThat(lab.reaches(lab.lab().device1(), Lab.GATEWAY_FIELD_V4, 8883)).isTrue();
    lab.startGuard();
    Await.until(
        "the gateway connects again", () -> defence.standing() == NetworkDefence.Standing.ON);
  }

  @Test
  @Verifies("SEC-ALERT-02")
  void opensAPortForAMaintainerAndClosesItAtOnce() throws Exception {
    NetworkDefence defence = lab.hold(DefendedLab.NETWORK);
    assertThat(deviceReachesSsh()).isFalse();
    var ssh =
        new Opening.Port(
            new NetworkPolicy.Service(
                "ssh",
                Transport.TCP,
                PortRange.of(22),
                Set.of(NetworkSide.FIELD),
                List.of(),
                List.of()));
    assertThat(answer(defence.open(ssh))).isInstanceOf(Answer.Applied.class);
    assertThat(deviceReachesSsh()).isTrue();
    assertThat(answer(defence.confirm())).isInstanceOf(Answer.Done.class);
    lab.killGuard();
    lab.startGuard();
    Await.until(
        "the gateway connects again", () -> defence.standing() == NetworkDefence.Standing.ON);
    assertThat(deviceReachesSsh()).as("what was kept outlasts the guard").isTrue();
    answer(defence.close(ssh.id()));
    Await.until("the port is closed", () -> !deviceReachesSsh());
  }

  @Test
  @LongRun
  @Verifies("SEC-ALERT-02")
  void anEasedFilterIsWholeAgainByItselfAndNeverBelowTheFloor() throws Exception {
    NetworkDefence defence = lab.hold(DefendedLab.NETWORK);
    boolean seen = false;
    for (int s = SHORTEST_S; !seen && s <= LONGEST_S; s *= 2) {
      assertThat(answer(defence.ease(Duration.ofSeconds(s)))).isInstanceOf(Answer.Applied.class);
      assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V4, 22)).isFalse();
      seen = deviceReachesSsh() && defence.standing() == NetworkDefence.Standing.EASED;
    }
    assertThat(seen).as("the device reaches it while the filter is eased").isTrue();
    lab.killGuard();
    Await.until("the kernel makes the filter whole without any guard", () -> !deviceReachesSsh());
    assertThat(reachesConsole()).isTrue();
  }

  private boolean deviceReachesSsh() {
    return lab.reaches(lab.lab().device1(), Lab.GATEWAY_FIELD_V4, 22);
  }

  private static Answer answer(CompletableFuture<Answer> coming) throws Exception {
    return coming.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  @LongRun
  void putsRulesBackThatSomebodyTookAway() throws Exception {
    Lab.requires("nft");
    NetworkDefence defence = lab.hold(DefendedLab.NETWORK);
    lab.lab().gateway().must("nft", "flush", "ruleset");
    Await.until(
        "the rules are back",
        () ->
            lab.lab()
                .gateway()
                .run(Await.PATIENCE, "nft", "list", "tables")
                .output()
                .contains("inet sekisho"));
    Await.until(
        "the gateway knows",
        () ->
            lab.events().stream()
                .anyMatch(event -> event.kind() == EventKind.CONFIGURATION_ALTERED));
    assertThat(defence.standing()).isEqualTo(NetworkDefence.Standing.ON);
    assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V4, 22)).isFalse();
  }
}
