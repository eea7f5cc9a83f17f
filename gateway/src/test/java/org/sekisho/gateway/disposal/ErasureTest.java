package org.sekisho.gateway.disposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.GatewayIdentity;
import org.sekisho.model.Verifies;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.disposal.Cause;
import org.sekisho.program.disposal.CompletionKey;
import org.sekisho.program.disposal.SanitisationCertificate;
import org.sekisho.program.disposal.SanitisationCertificate.Verdict;
import tools.jackson.databind.JsonNode;

/** The erasure of a data directory on real files, interrupted at every point. */
class ErasureTest {
  private static final List<String> SECRETS =
      List.of("journal-secret-0123456789", "token-secret-0123456789", "reading-of-a-person");

  @TempDir Path folder;

  private final GatewayIdentity authority = new GatewayIdentity("gw-1");
  private Path data;
  private MediumFinder media;

  /**
   * Does not discard the free blocks of the machine that the tests run on, which may take minutes,
   * and waits for no disk: the power cuts of these tests are none for the kernel.
   */
  private static final class Undiscarded extends FileSurface {
    Undiscarded(Path folder) {
      super(folder);
    }

    @Override
    public void force(String file) {}

    @Override
    public void settle() {}

    @Override
    public boolean discardFree() {
      return false;
    }
  }

  /** Says when a test wants the power to be cut. */
  private static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void machine() throws IOException {
    data = folder.resolve("data");
    media = FakeMedia.magnetic(folder);
  }

  private void fill(Path where) throws IOException {
    Map<String, String> files = new TreeMap<>();
    files.put("keys/journal.key", SECRETS.get(0));
    files.put("keys/log.key", "log-key-log-key-log-key-log-key!");
    files.put("maintenance/token", SECRETS.get(1));
    files.put("maintenance/certificate.pem", "a certificate");
    files.put("journal.db", SECRETS.get(2) + " ".repeat(9_000));
    files.put("journal.db-wal", SECRETS.get(2));
    files.put("journal.db.damaged-1", SECRETS.get(2));
    files.put("gateway.db", "hashes");
    files.put("log.db", "events");
    files.put("configuration/key", "configuration-key-0123456789");
    files.put("configuration/face-a", "settings");
    files.put("something/nobody/thought.of", SECRETS.get(2));
    files.put("factory/serial", "of the factory");
    files.put("lock", "");
    for (var file : files.entrySet()) {
      Path path = where.resolve(file.getKey());
      Files.createDirectories(java.util.Objects.requireNonNull(path.getParent()));
      Files.writeString(path, file.getValue());
    }
    authority.identity().store(where.resolve("identity"));
    new DisposalFolder(where)
        .writeCompletion(CompletionKey.make(authority.identity(), Instant.now()));
  }

  private Erasure erasure(Path where, Runnable checkpoint) {
    return new Erasure(
        where, new Undiscarded(where), media, InstantSource.system(), new Random(1), checkpoint);
  }

  private Erasure.Wish wish(Cause cause, Path... elsewhere) {
    return new Erasure.Wish(
        "gw-1",
        cause,
        "Hanako",
        "",
        List.of(elsewhere),
        Optional.empty(),
        folder,
        0,
        Optional.of(authority.identity()));
  }

  private static Collection<String> names(Path where) throws IOException {
    try (Stream<Path> walk = Files.walk(where)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> where.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static void nothingLeft(Path where) throws IOException {
    for (String name : names(where)) {
      for (String secret : SECRETS) {
        assertThat(Remnants.holds(where.resolve(name), secret.getBytes(StandardCharsets.UTF_8)))
            .as(secret + " in " + name)
            .isFalse();
      }
    }
  }

  private Verdict verdict(Path where, String id) throws IOException {
    return SanitisationCertificate.verifyFile(
        Files.readAllBytes(where.resolve("disposal/outbox/" + id + ".json")),
        PeerTrust.of(List.of(authority.root())));
  }

  @Test
  @Verifies({"SEC-DISC-01", "SEC-MAINT-06", "SEC-MAINT-08", "DISP-02", "DOCS-11"})
  void leavesOnlyWhatTheFactoryGaveAndACertificateThatVerifies() throws Exception {
    fill(data);
    Path elsewhere = Files.writeString(folder.resolve("wlan.conf"), SECRETS.get(2));
    Erasure erasure = erasure(data, () -> {});
    String id = erasure.begin(wish(Cause.FACTORY_RESET, elsewhere), System.nanoTime());
    assertThat(names(data)).doesNotContain("keys/journal.key", "identity/identity.key");
    assertThat(names(data)).contains("journal.db");
    assertThat(erasure.finish()).contains(id);

    assertThat(names(data))
        .containsExactly("disposal/outbox/" + id + ".json", "factory/serial", "lock");
    assertThat(elsewhere).doesNotExist();
    nothingLeft(data);
    assertThat(verdict(data, id)).isInstanceOf(Verdict.Holds.class);
    JsonNode said = ((Verdict.Holds) verdict(data, id)).statement();
    assertThat(said.path("operator").asString()).isEqualTo("Hanako");
    assertThat(said.at("/medium/kind").asString()).isEqualTo("magnetic");
    assertThat(said.at("/verification/result").asString()).isEqualTo("passed");
    assertThat(said.at("/verification/remnants").asLong()).isZero();
    assertThat(said.at("/verification/remnants_searched").asLong()).isGreaterThanOrEqualTo(4);
    assertThat(said.at("/verification/read_back").asLong()).isGreaterThan(5);
    assertThat(said.path("device_certificate_serial").asString())
        .isEqualTo(authority.identity().certificate().getSerialNumber().toString(16));
    List<String> classes = new ArrayList<>();
    said.path("classes").forEach(one -> classes.add(one.path("class").asString()));
    assertThat(classes)
        .containsExactly(
            "keys",
            "credentials",
            "personal",
            "logs",
            "configuration",
            "enrolment",
            "unclassified");
    assertThat(said.path("not_done").toString()).contains("purge");
    assertThat(said.path("kept").toString()).contains("factory");
  }

  @Test
  @Verifies("SEC-MAINT-08")
  void aChangedCertificateDoesNotHold() throws Exception {
    fill(data);
    Erasure erasure = erasure(data, () -> {});
    String id = erasure.begin(wish(Cause.REMOTE_ERASE), System.nanoTime());
    erasure.finish();
    byte[] sound = Files.readAllBytes(data.resolve("disposal/outbox/" + id + ".json"));
    PeerTrust trust = PeerTrust.of(List.of(authority.root()));
    String changed = new String(sound, StandardCharsets.UTF_8).replace("\"Hanako\"", "\"Taro\"");
    assertThat(SanitisationCertificate.verifyFile(changed.getBytes(StandardCharsets.UTF_8), trust))
        .isEqualTo(new Verdict.Fails("the readable part differs from the signed one"));
    assertThat(
            SanitisationCertificate.verifyFile(
                sound, PeerTrust.of(List.of(new GatewayIdentity("gw-1").root()))))
        .isInstanceOf(Verdict.Fails.class);
    var random = new Random(5);
    String signed = SanitisationCertificate.signedPart(sound).orElseThrow();
    for (int i = 0; i < 300; i++) {
      char[] chars = signed.toCharArray();
      int at = random.nextInt(chars.length - 2);
      chars[at] = chars[at] == 'A' ? 'B' : 'A';
      assertThat(SanitisationCertificate.verify(new String(chars), trust))
          .as("character " + at)
          .isInstanceOf(Verdict.Fails.class);
    }
  }

  @Test
  @Verifies({"SEC-MAINT-06", "SEC-DISC-01"})
  void isFinishedAfterAPowerCutAtAnyPoint() throws Exception {
    fill(data);
    int[] points = {0};
    Erasure whole = erasure(data, () -> points[0]++);
    whole.begin(wish(Cause.FACTORY_RESET), System.nanoTime());
    whole.finish();
    assertThat(points[0]).isGreaterThan(30);

    var random = new Random(SEED);
    for (int cut = 1; cut < points[0]; cut++) {
      Path where = folder.resolve("data-" + cut);
      fill(where);
      int[] left = {cut};
      boolean begun = false;
      try {
        Erasure first =
            erasure(
                where,
                () -> {
                  if (left[0]-- == 0) {
                    throw new PowerCut();
                  }
                });
        first.begin(wish(Cause.FACTORY_RESET), System.nanoTime());
        begun = true;
        first.finish();
      } catch (PowerCut e) {
        // The next start goes on; sometimes it is cut off, too.
      }
      if (random.nextInt(3) == 0) {
        int[] again = {random.nextInt(10)};
        try {
          erasure(
                  where,
                  () -> {
                    if (again[0]-- == 0) {
                      throw new PowerCut();
                    }
                  })
              .finish();
        } catch (PowerCut e) {
          // And once more.
        }
      }
      erasure(where, () -> {}).finish();
      assertThat(begun || !Files.exists(where.resolve("keys/journal.key")))
          .as("cut at " + cut)
          .isTrue();
      nothingLeft(where);
      List<String> left2 =
          names(where).stream().filter(name -> !name.startsWith("disposal/outbox")).toList();
      assertThat(left2).as("cut at " + cut).containsExactly("factory/serial", "lock");
      String id =
          names(where).stream()
              .filter(name -> name.startsWith("disposal/outbox"))
              .findFirst()
              .orElseThrow()
              .replaceAll(".*/|\\.json", "");
      assertThat(verdict(where, id)).as("cut at " + cut).isInstanceOf(Verdict.Holds.class);
    }
  }

  private static final long SEED = 20_261_122;

  @Test
  @Verifies("SEC-MAINT-06")
  void aNoteThatCannotBeReadStillMeansThatEverythingGoes() throws Exception {
    fill(data);
    Files.writeString(data.resolve("disposal/pending.json"), "{\"id\":");
    assertThat(erasure(data, () -> {}).finish()).isPresent();
    nothingLeft(data);
    assertThat(names(data)).noneMatch(name -> name.startsWith("keys/"));
  }

  @Test
  @Verifies("SEC-MAINT-06")
  void putsTheSettingsOfTheFactoryBack() throws Exception {
    fill(data);
    Path factory = Files.createDirectories(folder.resolve("factory"));
    Files.writeString(factory.resolve("gateway.yaml"), "as delivered");
    Files.writeString(factory.resolve("model.yaml"), "the model");
    Path settings = Files.createDirectories(folder.resolve("etc"));
    Files.writeString(settings.resolve("gateway.yaml"), "as changed: " + SECRETS.get(1));
    Erasure erasure = erasure(data, () -> {});
    erasure.begin(
        new Erasure.Wish(
            "gw-1",
            Cause.OWNERSHIP_TRANSFER,
            "Hanako",
            "",
            List.of(),
            Optional.of(factory),
            settings,
            0,
            Optional.empty()),
        System.nanoTime());
    erasure.finish();
    assertThat(settings.resolve("gateway.yaml")).hasContent("as delivered");
    assertThat(settings.resolve("model.yaml")).hasContent("the model");
    assertThat(names(settings)).containsExactly("gateway.yaml", "model.yaml");
  }

  @Test
  void neverFollowsALinkOutOfTheDirectory() throws Exception {
    fill(data);
    Path outside = Files.writeString(folder.resolve("outside"), "of somebody else");
    Files.createSymbolicLink(data.resolve("keys/link.key"), outside);
    Files.createSymbolicLink(data.resolve("link"), outside);
    Erasure erasure = erasure(data, () -> {});
    erasure.begin(wish(Cause.FACTORY_RESET), System.nanoTime());
    erasure.finish();
    assertThat(outside).hasContent("of somebody else");
    assertThat(data.resolve("link")).doesNotExist();
  }

  @Test
  void aGatewayThatWasNeverEnrolledIsErasedWithoutSomebodyToVouch() throws Exception {
    Files.createDirectories(data.resolve("keys"));
    Files.writeString(data.resolve("keys/journal.key"), SECRETS.get(0));
    Erasure erasure = erasure(data, () -> {});
    String id = erasure.begin(wish(Cause.CASE_OPENED), System.nanoTime());
    erasure.finish();
    assertThat(verdict(data, id))
        .isEqualTo(
            new Verdict.Fails("no identity vouches for its key: the gateway was not enrolled"));
  }

  @Test
  void aFactoryIdentityVouchesWhereThereIsNoOther() throws Exception {
    TlsIdentity factory = authority.identity();
    factory.store(data.resolve("factory"));
    Files.createDirectories(data.resolve("keys"));
    Files.writeString(data.resolve("keys/journal.key"), SECRETS.get(0));
    Erasure erasure = erasure(data, () -> {});
    String id = erasure.begin(wish(Cause.FACTORY_RESET), System.nanoTime());
    erasure.finish();
    assertThat(verdict(data, id)).isInstanceOf(Verdict.Holds.class);
    assertThat(TlsIdentity.load(data.resolve("factory"))).isPresent();
  }

  @Test
  void findsAMarkerThatLiesAcrossTwoReads() throws Exception {
    byte[] marker = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("big");
    byte[] content = new byte[600_000];
    new SecureRandom().nextBytes(content);
    for (int at : new int[] {0, 256 * 1024 - 7, 2 * 256 * 1024 - 15, content.length - 16}) {
      byte[] with = content.clone();
      System.arraycopy(marker, 0, with, at, marker.length);
      Files.write(file, with);
      assertThat(Remnants.holds(file, marker)).as("at " + at).isTrue();
    }
    Files.write(file, content);
    assertThat(Remnants.holds(file, marker)).isFalse();
  }
}
