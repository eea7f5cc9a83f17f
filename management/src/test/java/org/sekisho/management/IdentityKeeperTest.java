package org.sekisho.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.enrolment.EstClient;
import org.sekisho.program.enrolment.IdentityKeeper;
import org.sekisho.program.enrolment.InventoryReporter;
import org.sekisho.program.enrolment.RevocationFeed;

/** The other programs' side of enrolment and revocation, against a real management. */
class IdentityKeeperTest {
  private static final Peer GATEWAY = new Peer(Role.GATEWAY, "gw-1");

  @TempDir Path folder;
  private Site site;
  private Path codeFile;
  private PeerTrust trust;

  @BeforeEach
  void start() throws Exception {
    site = new Site(folder.resolve("site"));
    codeFile = folder.resolve("enrolment.code");
    trust = PeerTrust.read(site.data.resolve("root-ca.pem"));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private EstClient est() {
    return new EstClient(site.address(), trust, InstantSource.system());
  }

  private IdentityKeeper keeper(InstantSource clock) {
    return new IdentityKeeper(GATEWAY, folder.resolve("gw"), codeFile, est(), clock, new Random(1));
  }

  @Test
  @Verifies("SYS-11")
  void enrolsOnceAndRenewsAtTwoThirdsOfLife() throws Exception {
    var now = new Instant[] {Instant.now()};
    var keeper = keeper(() -> now[0]);
    keeper.work();
    assertThat(keeper.present()).as("no code, no identity").isEmpty();

    Files.writeString(codeFile, site.code("gateway", "gw-1", "localhost").reveal() + "\n");
    now[0] = now[0].plusSeconds(1);
    Instant due = keeper.work();
    TlsIdentity first = keeper.present().orElseThrow();
    assertThat(first.peer()).isEqualTo(GATEWAY);
    assertThat(codeFile).doesNotExist();
    long life = Duration.between(first.notBefore(), first.notAfter()).toSeconds();
    long part = Duration.between(first.notBefore(), due).toSeconds();
    assertThat((double) part / life).isBetween(0.61, 0.667);

    now[0] = due.minusSeconds(1);
    assertThat(keeper.work()).isEqualTo(due);
    assertThat(keeper.present()).containsSame(first);
    now[0] = due;
    keeper.work();
    TlsIdentity second = keeper.present().orElseThrow();
    assertThat(second.certificate().getSerialNumber())
        .isNotEqualTo(first.certificate().getSerialNumber());
    assertThat(second.key()).isNotEqualTo(first.key());

    var again = keeper(() -> now[0]);
    assertThat(again.present().orElseThrow().certificate()).isEqualTo(second.certificate());
    assertThat(again.present().orElseThrow().chain()).hasSize(2);

    var reporter =
        new InventoryReporter(
            site.address(), trust, again, () -> Map.of("version", "0.1", "health", "well"));
    assertThat(reporter.report()).isEqualTo(204);
    assertThat(site.member("gw-1").path("report").path("health").asString()).isEqualTo("well");
  }

  @Test
  void renewsTenSecondCertificateOverAndOver() throws Exception {
    site.close();
    site = new Site(folder.resolve("short"), Duration.ofSeconds(10), Duration.ofHours(1));
    trust = PeerTrust.read(site.data.resolve("root-ca.pem"));
    Files.writeString(codeFile, site.code("gateway", "gw-1").reveal());
    try (var keeper = keeper(InstantSource.system())) {
      var renewed = new LinkedBlockingQueue<TlsIdentity>();
      keeper.onChange(renewed::add);
      keeper.start();
      TlsIdentity first = keeper.await(Duration.ofMinutes(2));
      assertThat(renewed.poll(120, TimeUnit.SECONDS)).isSameAs(first);
      for (int i = 0; i < 2; i++) {
        TlsIdentity next = renewed.poll(120, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        assertThat(next.notBefore()).isAfterOrEqualTo(first.notBefore());
      }
      assertThat(keeper.await(Duration.ZERO.plusSeconds(1)).notAfter()).isAfter(first.notAfter());
    }
  }

  @Test
  void waitsLongerAfterEachRefusal() throws Exception {
    site.code("gateway", "gw-1");
    Files.writeString(codeFile, "WRONG");
    var now = new Instant[] {Instant.now()};
    var keeper = keeper(() -> now[0]);
    Duration last = Duration.ZERO;
    for (int i = 0; i < 4; i++) {
      Duration wait = Duration.between(now[0], keeper.work());
      assertThat(wait).isGreaterThan(last);
      last = wait;
      now[0] = now[0].plus(wait);
    }
    assertThat(codeFile).as("kept: it has not been used").exists();
  }

  @Test
  @Verifies("PROTO-08")
  void givesCodeToNobodyOutsideOfTrustedRoot() throws Exception {
    try (var other = new Site(folder.resolve("other"))) {
      var foreign = PeerTrust.read(other.data.resolve("root-ca.pem"));
      var client = new EstClient(site.address(), foreign, InstantSource.system());
      assertThat(client.enrol(GATEWAY, site.code("gateway", "gw-1"), TlsIdentity.newKeyPair()))
          .isInstanceOf(EstClient.Outcome.Failed.class);
    }
    assertThat(site.member("gw-1").path("state").asString()).isEqualTo("registered");
  }

  @Test
  @Verifies({"SYS-11", "PROTO-08"})
  void tellsOfRevocationAtOnceAndKeepsItOverOutage() throws Exception {
    Files.writeString(codeFile, site.code("gateway", "gw-1").reveal());
    var keeper = keeper(InstantSource.system());
    keeper.work();
    TlsIdentity identity = keeper.present().orElseThrow();
    Path data = Files.createDirectory(folder.resolve("head-end"));
    try (var feed =
        new RevocationFeed(site.address(), trust, est(), InstantSource.system(), data)) {
      var changes = new LinkedBlockingQueue<Long>();
      feed.onChange(() -> changes.add(System.nanoTime()));
      feed.start();
      assertThat(feed.awaitFirst(Duration.ofMinutes(2))).isTrue();
      assertThat(changes.poll(120, TimeUnit.SECONDS)).isNotNull();
      assertThat(feed.isRevoked(identity.certificate())).isFalse();
      until(() -> feed.updatedAt().isPresent());

      long revoked = System.nanoTime();
      site.revoke("gw-1");
      // Whoever was not told at once asks again after 25 s.
      Long told = changes.poll(20, TimeUnit.SECONDS);
      assertThat(told).isNotNull();
      System.out.printf("revocation told after %d ms%n", (told - revoked) / 1_000_000);
      assertThat(feed.isRevoked(identity.certificate())).isTrue();
    }
    var address = site.address();
    assertThat(est().reenrol(identity, TlsIdentity.newKeyPair()))
        .isInstanceOfSatisfying(
            EstClient.Outcome.Refused.class, r -> assertThat(r.status()).isEqualTo(403));
    try (var kept = new RevocationFeed(address, trust, est(), InstantSource.system(), data)) {
      assertThat(kept.isRevoked(identity.certificate())).isTrue();
    }
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + 120_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
