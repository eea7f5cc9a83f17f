package org.sekisho.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.configuration.ConfigurationFaces.Chosen;
import org.sekisho.gateway.configuration.ConfigurationFaces.Staged;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/**
 * Two faces against damage and {@code kill -9}.
 *
 * <p>Twenty kills in a complete run; two hundred with {@code mvn verify -Pall -pl gateway -am
 * -Dtest=ConfigurationFacesTest -Dsekisho.kills=200 -Dsurefire.failIfNoSpecifiedTests=false}. The
 * seed is printed; {@code -Dsekisho.seed=…} repeats its choices.
 */
class ConfigurationFacesTest {
  private static final int KILLS = Integer.getInteger("sekisho.kills", 20);
  private static final long SEED = Long.getLong("sekisho.seed", System.nanoTime());
  @TempDir Path data;
  private final Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private static Optional<String> fine(String text) {
    return text.isEmpty() ? Optional.of("empty") : Optional.empty();
  }

  private ConfigurationFaces open() {
    return ConfigurationFaces.open(data, () -> now);
  }

  private Chosen start(String file) {
    return open().choose(Optional.of(file), ConfigurationFacesTest::fine).orElseThrow();
  }

  private static List<EventKind> kinds(ConfigurationFaces faces) {
    return faces.findings().stream().map(SecurityEvent::kind).toList();
  }

  private Path face(String name) {
    return data.resolve("configuration/face-" + name);
  }

  private void damage(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(face(name));
    bytes[bytes.length / 2] ^= 4;
    Files.write(face(name), bytes);
  }

  @Test
  @Verifies("SEC-RECOV-04")
  void theFileBecomesVersionOneInBothFaces() throws IOException {
    assertThat(start("one: 1\n"))
        .isEqualTo(new Chosen("one: 1\n", 1, Face.sha256("one: 1\n"), false));
    assertThat(Files.readString(face("a"))).isEqualTo(Files.readString(face("b")));
    assertThat(start("one: 1\n").version()).isEqualTo(1);
  }

  @Test
  @Verifies("SEC-RECOV-04")
  void aStagedVersionStaysOnceItIsConfirmed() {
    start("one: 1\n");
    ConfigurationFaces faces = open();
    assertThat(faces.stage("two: 2\n", ConfigurationFacesTest::fine))
        .isInstanceOf(Staged.Ready.class);
    assertThat(start("one: 1\n").version()).as("staged is not yet tried").isEqualTo(1);
    assertThat(faces.startTrial(true, true)).isTrue();
    assertThat(faces.stage("three: 3\n", ConfigurationFacesTest::fine))
        .isEqualTo(new Staged.OnTrial(2));
    Chosen tried = start("one: 1\n");
    assertThat(tried.text()).isEqualTo("two: 2\n");
    assertThat(tried.onTrial()).isTrue();
    assertThat(open().confirm()).isTrue();
    Chosen kept = start("one: 1\n");
    assertThat(kept.version()).isEqualTo(2);
    assertThat(kept.onTrial()).isFalse();
  }

  @Test
  @Verifies("SEC-RECOV-04")
  void whatDoesNotProveItselfIsTakenBack() {
    start("one: 1\n");
    open().stage("two: 2\n", ConfigurationFacesTest::fine);
    open().startTrial(true, false);
    for (int i = 0; i < ConfigurationFaces.MAX_STARTS; i++) {
      assertThat(start("one: 1\n").onTrial()).isTrue();
    }
    ConfigurationFaces faces = open();
    Chosen back = faces.choose(Optional.of("one: 1\n"), ConfigurationFacesTest::fine).orElseThrow();
    assertThat(back.version()).isEqualTo(1);
    assertThat(kinds(faces)).containsExactly(EventKind.CONFIGURATION_REVERTED);
    assertThat(faces.startTrial(false, false)).as("it is gone").isFalse();
    assertThat(((Staged.Ready) faces.stage("two: 2\n", ConfigurationFacesTest::fine)).version())
        .as("numbers are not used again")
        .isEqualTo(3);
  }

  @Test
  @Verifies("SEC-RECOV-04")
  void aWrongVersionIsNotStaged() {
    start("one: 1\n");
    ConfigurationFaces faces = open();
    assertThat(faces.stage("x", _ -> Optional.of("new.yaml:3: 'x' is unknown")))
        .isEqualTo(new Staged.Refused("new.yaml:3: 'x' is unknown"));
    assertThat(faces.startTrial(false, false)).isFalse();
  }

  @Test
  @Verifies("SEC-RECOV-04")
  void aDamagedFaceIsAnsweredByTheOtherWithinOneStart() throws IOException {
    start("one: 1\n");
    open().stage("two: 2\n", ConfigurationFacesTest::fine);
    open().startTrial(false, false);
    start("one: 1\n");
    open().confirm();
    damage("b");
    ConfigurationFaces faces = open();
    Chosen other =
        faces.choose(Optional.of("one: 1\n"), ConfigurationFacesTest::fine).orElseThrow();
    assertThat(other.version()).isEqualTo(1);
    assertThat(kinds(faces))
        .containsExactly(EventKind.CONFIGURATION_ALTERED, EventKind.CONFIGURATION_REVERTED);
    // And both are good again.
    damage("a");
    assertThat(start("one: 1\n").version()).isEqualTo(1);
  }

  @Test
  @Verifies("SEC-RECOV-04")
  void aChangedFaceDoesNotPassWithoutTheKey() throws IOException {
    start("one: 1\n");
    for (String name : List.of("a", "b")) {
      Files.writeString(
          face(name),
          Files.readString(face(name))
              .replace("one: 1", "one: 2")
              .replace(Face.sha256("one: 1\n"), Face.sha256("one: 2\n")));
    }
    ConfigurationFaces faces = open();
    assertThat(
            faces
                .choose(Optional.of("one: 1\n"), ConfigurationFacesTest::fine)
                .orElseThrow()
                .text())
        .isEqualTo("one: 1\n");
    assertThat(kinds(faces)).contains(EventKind.CONFIGURATION_ALTERED);
  }

  @Test
  @Verifies("SEC-RECOV-04")
  void anEditedFileIsTriedAndAWrongOneIsToldAndPassedOver() {
    start("one: 1\n");
    Chosen edited = start("two: 2\n");
    assertThat(edited.version()).isEqualTo(2);
    assertThat(edited.onTrial()).isTrue();
    assertThat(open().mayStayAtOnce()).isTrue();
    open().confirm();
    ConfigurationFaces faces = open();
    Chosen kept =
        faces
            .choose(
                Optional.of("broken"),
                text -> text.equals("broken") ? Optional.of("line 1") : Optional.empty())
            .orElseThrow();
    assertThat(kept.version()).isEqualTo(2);
    assertThat(kinds(faces)).containsExactly(EventKind.CONFIGURATION_ALTERED);
    assertThat(
            open().choose(Optional.empty(), ConfigurationFacesTest::fine).orElseThrow().version())
        .isEqualTo(2);
  }

  @Test
  void aDamagedRecordOfWhichFaceIsGoodMeansTheOlderOne() throws IOException {
    start("one: 1\n");
    open().stage("two: 2\n", ConfigurationFacesTest::fine);
    Files.writeString(data.resolve("configuration/standing"), "confirmed=b\n");
    ConfigurationFaces faces = open();
    assertThat(
            faces
                .choose(Optional.of("one: 1\n"), ConfigurationFacesTest::fine)
                .orElseThrow()
                .version())
        .isEqualTo(1);
    assertThat(kinds(faces)).contains(EventKind.CONFIGURATION_ALTERED);
  }

  @Test
  void anyBytesGiveAFaceOrNone() throws IOException {
    start("one: 1\n");
    byte[] good = Files.readAllBytes(face("a"));
    FaceKey key = FaceKey.loadOrMake(data.resolve("configuration/key"));
    assertThat(Face.decode(good, key)).isPresent();
    var random = new Random(11);
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = java.util.Arrays.copyOf(good, random.nextInt(good.length + 4));
      for (int k = random.nextInt(3); k >= 0 && bytes.length > 0; k--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (!java.util.Arrays.equals(bytes, good)) {
        assertThat(Face.decode(bytes, key)).isEmpty();
      }
      assertThat(Standing.decode(bytes)).isEmpty();
    }
  }

  @Test
  @LongRun
  @Verifies("SEC-RECOV-04")
  void killsDuringWritingNeverLeaveBothBad() throws Exception {
    System.out.println("ConfigurationFacesTest: seed " + SEED + ", " + KILLS + " kills");
    var random = new Random(SEED);
    start(FaceVictim.text(0));
    for (int kill = 0; kill < KILLS; kill++) {
      // Half of them at a certain step, half of them whenever.
      boolean atStep = kill % 2 == 0;
      Process victim =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  FaceVictim.class.getName(),
                  data.toString(),
                  String.valueOf(random.nextLong()),
                  String.valueOf(atStep ? 1 + random.nextInt(40) : 0))
              .redirectErrorStream(true)
              .start();
      try (var out =
          new BufferedReader(
              new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(out.readLine()).isEqualTo("begun");
        if (!atStep) {
          TimeUnit.MILLISECONDS.sleep(random.nextInt(150)); // the random moment
          victim.destroyForcibly();
        }
        assertThat(victim.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(victim.exitValue()).isEqualTo(137);
      } finally {
        victim.destroyForcibly();
      }
      FaceKey key = FaceKey.loadOrMake(data.resolve("configuration/key"));
      Standing standing =
          Standing.decode(Files.readAllBytes(data.resolve("configuration/standing"))).orElseThrow();
      assertThat(Face.decode(Files.readAllBytes(face(standing.confirmed())), key))
          .as("kill %d: the confirmed face of %s", kill, standing)
          .isPresent();
      assertThat(open().choose(Optional.of(FaceVictim.text(0)), ConfigurationFacesTest::fine))
          .isPresent();
    }
  }
}
