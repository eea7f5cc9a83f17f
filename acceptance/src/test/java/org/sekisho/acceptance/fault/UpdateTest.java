package org.sekisho.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.InstalledGateway;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;
import org.sekisho.program.Program;
import org.sekisho.program.release.Slot;
import org.sekisho.program.release.SlotCheck;
import org.sekisho.program.release.SlotState;
import org.sekisho.program.release.SlotState.Phase;

/**
 * Updates of a real gateway in two slots, by its launcher: a good one, a bad one, a tampered one,
 * and power cuts in between.
 *
 * <p>Three power cuts in a complete run; more with {@code -Dsekisho.kills=…}; {@code
 * -Dsekisho.seed=…} repeats their moments.
 */
class UpdateTest {
  private static final int KILLS = Integer.getInteger("sekisho.kills", 3);
  private static final long SEED = Long.getLong("sekisho.seed", System.nanoTime());
  private static final String SOON = "update: {poll: 1s, steady: 1s, within: 60s, slice: 256KiB}\n";

  private static final int UNCHANGED = 0;
  private static final int FIRST_SIGNATURE = 20;
  private static final int SECOND_SIGNATURE = 200;

  @TempDir Path folder;

  private static void awaitPhase(InstalledGateway gateway, Phase phase, String release)
      throws Exception {
    Await.until(
        "release " + release + " is " + phase + "\n" + gateway.log(),
        () -> {
          SlotState state = gateway.state();
          return state.phase() == phase && state.release().equals(release);
        });
  }

  private static String version(InstalledGateway gateway) {
    SlotState state = gateway.state();
    return state.content(state.confirmed()).orElseThrow().version().text();
  }

  @Test
  @Verifies({"SEC-MAINT-04", "CM-17", "CM-18"})
  @Shows(control = "signed-update")
  @Shows(control = "anti-downgrade")
  @Shows(control = "remote-update")
  void takesAGoodReleaseAndRefusesBadOnes() throws Exception {
    try (var gateway = new InstalledGateway(folder, SOON)) {
      updated(gateway);
      badReleasesAreRefusedAndChangeNothing(gateway);
    }
  }

  @Test
  @LongRun
  @Verifies({"SEC-MAINT-04", "SEC-RECOV-05", "CM-17", "CM-18"})
  @Shows(control = "two-bank-update")
  @Shows(control = "signed-software")
  @Shows(control = "allow-listed-programs")
  void comesBackFromWhatDoesNotStartAndFromPowerCuts() throws Exception {
    System.out.println("UpdateTest: seed " + SEED + ", " + KILLS + " power cuts");
    try (var gateway = new InstalledGateway(folder, SOON)) {
      updated(gateway);
      aProgramThatDoesNotStartIsTakenBack(gateway);
      powerCutsDelayAnUpdateAndNothingElse(gateway);
      aChangedProgramIsNotStarted(gateway);
    }
  }

  /** Starts it and has it take release 1.1.0. */
  private static void updated(InstalledGateway gateway) throws Exception {
    gateway.launch();
    gateway.awaitReady();
    gateway.order(gateway.pack("1.1.0", 2, gateway.program()), "1.1.0");
    awaitPhase(gateway, Phase.CONFIRMED, "1.1.0");
    assertThat(gateway.state().confirmed()).isEqualTo(Slot.B);
    assertThat(gateway.installation().epoch()).isEqualTo(2);
    awaitOrder(gateway, "finished");
  }

  private void aProgramThatDoesNotStartIsTakenBack(InstalledGateway gateway) throws Exception {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve("sekisho-gateway.jar"), "no program");
    gateway.order(gateway.pack("1.2.0", 2, broken), "1.2.0");
    awaitPhase(gateway, Phase.RETURNED, "1.2.0");
    awaitOrder(gateway, "error");
    assertThat(gateway.newestOrder().path("detail").asString())
        .contains("started 3 times and did not prove itself");
    assertThat(version(gateway)).isEqualTo("1.1.0");
    gateway.awaitReady();
  }

  private void badReleasesAreRefusedAndChangeNothing(InstalledGateway gateway) throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    Files.writeString(small.resolve("sekisho-gateway.jar"), "no program");
    refused(gateway, "1.3.0", 2, small, 1, "altered");
    refused(gateway, "1.3.1", 2, small, FIRST_SIGNATURE, "not-signed");
    refused(gateway, "1.3.2", 2, small, SECOND_SIGNATURE, "not-signed");
    refused(gateway, "9.0.0", 1, small, UNCHANGED, "older-epoch");
    refused(gateway, "1.0.5", 2, small, UNCHANGED, "older-version");
  }

  /** Changes the published file behind the server's back, which verified it. */
  private static void refused(
      InstalledGateway gateway, String version, int epoch, Path content, int change, String reason)
      throws Exception {
    Path release = gateway.pack(version, epoch, content);
    gateway.publish(release);
    byte[] bytes = Files.readAllBytes(release);
    if (change != UNCHANGED) {
      byte[] changed = bytes.clone();
      changed[change < FIRST_SIGNATURE ? bytes.length - change : change] ^= 1;
      for (Path file : files(gateway.published())) {
        if (java.util.Arrays.equals(Files.readAllBytes(file), bytes)) {
          Files.write(file, changed);
        }
      }
    }
    SlotState before = gateway.state();
    gateway.assign(version);
    awaitPhase(gateway, Phase.REFUSED, version);
    awaitOrder(gateway, "error");
    assertThat(gateway.newestOrder().path("detail").asString()).startsWith(reason + ": ");
    assertThat(gateway.state().confirmed()).isEqualTo(before.confirmed());
    assertThat(gateway.state().a()).isEqualTo(before.a());
    assertThat(gateway.state().b()).isEqualTo(before.b());
    assertThat(gateway.installation().epoch()).isEqualTo(2);
  }

  private static List<Path> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void powerCutsDelayAnUpdateAndNothingElse(InstalledGateway gateway)
      throws Exception {
    var random = new Random(SEED);
    gateway.order(gateway.pack("1.4.0", 2, gateway.program()), "1.4.0");
    for (int kill = 0; kill < KILLS; kill++) {
      TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(6_000)); // the random moment
      gateway.kill();
      SlotState state = gateway.state();
      assertThat(gateway.installation().stateIsSound()).isTrue();
      assertThat(gateway.installation().check(state.confirmed()))
          .as("after power cut %d in phase %s", kill, state.phase())
          .isInstanceOf(SlotCheck.Verdict.Sound.class);
      gateway.launch();
    }
    Await.until(
        "release 1.4.0 ends, in one of the two documented ways\n" + gateway.log(),
        () ->
            gateway.state().release().equals("1.4.0")
                && (gateway.state().phase() == Phase.CONFIRMED
                    || gateway.state().phase() == Phase.RETURNED));
    // Three cuts within a trial look like a program that does not start.
    assertThat(version(gateway))
        .isEqualTo(gateway.state().phase() == Phase.CONFIRMED ? "1.4.0" : "1.1.0");
    gateway.awaitReady();
  }

  private static void aChangedProgramIsNotStarted(InstalledGateway gateway) throws Exception {
    Slot good = gateway.state().confirmed();
    gateway.order(gateway.pack("1.5.0", 2, gateway.program()), "1.5.0");
    awaitPhase(gateway, Phase.CONFIRMED, "1.5.0");
    assertThat(gateway.stop()).isZero();
    Slot changed = gateway.state().confirmed();
    assertThat(changed).isEqualTo(good.other());
    append(gateway.installation().folder(changed).resolve("sekisho-gateway.jar"));
    gateway.launch();
    gateway.awaitReady();
    Await.until(
        "the change is told\n" + gateway.log(),
        () -> Files.readString(gateway.log()).contains("sekisho-gateway.jar is not the file"));
    Await.until(
        "the slot that runs is the confirmed one", () -> gateway.state().confirmed() == good);
    assertThat(gateway.stop()).isZero();

    // A library that nobody signed, put where the class path could find it.
    Files.writeString(gateway.installation().folder(good).resolve("lib/aaa.jar"), "anything");
    gateway.launch();
    assertThat(gateway.awaitEnd()).isEqualTo(Program.ALTERED);
    assertThat(Files.readString(gateway.log()))
        .contains("neither slot can be started")
        .contains("lib/aaa.jar does not belong to the release");
  }

  private static void append(Path file) throws Exception {
    Files.writeString(file, "x", StandardOpenOption.APPEND);
  }

  private static void awaitOrder(InstalledGateway gateway, String state) throws Exception {
    Await.until(
        "the order is " + state,
        () -> gateway.newestOrder().path("state").asString("").equals(state));
  }
}
