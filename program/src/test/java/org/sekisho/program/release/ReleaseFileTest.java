package org.sekisho.program.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.release.ReleaseFile.Outcome;
import org.sekisho.program.release.ReleaseFile.Refusal;

class ReleaseFileTest {
  private static final ReleaseKeys KEYS = ReleaseKeys.generate();
  private static final ReleaseKeys OTHER_KEYS = ReleaseKeys.generate();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.6Z");
  private static final long LIMIT = 1 << 20;

  @TempDir Path folder;
  private byte[] release = {};

  @BeforeEach
  void pack() throws IOException {
    Path content = Files.createDirectories(folder.resolve("content/lib")).resolveSibling(".");
    Files.writeString(content.resolve("gateway.jar"), "the program");
    Files.writeString(content.resolve("lib/library.jar"), "a library");
    Files.writeString(content.resolve("options"), "-Xmx64m\n");
    Path file = folder.resolve("gateway.release");
    ReleaseFile.pack(
        folder.resolve("content"),
        "gateway",
        new Version("1.2.3"),
        4,
        Installation.target(),
        NOW,
        Optional.empty(),
        KEYS,
        file);
    release = Files.readAllBytes(file);
  }

  private Outcome read(byte[] bytes) throws IOException {
    Path into = Files.createTempDirectory(folder, "slot");
    return ReleaseFile.install(
        new ByteArrayInputStream(bytes), LIMIT, KEYS.trust(), _ -> Optional.empty(), into);
  }

  private static Refusal refusal(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).reason();
  }

  private byte[] with(int at, int flip) {
    byte[] changed = release.clone();
    changed[at] ^= (byte) flip;
    return changed;
  }

  @Test
  @Verifies({"SEC-MAINT-04", "CM-18"})
  void takesWhatBothKeysSigned() throws IOException {
    Outcome outcome = read(release);
    assertThat(outcome).isInstanceOf(Outcome.Good.class);
    Manifest manifest = ((Outcome.Good) outcome).manifest();
    assertThat(manifest.version()).isEqualTo(new Version("1.2.3"));
    assertThat(manifest.epoch()).isEqualTo(4);
    assertThat(manifest.files())
        .extracting(Manifest.Entry::path)
        .containsExactly("gateway.jar", "lib/library.jar", "options");
  }

  @Test
  @Verifies("CM-18")
  void refusesWithOneSignatureOnly() throws IOException {
    int ed25519 = 12;
    int mlDsa = ed25519 + ReleaseTrust.ED25519_BYTES;
    for (int at : new int[] {ed25519, mlDsa}) {
      byte[] without = release.clone();
      int length = at == ed25519 ? ReleaseTrust.ED25519_BYTES : ReleaseTrust.ML_DSA_BYTES;
      Arrays.fill(without, at, at + length, (byte) 0);
      assertThat(refusal(read(without))).isEqualTo(Refusal.NOT_SIGNED);
      assertThat(refusal(read(with(at + 7, 1)))).isEqualTo(Refusal.NOT_SIGNED);
    }
  }

  @Test
  @Verifies("CM-18")
  void refusesWhatOtherKeysSigned() throws IOException {
    Outcome outcome =
        ReleaseFile.verify(new ByteArrayInputStream(release), LIMIT, OTHER_KEYS.trust());
    assertThat(refusal(outcome)).isEqualTo(Refusal.NOT_SIGNED);
    // One true key does not help.
    ReleaseTrust mixed = ReleaseTrust.of(KEYS.trust().ed25519(), OTHER_KEYS.trust().mlDsa());
    assertThat(refusal(ReleaseFile.verify(new ByteArrayInputStream(release), LIMIT, mixed)))
        .isEqualTo(Refusal.NOT_SIGNED);
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void refusesAnAlteredTruncatedOrLengthenedFile() throws IOException {
    assertThat(refusal(read(with(release.length - 1, 1)))).isEqualTo(Refusal.ALTERED);
    assertThat(refusal(read(Arrays.copyOf(release, release.length - 1))))
        .isEqualTo(Refusal.TRUNCATED);
    assertThat(refusal(read(Arrays.copyOf(release, release.length + 1))))
        .isEqualTo(Refusal.TOO_LONG);
    assertThat(refusal(read(Arrays.copyOf(release, 2000)))).isEqualTo(Refusal.TRUNCATED);
    assertThat(
            refusal(
                ReleaseFile.verify(
                    new ByteArrayInputStream(release), release.length - 1, KEYS.trust())))
        .isEqualTo(Refusal.TOO_LARGE);
    assertThat(ReleaseFile.verify(new ByteArrayInputStream(release), release.length, KEYS.trust()))
        .isInstanceOf(Outcome.Good.class);
  }

  @Test
  @Verifies("CM-18")
  void everyChangedBitOfHeadAndContentIsFound() throws IOException {
    var random = new Random(20260102);
    for (int i = 0; i < 400; i++) {
      int at = random.nextInt(release.length);
      Outcome outcome = read(with(at, 1 << random.nextInt(8)));
      assertThat(outcome).as("byte %d", at).isInstanceOf(Outcome.Refused.class);
    }
  }

  @Test
  void anyBytesGiveAResult() throws IOException {
    var random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes;
      if (i % 2 == 0) {
        bytes = new byte[random.nextInt(8_000)];
        random.nextBytes(bytes);
        System.arraycopy(
            ReleaseHead.MAGIC, 0, bytes, 0, Math.min(bytes.length, ReleaseHead.MAGIC.length));
      } else {
        bytes = Arrays.copyOf(release, random.nextInt(release.length + 10));
        for (int k = 0; k < 5 && bytes.length > 0; k++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      assertThat(ReleaseHead.read(new ByteArrayInputStream(bytes))).isNotNull();
    }
    byte[] manifest = new byte[0];
    if (ReleaseHead.read(new ByteArrayInputStream(release))
        instanceof ReleaseHead.Reading.Read(ReleaseHead head)) {
      manifest = head.encoded();
    }
    for (int i = 0; i < 5_000; i++) {
      byte[] changed = manifest.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        changed[random.nextInt(changed.length)] = (byte) (32 + random.nextInt(95));
      }
      Manifest.Reading reading = Manifest.decode(changed);
      if (reading instanceof Manifest.Reading.Read(Manifest read)) {
        assertThat(read.encode()).isEqualTo(changed);
      }
    }
  }

  @Test
  @Verifies("CM-18")
  void refusesEveryPathThatLeavesTheSlot() {
    String hash = "0".repeat(64);
    Stream.of(
            "../x",
            "a/../b",
            "/etc/passwd",
            "a//b",
            ".hidden",
            "a/.b",
            "a\\b",
            "",
            "a/",
            "release",
            "sums",
            "a b",
            "ü",
            "x".repeat(201))
        .forEach(
            path ->
                assertThatThrownBy(() -> new Manifest.Entry(path, 1, hash))
                    .as(path)
                    .isInstanceOf(IllegalArgumentException.class));
    assertThatThrownBy(
            () ->
                manifest(
                    List.of(new Manifest.Entry("a", 1, hash), new Manifest.Entry("a/b", 1, hash))))
        .hasMessageContaining("folder");
    assertThatThrownBy(
            () ->
                manifest(
                    List.of(new Manifest.Entry("b", 1, hash), new Manifest.Entry("a", 1, hash))))
        .hasMessageContaining("order");
  }

  private static Manifest manifest(List<Manifest.Entry> files) {
    return new Manifest(
        "gateway", new Version("1"), 1, Instant.EPOCH, "java25", files, Optional.empty());
  }

  @Test
  void refusesASecondWayToWriteTheSameManifest() {
    String text =
        new String(
            manifest(List.of(new Manifest.Entry("a", 1, "0".repeat(64)))).encode(),
            StandardCharsets.US_ASCII);
    assertThat(Manifest.decode(text.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(Manifest.Reading.Read.class);
    for (String other :
        List.of(
            text + "\n",
            text.replace("epoch 1", "epoch 01"),
            text.replace("\n", "\r\n"),
            text.replace("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.0Z"),
            text.replace("file 1", "file +1"))) {
      assertThat(Manifest.decode(other.getBytes(StandardCharsets.US_ASCII)))
          .isInstanceOf(Manifest.Reading.Malformed.class);
    }
  }

  @Test
  void refusesToPackALink() throws IOException {
    Files.createSymbolicLink(folder.resolve("content/link.jar"), Path.of("/etc/hostname"));
    assertThatThrownBy(
            () ->
                ReleaseFile.pack(
                    folder.resolve("content"),
                    "gateway",
                    new Version("1"),
                    1,
                    "java25",
                    NOW,
                    Optional.empty(),
                    KEYS,
                    folder.resolve("out")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("neither a file nor a folder");
  }

  @Test
  void keysAreReadAsTheyWereWrittenAndNeverReplaced() throws IOException {
    Path keys = folder.resolve("keys");
    KEYS.write(keys);
    assertThat(ReleaseKeys.read(keys).trust()).isEqualTo(KEYS.trust());
    assertThatThrownBy(() -> OTHER_KEYS.write(keys)).hasMessageContaining("already");
    Files.writeString(keys.resolve("release-trust.pem"), OTHER_KEYS.trust().pem());
    assertThatThrownBy(() -> ReleaseKeys.read(keys)).hasMessageContaining("not those of");
  }

  @Test
  void versionsAreOrderedAsPeopleReadThem() {
    List<String> ascending =
        List.of("0.9", "1.0.0-rc.1", "1.0.0-rc.2", "1.0.0-rc.10", "1", "1.0.1", "1.2", "1.10", "2");
    for (int i = 1; i < ascending.size(); i++) {
      assertThat(new Version(ascending.get(i))).isGreaterThan(new Version(ascending.get(i - 1)));
    }
    assertThat(new Version("1.0")).isEqualByComparingTo(new Version("1"));
  }
}
