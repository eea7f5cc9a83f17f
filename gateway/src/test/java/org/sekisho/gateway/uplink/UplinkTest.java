package org.sekisho.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.journal.AppendResult;
import org.sekisho.gateway.journal.JournalConfig;
import org.sekisho.gateway.journal.SqliteJournal;
import org.sekisho.gateway.ledger.Ledger;
import org.sekisho.gateway.status.Alarms;
import org.sekisho.gateway.uplink.ScriptedHeadEnd.Doing;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.wan.batch.BatchHeader;
import org.sekisho.wan.batch.Bytes;
import org.sekisho.wan.message.WanMessage;
import org.sekisho.wan.transport.WanConnection;

@Verifies({"SYS-13", "CM-12"})
class UplinkTest {
  private static final PointId POINT = new PointId("hand-sensor", "temperature");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path data;

  private final Vertx vertx = Vertx.vertx();
  private final Alarms alarms = new Alarms(InstantSource.system());
  private final Ledger ledger = new Ledger(alarms, InstantSource.system());
  private KeyPair keys;
  private ScriptedHeadEnd headEnd;
  private SqliteJournal journal;
  private boolean started;

  @SuppressWarnings("NullAway.Init") // set by start(), which every test calls first
  private Uplink uplink;

  private UplinkConfig config =
      new UplinkConfig(
          20,
          Duration.ofMillis(5),
          8,
          4,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofMillis(5),
          Duration.ofMillis(50));
  private Duration ledgerInterval = Duration.ofMillis(100);
  private int appended;

  @BeforeEach
  void begin() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    keys = generator.generateKeyPair();
    headEnd = new ScriptedHeadEnd(vertx, ScriptedHeadEnd.plain(), "gw-1", keys.getPublic());
    journal = SqliteJournal.open(data, JournalConfig.USUAL, new SecureRandom());
  }

  @AfterEach
  void end() {
    stop();
    headEnd.close();
    vertx.close().await();
    assertThat(headEnd.faults).isEmpty();
    assertThat(headEnd.contents.values()).as("one content per number").allMatch(c -> c.size() == 1);
    assertThat(headEnd.encodings.values()).as("the same bytes").allMatch(c -> c.size() == 1);
  }

  private void start() {
    var client = vertx.createNetClient(new NetClientOptions());
    var options =
        new WanConnection.Options("127.0.0.1", headEnd.port(), "gw-1", 5, 2_000, 1 << 20, 64);
    var signer = new Signer(Bytes.of(new byte[32]), keys.getPrivate());
    uplink =
        new Uplink(
            "gw-1",
            config,
            ledgerInterval,
            journal,
            listener ->
                new Dialer.Dialled(signer, WanConnection.open(vertx, client, options, listener)),
            ledger,
            alarms,
            InstantSource.system(),
            new Random(7));
    uplink.start();
    started = true;
  }

  private void stop() {
    if (started) {
      uplink.close();
      started = false;
    }
    journal.close();
  }

  /** As after a crash: a new uplink on the journal as it lies on disk. */
  private void restart() {
    stop();
    journal = SqliteJournal.open(data, JournalConfig.USUAL, new SecureRandom());
    start();
  }

  private void append(int count) {
    for (int at = 0; at < count; at += 500) {
      int from = appended;
      int some = Math.min(500, count - at);
      List<Reading> readings =
          IntStream.rangeClosed(from + 1, from + some)
              .mapToObj(
                  n ->
                      new Reading(
                          POINT,
                          new Value.Numeric(n),
                          1_000_000L * n,
                          Clock.DEVICE,
                          QualityReason.NONE))
              .toList();
      var done = new CompletableFuture<AppendResult>();
      journal.append(readings, done::complete);
      assertThat(done.orTimeout(20, TimeUnit.SECONDS).join())
          .isInstanceOf(AppendResult.Committed.class);
      appended += some;
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long until " + what).isLessThan(end);
      Thread.onSpinWait();
      try {
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void awaitAllDelivered() {
    await("all is delivered", () -> journal.counts().waiting() == 0);
    assertThat(headEnd.storedReadings()).isEqualTo(appended);
  }

  @Test
  void deliversInOrderAndForgetsWhatIsAcknowledged() {
    append(1_000);
    start();
    append(500);
    awaitAllDelivered();
    List<Long> numbers = headEnd.stored.stream().map(BatchHeader::number).toList();
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    assertThat(headEnd.chain()).isEqualTo(Bytes.ofHex(uplink.status().chain()));
    await("acknowledged", () -> uplink.status().acked() == headEnd.number());
  }

  @Test
  void sendsTheSameBytesAgainAfterARestartInMidFlight() {
    headEnd.will(Doing.STAY_SILENT);
    append(1_000);
    start();
    await("batches came", () -> headEnd.contents.size() == 8);
    restart();
    await("they came again", () -> headEnd.came >= 16);
    restart();
    headEnd.will(Doing.STORE_AND_ACKNOWLEDGE);
    awaitAllDelivered();
    assertThat(headEnd.contents.keySet()).allMatch(n -> n.startsWith(headEnd.chain().hex()));
    assertThat(alarms.active(Alarms.Kind.CHAIN_RESTARTED)).isFalse();
  }

  @Test
  void goesOnBehindTheHeadEndsPositionWhenAcknowledgementsWereLost() {
    headEnd.will(Doing.STORE_AND_STAY_SILENT);
    append(300);
    start();
    await("stored", () -> headEnd.storedBatches() == 8);
    restart();
    headEnd.will(Doing.STORE_AND_ACKNOWLEDGE);
    await("all is delivered", () -> journal.counts().waiting() == 0);
    assertThat(headEnd.storedReadings()).isEqualTo(300);
    assertThat(headEnd.redelivered).isZero();
  }

  @Test
  void losesAndDoublesNothingOverManyCutsAndRestarts() {
    headEnd.closeEvery = 7;
    start();
    var random = new Random(11);
    for (int i = 0; i < 40; i++) {
      append(1 + random.nextInt(100));
      switch (random.nextInt(8)) {
        case 0 -> restart();
        case 1, 2 -> headEnd.cut();
        case 3 -> headEnd.will(Doing.STORE_AND_STAY_SILENT);
        default -> headEnd.will(Doing.STORE_AND_ACKNOWLEDGE);
      }
    }
    headEnd.will(Doing.STORE_AND_ACKNOWLEDGE);
    headEnd.closeEvery = 0;
    headEnd.cut();
    awaitAllDelivered();
    assertThat(headEnd.values).doesNotHaveDuplicates().hasSize(appended);
    assertThat(alarms.active(Alarms.Kind.CHAIN_RESTARTED)).isFalse();
  }

  @Test
  void beginsAnewInAnotherChainWhenTheHeadEndIsBehindWhatIsForgotten() {
    start();
    append(200);
    awaitAllDelivered();
    await("acknowledged", () -> uplink.status().acked() == headEnd.number());
    Bytes before = headEnd.chain();
    headEnd.standAt(ScriptedHeadEnd.NO_CHAIN, 0, Bytes.ZERO_HASH);
    headEnd.cut();
    append(100);
    awaitAllDelivered();
    assertThat(headEnd.chain()).isNotEqualTo(before);
    assertThat(alarms.active(Alarms.Kind.CHAIN_RESTARTED)).isTrue();
    assertThat(uplink.status().restarts()).isEqualTo(1);
  }

  @Test
  void takesStepAgainWhenTheHeadEndMissesABatch() {
    start();
    append(100);
    awaitAllDelivered();
    Bytes chain = headEnd.chain();
    await("acknowledged", () -> uplink.status().acked() == headEnd.number());
    // The head-end answers with a position that is the gateway's own: nothing is out of step.
    headEnd.will(Doing.REFUSE_QUOTA);
    append(400);
    await("paused", () -> uplink.status().state() == UplinkStatus.State.PAUSED);
    headEnd.will(Doing.STORE_AND_ACKNOWLEDGE);
    awaitAllDelivered();
    assertThat(headEnd.chain()).isEqualTo(chain);
    assertThat(uplink.status().resent()).isPositive();
    assertThat(headEnd.connections).isEqualTo(1);
  }

  @Test
  void keepsReadingsAndRaisesAnAlarmWhenABatchIsRefused() {
    headEnd.will(Doing.REFUSE_INVALID);
    append(50);
    start();
    await("refused", () -> alarms.active(Alarms.Kind.WAN_REFUSED) && uplink.status().refused() > 3);
    assertThat(journal.counts().waiting()).isEqualTo(50);
    headEnd.will(Doing.STORE_AND_ACKNOWLEDGE);
    awaitAllDelivered();
    await("the alarm is over", () -> !alarms.active(Alarms.Kind.WAN_REFUSED));
    assertThat(uplink.status().restarts()).isZero();
  }

  @Test
  void closesAConnectionOnWhichNoAcknowledgementComes() {
    config =
        new UplinkConfig(
            20,
            Duration.ofMillis(5),
            8,
            4,
            Duration.ofMillis(300),
            Duration.ofSeconds(5),
            Duration.ofMillis(5),
            Duration.ofMillis(50));
    headEnd.will(Doing.STAY_SILENT);
    append(10);
    start();
    await("connected again", () -> headEnd.connections >= 3);
    headEnd.will(Doing.STORE_AND_ACKNOWLEDGE);
    awaitAllDelivered();
  }

  @Test
  void keepsLiveDataFreshWhileABacklogDrains() {
    append(6_000);
    start();
    append(20);
    awaitAllDelivered();
    int live = -1;
    for (int i = 0; i < headEnd.stored.size(); i++) {
      if (headEnd.stored.get(i).last() > 6_000) {
        live = i;
        break;
      }
    }
    assertThat(live).as("slot of the first live batch").isLessThan(headEnd.stored.size() - 100);
    List<Long> backlog =
        headEnd.stored.stream().map(BatchHeader::first).filter(n -> n <= 6_000).toList();
    assertThat(backlog).isSorted();
  }

  @Test
  void keepsTheLedgerBalancedAndTellsAGap() {
    append(100);
    start();
    awaitAllDelivered();
    await(
        "the ledger agrees",
        () -> {
          var standing = ledger.standing();
          return standing.answer().isPresent()
              && standing.report().orElseThrow().delivered() == 100;
        });
    assertThat(ledger.standing().ownCountsAgree()).isTrue();
    assertThat(alarms.active(Alarms.Kind.LEDGER_GAP)).isFalse();
    headEnd.willReportGap(3);
    await("the gap is an alarm", () -> alarms.active(Alarms.Kind.LEDGER_GAP));
    headEnd.willReportGap(0);
    await("the alarm is over", () -> !alarms.active(Alarms.Kind.LEDGER_GAP));
    assertThat(new ArrayList<>(headEnd.ledgers))
        .allMatch(r -> r.accepted() == r.delivered() + r.waiting() + r.dropped());
  }

  @Test
  void balancesTheLedgerWhenReadingsWereDroppedWhileTheyWereUnderWay() {
    stop();
    journal =
        SqliteJournal.open(
            data,
            new JournalConfig(1 << 20, JournalConfig.WhenFull.DROP_OLDEST),
            new SecureRandom());
    headEnd.will(Doing.STAY_SILENT);
    append(500);
    start();
    await("under way", () -> headEnd.contents.size() == 8);
    while (journal.counts().droppedByRule() < 1_000) {
      append(5_000);
    }
    headEnd.will(Doing.STORE_AND_ACKNOWLEDGE);
    await("all is delivered", () -> journal.counts().waiting() == 0);
    int reports = headEnd.ledgers.size();
    await("a ledger after it", () -> headEnd.ledgers.size() > reports + 1);
    WanMessage.LedgerReport last = headEnd.ledgers.getLast();
    assertThat(last.delivered()).isEqualTo(headEnd.storedReadings());
    assertThat(last.accepted()).isEqualTo(appended).isEqualTo(last.delivered() + last.dropped());
    assertThat(alarms.active(Alarms.Kind.LEDGER_GAP)).isFalse();
  }
}
