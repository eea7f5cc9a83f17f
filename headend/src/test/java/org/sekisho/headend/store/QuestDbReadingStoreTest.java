package org.sekisho.headend.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.headend.store.ReadingStore.ReadingKey;
import org.sekisho.headend.store.ReadingStore.Selection;
import org.sekisho.headend.store.ReadingStore.StoredBatch;
import org.sekisho.headend.store.ReadingStore.StoredReading;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;

class QuestDbReadingStoreTest {
  private static final long START_US = 1_795_000_000_000_000L;
  private static final String CHAIN = "00112233445566778899aabbccddeeff";
  private static final Selection ALL =
      new Selection(Map.of("sensor-a", "gw-1", "sensor-b", "gw-1"), Optional.empty());

  @TempDir Path folder;
  private QuestDbReadingStore store;

  @BeforeEach
  void open() {
    store = new QuestDbReadingStore(folder.resolve("readings"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @Verifies("SYS-10")
  void keepsEveryKindOfReadingOverARestart() throws Exception {
    List<Reading> readings =
        List.of(
            reading("sensor-a", "temperature", new Value.Numeric(21.5), 0),
            reading("sensor-a", "switch", new Value.Bool(true), 1),
            new Reading(
                new PointId("sensor-b", "note"),
                new Value.Text("温度 ?"),
                START_US + 2,
                Clock.GATEWAY,
                QualityReason.MALFORMED));
    store(readings);
    store.close();
    store = new QuestDbReadingStore(folder.resolve("readings"));
    assertThat(all(ALL)).isEqualTo(readings);
    assertThat(store.latest(ALL)).extracting(StoredReading::reading).hasSize(3);
  }

  @Test
  @Verifies("SYS-13")
  void changesNothingWhenABatchIsStoredTwice() throws Exception {
    List<Reading> readings = series(500);
    store(readings);
    store(readings);
    store.close();
    store = new QuestDbReadingStore(folder.resolve("readings"));
    store(readings);
    assertThat(all(ALL)).isEqualTo(readings);
    assertThat(store.missing("gw-1", readings)).isEmpty();
  }

  @Test
  void namesReadingsThatDifferFromTheStore() throws Exception {
    store(series(10));
    Reading changed = reading("sensor-a", "temperature", new Value.Numeric(-1), 3_000_000);
    List<Reading> claimed = new ArrayList<>(series(10));
    claimed.set(3, changed);
    assertThat(store.missing("gw-1", claimed)).containsExactly(changed);
    assertThat(store.missing("gw-2", series(10))).hasSize(10);
  }

  @Test
  void pagesThroughReadingsOfOneInstant() throws Exception {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      for (String point : List.of("humidity", "illuminance", "temperature")) {
        readings.add(reading("sensor-a", point, new Value.Numeric(i), i * 1000L));
        readings.add(reading("sensor-b", point, new Value.Numeric(i), i * 1000L));
      }
    }
    store(readings);
    for (int limit : List.of(1, 2, 4, 6, 7, 41, 42, 43)) {
      List<StoredReading> found = new ArrayList<>();
      Optional<ReadingKey> next = Optional.empty();
      do {
        var page = store.history(ALL, START_US, START_US + 1_000_000, limit, next);
        assertThat(page.readings()).hasSizeLessThanOrEqualTo(limit);
        found.addAll(page.readings());
        next = page.next();
      } while (next.isPresent());
      assertThat(found).as("limit %d", limit).hasSize(42).doesNotHaveDuplicates();
      assertThat(found).extracting(StoredReading::key).isSorted();
    }
  }

  @Test
  void givesTheNewestReadingOfEachSelectedPoint() throws Exception {
    store(series(100));
    store
        .append(
            new StoredBatch(
                "gw-2",
                CHAIN,
                1,
                List.of(reading("sensor-a", "temperature", new Value.Numeric(99), 1 << 30))))
        .get(120, TimeUnit.SECONDS);
    store.awaitVisible(Duration.ofMinutes(2));
    assertThat(store.latest(ALL))
        .extracting(r -> r.reading().value())
        .containsExactly(new Value.Numeric(99.0 - 0));
    assertThat(store.latest(new Selection(Map.of("sensor-b", "gw-1"), Optional.empty()))).isEmpty();
    assertThat(store.latest(new Selection(Map.of(), Optional.empty()))).isEmpty();
    assertThat(store.latest(new Selection(Map.of("sensor-a", "gw-2"), Optional.of("temperature"))))
        .hasSize(1)
        .allMatch(r -> r.gateway().equals("gw-2"));
  }

  @Test
  void leavesBadReadingsOutOfStatistics() throws Exception {
    List<Reading> readings = new ArrayList<>(series(120));
    readings.add(
        new Reading(
            new PointId("sensor-a", "temperature"),
            new Value.Numeric(5000),
            START_US + 500_000,
            Clock.DEVICE,
            QualityReason.OUT_OF_RANGE));
    readings.add(
        new Reading(
            new PointId("sensor-a", "temperature"),
            new Value.Text("?"),
            START_US + 600_000,
            Clock.DEVICE,
            QualityReason.WRONG_TYPE));
    store(readings);
    var buckets =
        store.buckets(
            "gw-1",
            new PointId("sensor-a", "temperature"),
            START_US,
            START_US + 120_000_000,
            Duration.ofSeconds(40));
    assertThat(buckets).hasSize(3).extracting(b -> b.count()).containsExactly(40L, 40L, 40L);
    assertThat(buckets.getFirst().bad()).isEqualTo(2);
    assertThat(buckets.getFirst().max()).isEqualTo(39);
    assertThat(buckets.getFirst().mean()).isEqualTo(19.5);
    assertThat(buckets.getLast().last()).isEqualTo(119);
  }

  @Test
  void dropsDaysBeforeTheRetention() throws Exception {
    store(
        List.of(
            reading("sensor-a", "temperature", new Value.Numeric(1), -5 * 86_400_000_000L),
            reading("sensor-a", "temperature", new Value.Numeric(2), 0)));
    store.dropBefore(Instant.ofEpochSecond(START_US / 1_000_000).minus(Duration.ofDays(2)));
    store.dropBefore(Instant.ofEpochSecond(START_US / 1_000_000).minus(Duration.ofDays(2)));
    store.awaitVisible(Duration.ofMinutes(2));
    assertThat(all(ALL)).extracting(Reading::value).containsExactly(new Value.Numeric(2));
  }

  private void store(List<Reading> readings) throws Exception {
    store.append(new StoredBatch("gw-1", CHAIN, 1, readings)).get(120, TimeUnit.SECONDS);
    store.awaitVisible(Duration.ofMinutes(2));
  }

  private List<Reading> all(Selection selection) throws Exception {
    store.awaitVisible(Duration.ofMinutes(2));
    return store
        .history(selection, 0, ReadingStore.MAX_TIME_US, ReadingStore.MAX_PAGE, Optional.empty())
        .readings()
        .stream()
        .map(StoredReading::reading)
        .toList();
  }

  private static List<Reading> series(int count) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      readings.add(reading("sensor-a", "temperature", new Value.Numeric(i), i * 1_000_000L));
    }
    return readings;
  }

  private static Reading reading(String device, String point, Value value, long offsetUs) {
    return new Reading(
        new PointId(device, point), value, START_US + offsetUs, Clock.DEVICE, QualityReason.NONE);
  }
}
