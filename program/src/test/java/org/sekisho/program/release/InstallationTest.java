package org.sekisho.program.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.release.ReleaseFile.Outcome;
import org.sekisho.program.release.ReleaseFile.Refusal;
import org.sekisho.program.release.SlotState.Phase;

/**
 * An installation against bad releases and power cuts.
 *
 * <p>Real processes are ended at every step of an update; {@code -Dsekisho.kills=200} adds that
 * many at seeded steps, {@code -Dsekisho.seed=…} repeats them.
 */
class InstallationTest {
  private static final ReleaseKeys KEYS = ReleaseKeys.generate();
  private static final ReleaseKeys NEXT_KEYS = ReleaseKeys.generate();
  private static final int MORE_KILLS = Integer.getInteger("sekisho.kills", 0);
  private static final long SEED = Long.getLong("sekisho.seed", 20261122);

  @TempDir Path folder;
  private Installation installation = Installation.at(Path.of("none"));

  @BeforeEach
  void install() throws IOException {
    Path first = folder.resolve("first.release");
    Files.write(first, release("1.0.0", 2));
    Outcome outcome =
        Installation.create(
            folder.resolve("gateway"), first, 1 << 20, KEYS.trust(), new SecureRandom());
    assertThat(outcome).isInstanceOf(Outcome.Good.class);
    installation = Installation.at(folder.resolve("gateway"));
  }

  private byte[] release(String version, int epoch) throws IOException {
    return release(version, epoch, "gateway", Installation.target(), Optional.empty(), KEYS);
  }

  private byte[] release(
      String version,
      int epoch,
      String product,
      String target,
      Optional<ReleaseTrust> next,
      ReleaseKeys keys)
      throws IOException {
    Path content = Files.createTempDirectory(folder, "content");
    Files.writeString(content.resolve("gateway.jar"), "the program " + version);
    Files.createDirectory(content.resolve("lib"));
    Files.writeString(content.resolve("lib/library.jar"), "a library");
    Path file = Files.createTempFile(folder, "packed", ".release");
    ReleaseFile.pack(
        content, product, new Version(version), epoch, target, Instant.EPOCH, next, keys, file);
    return Files.readAllBytes(file);
  }

  private Outcome stage(byte[] release, boolean downgrade) throws IOException {
    return installation.stage(
        new ByteArrayInputStream(release), 1 << 20, downgrade, Optional.empty());
  }

  /** Every file with its hash: what "changes nothing" means. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (var files = Files.walk(installation.root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(
            installation.root().relativize(file).toString(),
            HexFormat.of().formatHex(ReleaseFile.sha256().digest(Files.readAllBytes(file))));
      }
    }
    return all;
  }

  private void refusedAndNothingChanged(Refusal reason, byte[] release) throws IOException {
    Map<String, String> before = everything();
    Outcome outcome = stage(release, false);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).reason()).isEqualTo(reason);
    assertThat(everything()).as("after %s", reason).isEqualTo(before);
  }

  @Test
  @Verifies({"SEC-MAINT-04", "SEC-RECOV-05", "CM-18"})
  void aRefusedReleaseChangesNothing() throws IOException {
    assertThat(stage(release("1.1.0", 2), false)).isInstanceOf(Outcome.Good.class);
    byte[] good = release("1.2.0", 2);
    byte[] tampered = good.clone();
    tampered[good.length - 3] ^= 1;
    refusedAndNothingChanged(Refusal.ALTERED, tampered);
    refusedAndNothingChanged(Refusal.TRUNCATED, Arrays.copyOf(good, good.length - 5));
    refusedAndNothingChanged(Refusal.TOO_LONG, Arrays.copyOf(good, good.length + 5));
    refusedAndNothingChanged(Refusal.MALFORMED, "no release".getBytes(StandardCharsets.UTF_8));
    byte[] oneSignature = good.clone();
    Arrays.fill(oneSignature, 12, 12 + ReleaseTrust.ED25519_BYTES, (byte) 0);
    refusedAndNothingChanged(Refusal.NOT_SIGNED, oneSignature);
    refusedAndNothingChanged(
        Refusal.NOT_SIGNED,
        release("1.2.0", 2, "gateway", Installation.target(), Optional.empty(), NEXT_KEYS));
    refusedAndNothingChanged(Refusal.OLDER_EPOCH, release("9.0.0", 1));
    refusedAndNothingChanged(Refusal.OLDER_VERSION, release("0.9.0", 2));
    refusedAndNothingChanged(Refusal.SAME_VERSION, release("1.0.0", 2));
    refusedAndNothingChanged(
        Refusal.OTHER_PRODUCT,
        release("1.2.0", 2, "head-end", Installation.target(), Optional.empty(), KEYS));
    refusedAndNothingChanged(
        Refusal.OTHER_TARGET, release("1.2.0", 2, "gateway", "java8", Optional.empty(), KEYS));
    Map<String, String> before = everything();
    assertThat(
            installation.stage(
                new ByteArrayInputStream(good), good.length - 1, false, Optional.empty()))
        .isEqualTo(
            new Outcome.Refused(Refusal.TOO_LARGE, "more than " + (good.length - 1) + " bytes"));
    assertThat(
            installation.stage(
                new ByteArrayInputStream(good), 1 << 20, false, Optional.of("0".repeat(64))))
        .extracting(o -> ((Outcome.Refused) o).reason())
        .isEqualTo(Refusal.OTHER_FILE);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  @Verifies({"SEC-RECOV-05", "SEC-MAINT-04"})
  void aTrialIsConfirmedOrGivenUp() throws IOException {
    stage(release("1.1.0", 2), false);
    assertThat(installation.state().phase()).isEqualTo(Phase.STAGED);
    installation.startTrial(3, 60, true);
    assertThat(installation.state().trying()).contains(Slot.B);
    assertThat(installation.state().confirmed()).isEqualTo(Slot.A);
    installation.giveUp("the field listener is down");
    assertThat(installation.state().trying()).isEmpty();
    assertThat(installation.state().reason()).isEqualTo("the field listener is down");
    installation.startTrial(3, 60, true);
    installation.confirm();
    assertThat(installation.state().confirmed()).isEqualTo(Slot.B);
    assertThat(installation.check(Slot.B)).isInstanceOf(SlotCheck.Verdict.Sound.class);
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void theEpochRisesWithAConfirmationAndNeverFalls() throws IOException {
    stage(release("1.1.0", 5), false);
    assertThat(installation.epoch()).isEqualTo(2);
    installation.startTrial(3, 60, true);
    assertThat(installation.epoch()).isEqualTo(2);
    installation.confirm();
    assertThat(installation.epoch()).isEqualTo(5);
    assertThat(((Outcome.Refused) stage(release("2.0.0", 4), true)).reason())
        .isEqualTo(Refusal.OLDER_EPOCH);
    // A seal that somebody broke, or a file that is gone, does not open the way back.
    Files.writeString(
        installation.root().resolve("epoch"),
        Files.readString(installation.root().resolve("epoch")).replace(" 5 ", " 1 "));
    assertThat(installation.sealedEpoch()).isEmpty();
    assertThat(installation.epoch()).isEqualTo(5);
    Files.delete(installation.root().resolve("epoch"));
    assertThat(installation.epoch()).isEqualTo(5);
    installation.settle();
    assertThat(installation.sealedEpoch()).contains(5);
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void anOlderVersionOfTheSameEpochNeedsAPerson() throws IOException {
    byte[] older = release("0.9.0", 2);
    assertThat(((Outcome.Refused) stage(older, false)).reason()).isEqualTo(Refusal.OLDER_VERSION);
    assertThat(stage(older, true)).isInstanceOf(Outcome.Good.class);
  }

  @Test
  @Verifies("CM-18")
  void newReleaseKeysComeOnlyInAReleaseThatTheOldOnesSigned() throws IOException {
    byte[] successor =
        release("1.1.0", 2, "gateway", Installation.target(), Optional.of(NEXT_KEYS.trust()), KEYS);
    byte[] later =
        release("1.2.0", 2, "gateway", Installation.target(), Optional.empty(), NEXT_KEYS);
    assertThat(((Outcome.Refused) stage(later, false)).reason()).isEqualTo(Refusal.NOT_SIGNED);
    stage(successor, false);
    installation.startTrial(3, 60, true);
    assertThat(installation.trust()).isEqualTo(KEYS.trust());
    installation.confirm();
    assertThat(installation.trust()).isEqualTo(NEXT_KEYS.trust());
    assertThat(stage(later, false)).isInstanceOf(Outcome.Good.class);
    assertThat(((Outcome.Refused) stage(release("1.3.0", 2), false)).reason())
        .as("the old keys sign nothing new")
        .isEqualTo(Refusal.NOT_SIGNED);
    assertThat(installation.check(Slot.B))
        .as("but what they signed before still runs")
        .isInstanceOf(SlotCheck.Verdict.Sound.class);
  }

  @Test
  @Verifies("CM-17")
  void aSlotHoldsExactlyWhatWasSigned() throws IOException {
    Path slot = installation.folder(Slot.A);
    Path library = slot.resolve("lib/library.jar");
    byte[] original = Files.readAllBytes(library);
    assertThat(installation.check(Slot.A)).isInstanceOf(SlotCheck.Verdict.Sound.class);
    Files.writeString(library, "b library");
    altered("lib/library.jar is not the file that was signed");
    Files.delete(library);
    altered("lib/library.jar is missing");
    Files.write(library, original);
    Files.writeString(slot.resolve("lib/aaa.jar"), "loaded first");
    altered("lib/aaa.jar does not belong to the release");
    Files.delete(slot.resolve("lib/aaa.jar"));
    Files.createSymbolicLink(slot.resolve("lib/link.jar"), library);
    assertThat(installation.check(Slot.A)).isInstanceOf(SlotCheck.Verdict.Altered.class);
    Files.delete(slot.resolve("lib/link.jar"));
    byte[] sums = Files.readAllBytes(slot.resolve("sums"));
    Files.writeString(slot.resolve("sums"), "0".repeat(64) + "  evil.jar\n");
    altered("its list of files was changed");
    Files.write(slot.resolve("sums"), sums);
    assertThat(installation.check(Slot.A)).isInstanceOf(SlotCheck.Verdict.Sound.class);
    byte[] record = Files.readAllBytes(slot.resolve("release"));
    record[record.length - 10] ^= 1;
    Files.write(slot.resolve("release"), record);
    assertThat(installation.check(Slot.A)).isInstanceOf(SlotCheck.Verdict.Altered.class);
    assertThat(installation.check(Slot.B)).isInstanceOf(SlotCheck.Verdict.Empty.class);
  }

  private void altered(String what) {
    assertThat(installation.check(Slot.A)).isEqualTo(new SlotCheck.Verdict.Altered(what));
  }

  @Test
  void aDamagedStateIsMadeAgainFromTheSoundSlots() throws IOException {
    stage(release("1.1.0", 2), false);
    installation.startTrial(3, 60, true);
    installation.confirm();
    Path state = installation.root().resolve("state");
    String text = Files.readString(state);
    Files.writeString(state, text.replace("confirmed=b", "confirmed=a"));
    assertThat(installation.stateIsSound()).isFalse();
    Files.writeString(installation.folder(Slot.A).resolve("gateway.jar"), "altered");
    assertThat(installation.state().confirmed()).isEqualTo(Slot.B);
    installation.settle();
    assertThat(installation.stateIsSound()).isTrue();
  }

  @Test
  @Verifies({"SEC-RECOV-05", "SEC-MAINT-04"})
  void aPowerCutAtAnyStepLeavesASlotThatStarts() throws Exception {
    Path releases = Files.createDirectory(folder.resolve("releases"));
    int number = 0;
    List<Integer> fatal = new ArrayList<>();
    // An update takes this many steps; two are made in one life.
    for (int step = 1; step <= 20; step++) {
      fatal.add(step);
    }
    var random = new Random(SEED);
    for (int i = 0; i < MORE_KILLS; i++) {
      fatal.add(1 + random.nextInt(20));
    }
    int killed = 0;
    for (int step : fatal) {
      number++;
      for (int i = 0; i < 2; i++) {
        Path file = releases.resolve("1.0." + (number + i) + ".release");
        if (!Files.exists(file)) {
          Files.write(file, release("1.0." + (number + i), 2));
        }
      }
      Process victim =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  Victim.class.getName(),
                  installation.root().toString(),
                  releases.toString(),
                  String.valueOf(number),
                  String.valueOf(step))
              .inheritIO()
              .start();
      assertThat(victim.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(victim.exitValue()).as("step %d", step).isIn(0, 137);
      killed += victim.exitValue() == 137 ? 1 : 0;

      SlotState state = installation.state();
      assertThat(installation.stateIsSound()).as("step %d", step).isTrue();
      assertThat(installation.check(state.confirmed()))
          .as("step %d: the confirmed slot of %s", step, state)
          .isInstanceOf(SlotCheck.Verdict.Sound.class);
      state
          .trying()
          .ifPresent(
              slot ->
                  assertThat(installation.check(slot))
                      .as("step %d: the slot on trial of %s", step, state)
                      .isInstanceOf(SlotCheck.Verdict.Sound.class));
      installation.settle();
    }
    assertThat(killed).as("the kills hit").isGreaterThanOrEqualTo(15);
  }
}
