package org.sekisho.headend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sekisho.headend.ScriptedGateway.NOT_AUTHORIZED;
import static org.sekisho.headend.ScriptedGateway.OUT_OF_ORDER;
import static org.sekisho.headend.ScriptedGateway.REFUSED;
import static org.sekisho.headend.ScriptedGateway.SUCCESS;
import static org.sekisho.headend.ScriptedGateway.temperatures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.headend.intake.Alarm;
import org.sekisho.headend.store.ReadingStore;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import org.sekisho.wan.batch.Bytes;
import org.sekisho.wan.message.WanMessage;

/** Batches over real TLS and MQTT 5, down to the database. */
class GatewayIntakeTest {
  @TempDir Path folder;
  private HeadEndFixture world;

  @BeforeEach
  void start() {
    world = new HeadEndFixture(folder);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  @Verifies({"SYS-10", "SYS-13", "SYS-17"})
  void storesBatchesInTheirOrderAndSaysWhereItStands() throws Exception {
    try (var gateway = world.gateway(1)) {
      assertThat(gateway.begin().number()).isZero();
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(
            gateway.publish(
                gateway.topics.batch(),
                gateway.chain().next("home-gw-1", gateway.identity, temperatures(i * 50L, 50))));
      }
      for (var answer : answers) {
        assertThat(answer.get(120, TimeUnit.SECONDS)).isEqualTo(SUCCESS);
      }
      world.settle();
      assertThat(stored()).isEqualTo(temperatures(0, 1000));
      assertThat(alarms()).isEmpty();
    }
    var again =
        world.gateway(world.pki.identity(Role.GATEWAY, "home-gw-1"), new ScriptedGateway.Chain(1));
    WanMessage.Resume resume = again.begin();
    assertThat(resume.number()).isEqualTo(20);
    again.close();
  }

  @Test
  @Verifies("SYS-13")
  void redeliveryChangesNothingAndIsCounted() throws Exception {
    try (var gateway = world.gateway(2)) {
      gateway.begin();
      byte[] first = gateway.chain().next("home-gw-1", gateway.identity, temperatures(0, 10));
      byte[] second = gateway.chain().next("home-gw-1", gateway.identity, temperatures(10, 10));
      for (byte[] batch : List.of(first, second, first, second, second)) {
        assertThat(gateway.send(batch)).isEqualTo(SUCCESS);
      }
      world.settle();
      assertThat(stored()).hasSize(20);
      assertThat(world.headEnd().book().ledger().getFirst().redelivered()).isEqualTo(3);
      assertThat(world.headEnd().book().ledger().getFirst().stored()).isEqualTo(20);
    }
  }

  @Test
  void redeliveryInFlightChangesNothing() throws Exception {
    try (var gateway = world.gateway(3)) {
      gateway.begin();
      byte[] batch = gateway.chain().next("home-gw-1", gateway.identity, temperatures(0, 1000));
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(gateway.publish(gateway.topics.batch(), batch));
      }
      for (var answer : answers) {
        assertThat(answer.get(120, TimeUnit.SECONDS)).isEqualTo(SUCCESS);
      }
      assertThat(world.headEnd().book().ledger().getFirst().redelivered()).isEqualTo(7);
      assertThat(alarms()).isEmpty();
    }
  }

  @Test
  void tellsWhereToGoOnWhenABatchIsMissing() throws Exception {
    try (var gateway = world.gateway(4)) {
      gateway.begin();
      byte[] first = gateway.chain().next("home-gw-1", gateway.identity, temperatures(0, 5));
      Bytes hash = gateway.chain().hash();
      byte[] second = gateway.chain().next("home-gw-1", gateway.identity, temperatures(5, 5));
      byte[] third = gateway.chain().next("home-gw-1", gateway.identity, temperatures(10, 5));
      assertThat(gateway.send(first)).isEqualTo(SUCCESS);
      assertThat(gateway.send(third)).isEqualTo(OUT_OF_ORDER);
      assertThat(gateway.await(WanMessage.Resume.class))
          .isEqualTo(new WanMessage.Resume(gateway.chain().id, 1, hash));
      assertThat(gateway.send(second)).isEqualTo(SUCCESS);
      assertThat(gateway.send(third)).isEqualTo(SUCCESS);
      world.settle();
      assertThat(stored()).hasSize(15);
      awaitAlarms(Alarm.Kind.BATCH_OUT_OF_ORDER);
    }
  }

  @Test
  @Verifies("SYS-17")
  void refusesABatchThatIsNotSignedByItsGateway() throws Exception {
    try (var gateway = world.gateway(5)) {
      gateway.begin();
      var forged =
          new ScriptedGateway.Chain(5)
              .next(
                  "home-gw-1",
                  gateway.identity,
                  TlsIdentity.newKeyPair().getPrivate(),
                  temperatures(0, 5));
      assertThat(gateway.send(forged)).isEqualTo(REFUSED);
      TlsIdentity other = world.pki.identity(Role.GATEWAY, "home-gw-1");
      assertThat(
              gateway.send(
                  new ScriptedGateway.Chain(5).next("home-gw-1", other, temperatures(0, 5))))
          .isEqualTo(REFUSED);
      world.settle();
      assertThat(stored()).isEmpty();
      assertThat(world.headEnd().book().ledger()).isEmpty();
      awaitAlarms(Alarm.Kind.BATCH_SIGNATURE);
      assertThat(gateway.sendNext(temperatures(0, 5))).isEqualTo(SUCCESS);
    }
  }

  @Test
  void takesABatchThatWasSignedBeforeTheCertificateWasRenewed() throws Exception {
    var chain = new ScriptedGateway.Chain(6);
    TlsIdentity before = world.pki.identity(Role.GATEWAY, "home-gw-1");
    TlsIdentity after = world.pki.identity(Role.GATEWAY, "home-gw-1");
    try (var gateway = world.gateway(before, chain)) {
      gateway.begin();
      assertThat(gateway.sendNext(temperatures(0, 5))).isEqualTo(SUCCESS);
    }
    byte[] signedBefore = chain.next("home-gw-1", before, temperatures(5, 5));
    try (var gateway = world.gateway(after, chain)) {
      gateway.begin();
      assertThat(gateway.send(signedBefore)).isEqualTo(SUCCESS);
      assertThat(gateway.sendNext(temperatures(10, 5))).isEqualTo(SUCCESS);
    }
  }

  @Test
  void raisesAnAlarmWhenANumberComesWithAnotherContent() throws Exception {
    try (var gateway = world.gateway(7)) {
      gateway.begin();
      assertThat(gateway.sendNext(temperatures(0, 5))).isEqualTo(SUCCESS);
      byte[] other =
          new ScriptedGateway.Chain(7).next("home-gw-1", gateway.identity, temperatures(100, 5));
      assertThat(gateway.send(other)).isEqualTo(REFUSED);
      world.settle();
      assertThat(stored()).isEqualTo(temperatures(0, 5));
      awaitAlarms(Alarm.Kind.BATCH_REPLACED);
    }
  }

  @Test
  void raisesAnAlarmWhenALinkDoesNotHold() throws Exception {
    try (var gateway = world.gateway(8)) {
      gateway.begin();
      assertThat(gateway.sendNext(temperatures(0, 5))).isEqualTo(SUCCESS);
      var twin = new ScriptedGateway.Chain(8);
      twin.next("home-gw-1", gateway.identity, temperatures(100, 5));
      assertThat(gateway.send(twin.next("home-gw-1", gateway.identity, temperatures(5, 5))))
          .isEqualTo(REFUSED);
      awaitAlarms(Alarm.Kind.BATCH_UNLINKED);
    }
  }

  @Test
  void takesANewChainWithAnAlarmAndStillKnowsTheOldOne() throws Exception {
    try (var gateway = world.gateway(9)) {
      gateway.begin();
      byte[] old = gateway.chain().next("home-gw-1", gateway.identity, temperatures(0, 5));
      assertThat(gateway.send(old)).isEqualTo(SUCCESS);
      var fresh = new ScriptedGateway.Chain(10);
      byte[] notFirst;
      byte[] first = fresh.next("home-gw-1", gateway.identity, temperatures(5, 5));
      notFirst = fresh.next("home-gw-1", gateway.identity, temperatures(10, 5));
      assertThat(gateway.send(notFirst)).isEqualTo(OUT_OF_ORDER);
      assertThat(gateway.send(first)).isEqualTo(SUCCESS);
      assertThat(gateway.send(notFirst)).isEqualTo(SUCCESS);
      assertThat(gateway.send(old)).isEqualTo(SUCCESS);
      assertThat(gateway.sendNext(temperatures(50, 5))).isEqualTo(OUT_OF_ORDER);
      world.settle();
      assertThat(stored()).hasSize(15);
      awaitAlarms(Alarm.Kind.CHAIN_RESTARTED, Alarm.Kind.BATCH_OUT_OF_ORDER);
    }
  }

  @Test
  @Verifies("SYS-13")
  void storesNothingTwiceWhenItStoppedBetweenReadingsAndPosition() throws Exception {
    var chain = new ScriptedGateway.Chain(11);
    TlsIdentity identity = world.pki.identity(Role.GATEWAY, "home-gw-1");
    List<Reading> readings = temperatures(0, 100);
    byte[] batch = chain.next("home-gw-1", identity, readings);
    // What a kill leaves behind: the readings are on disk, the chain's position is not.
    world
        .headEnd()
        .store()
        .append(new ReadingStore.StoredBatch("home-gw-1", chain.id.hex(), 1, readings))
        .get(120, TimeUnit.SECONDS);
    world.restart();
    try (var gateway = world.gateway(identity, chain)) {
      assertThat(gateway.begin().number()).isZero();
      assertThat(gateway.send(batch)).isEqualTo(SUCCESS);
    }
    world.restart();
    try (var gateway = world.gateway(identity, chain)) {
      assertThat(gateway.begin().number()).isEqualTo(1);
      assertThat(gateway.send(batch)).isEqualTo(SUCCESS);
      assertThat(gateway.sendNext(temperatures(100, 5))).isEqualTo(SUCCESS);
    }
    world.settle();
    assertThat(stored()).isEqualTo(temperatures(0, 105));
    assertThat(world.headEnd().book().ledger().getFirst().stored()).isEqualTo(105);
  }

  @Test
  @Verifies("SYS-13")
  void reconcilesTheLedgerAndRaisesAnAlarmAtAGap() throws Exception {
    try (var gateway = world.gateway(12)) {
      gateway.begin();
      gateway.sendNext(temperatures(0, 30));
      gateway.sendNext(temperatures(30, 12));
      assertThat(ledger(gateway, 50, 42, 5, 3, 2).gap()).isZero();
      assertThat(ledger(gateway, 40, 30, 10, 0, 1).gap()).isZero();
      assertThat(alarms()).isEmpty();
      WanMessage.LedgerAnswer answer = ledger(gateway, 45, 45, 0, 0, 2);
      assertThat(answer.gap()).isEqualTo(3);
      assertThat(answer.stored()).isEqualTo(42);
      HeadEndFixture.await("alarm", () -> alarms().contains(Alarm.Kind.LEDGER_GAP));
    }
  }

  private WanMessage.LedgerAnswer ledger(
      ScriptedGateway gateway, long accepted, long delivered, long waiting, long dropped, long no)
      throws Exception {
    assertThat(
            gateway.send(
                gateway.topics.ledger(),
                new WanMessage.LedgerReport(
                    gateway.chain().id, 1, accepted, delivered, waiting, dropped, no)))
        .isEqualTo(SUCCESS);
    return gateway.await(WanMessage.LedgerAnswer.class);
  }

  @Test
  @Verifies("SYS-11")
  void letsNobodyInButGatewaysOfTheModel() throws Exception {
    TlsIdentity home = world.pki.identity(Role.GATEWAY, "home-gw-1");
    List<ScriptedGateway> strangers =
        List.of(
            world.gateway("other-gw", 1),
            new ScriptedGateway(
                "home-gw-1",
                "other-gw",
                home,
                world.pki.trust(),
                world.headEnd().wanPort(),
                new ScriptedGateway.Chain(1)),
            world.gateway(
                world.pki.identity(Role.APPLICATION, "home-gw-1"), new ScriptedGateway.Chain(1)),
            world.gateway(
                new TestPki(folder.resolve("strangers")).identity(Role.GATEWAY, "home-gw-1"),
                new ScriptedGateway.Chain(1)));
    for (ScriptedGateway stranger : strangers) {
      assertThatThrownBy(stranger::connect)
          .isInstanceOf(java.util.concurrent.ExecutionException.class);
    }
  }

  @Test
  @Verifies("SYS-11")
  void cutsARevokedGatewayAtOnceAndKeepsItOut() throws Exception {
    try (var gateway = world.gateway(13)) {
      gateway.begin();
      world.revoke(gateway.identity.certificate());
      assertThat(gateway.disconnected.await(120, TimeUnit.SECONDS)).isTrue();
      var again = world.gateway(gateway.identity, gateway.chain());
      assertThatThrownBy(again::connect)
          .isInstanceOf(java.util.concurrent.ExecutionException.class);
      HeadEndFixture.await("alarm", () -> alarms().contains(Alarm.Kind.GATEWAY_REVOKED));
    }
  }

  @Test
  void replacesTheFirstSessionByTheSecond() throws Exception {
    try (var first = world.gateway(14);
        var second = world.gateway(first.identity, first.chain())) {
      first.begin();
      second.begin();
      assertThat(first.disconnected.await(120, TimeUnit.SECONDS)).isTrue();
      assertThat(second.sendNext(temperatures(0, 5))).isEqualTo(SUCCESS);
    }
  }

  @Test
  void refusesTopicsOfOthers() throws Exception {
    try (var gateway = world.gateway(15)) {
      gateway.begin();
      for (String topic :
          List.of("gw/other-gw/command", "#", "gw/+/command", "gw/home-gw-1/batch")) {
        assertThat(gateway.subscribe(topic)).as(topic).isEqualTo(NOT_AUTHORIZED);
      }
      byte[] batch = gateway.chain().next("home-gw-1", gateway.identity, temperatures(0, 5));
      assertThat(gateway.publish("gw/other-gw/batch", batch).get(120, TimeUnit.SECONDS))
          .isEqualTo(NOT_AUTHORIZED);
      awaitAlarms(Alarm.Kind.FOREIGN_TOPIC);
    }
  }

  @Test
  void storesReadingsOfForeignDevicesAsEvidenceWithAnAlarm() throws Exception {
    try (var gateway = world.gateway(16)) {
      gateway.begin();
      var foreign =
          new Reading(
              new PointId("of-another-house", "temperature"),
              new Value.Numeric(1),
              HeadEndFixture.START_US,
              Clock.DEVICE,
              QualityReason.NONE);
      assertThat(gateway.sendNext(List.of(foreign))).isEqualTo(SUCCESS);
      HeadEndFixture.await("alarm", () -> alarms().contains(Alarm.Kind.FOREIGN_DEVICE));
    }
  }

  @Test
  void storesNoMutatedBatch() throws Exception {
    try (var gateway = world.gateway(17)) {
      gateway.begin();
      byte[] valid = gateway.chain().next("home-gw-1", gateway.identity, temperatures(0, 20));
      var random = new Random(20_261);
      for (int i = 0; i < 400; i++) {
        byte[] mutated = valid.clone();
        int changes = 1 + random.nextInt(3);
        for (int k = 0; k < changes; k++) {
          mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
        }
        if (random.nextInt(4) == 0) {
          mutated = java.util.Arrays.copyOf(mutated, random.nextInt(mutated.length));
        }
        if (java.util.Arrays.equals(mutated, valid)) {
          continue;
        }
        assertThat(gateway.send(mutated)).as("mutation %d", i).isIn(REFUSED, OUT_OF_ORDER);
      }
      world.settle();
      assertThat(stored()).isEmpty();
      assertThat(world.headEnd().book().ledger()).isEmpty();
      assertThat(gateway.send(valid)).isEqualTo(SUCCESS);
    }
  }

  /** Alarms are on disk some milliseconds after the refusal. */
  private void awaitAlarms(Alarm.Kind... expected) throws InterruptedException {
    HeadEndFixture.await("alarms", () -> alarms().size() >= expected.length);
    assertThat(alarms()).containsExactlyInAnyOrder(expected);
  }

  private List<Alarm.Kind> alarms() {
    return world.headEnd().alarms().newest(100).stream().map(Alarm::kind).distinct().toList();
  }

  private List<Reading> stored() {
    return world
        .headEnd()
        .store()
        .history(
            new ReadingStore.Selection(
                java.util.Map.of("living-room-sensor", "home-gw-1"), Optional.empty()),
            0,
            ReadingStore.MAX_TIME_US,
            ReadingStore.MAX_PAGE,
            Optional.empty())
        .readings()
        .stream()
        .map(ReadingStore.StoredReading::reading)
        .toList();
  }
}
