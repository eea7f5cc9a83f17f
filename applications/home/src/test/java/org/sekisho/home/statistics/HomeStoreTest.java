package org.sekisho.home.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.home.headend.CommandState;
import org.sekisho.home.headend.Inventory;
import org.sekisho.home.headend.SeenReading;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Quality;
import org.sekisho.model.reading.Value;

class HomeStoreTest {
  private static final PointId TEMPERATURE = new PointId("living-room-sensor", "temperature");
  private static final PointId ENERGY = new PointId("house-meter", "energy");
  private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");

  @TempDir Path folder;

  private Instant now = START.plus(Duration.ofHours(5));

  private HomeStore open(String name) {
    return new HomeStore(folder.resolve(name), Retention.USUAL, () -> now);
  }

  @TestFactory
  @Verifies({"UC1-02", "SYS-12"})
  Stream<DynamicTest> equalsAnIndependentComputationOverTheRawData() {
    return Stream.of(1L, 2L, 3L, 4L, 5L)
        .map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> compareWithRawData(seed)));
  }

  private void compareWithRawData(long seed) {
    var random = new Random(seed);
    List<SeenReading> said = new ArrayList<>();
    double energy = 100;
    for (int i = 0; i < 1500; i++) {
      Instant time = START.plusMillis(i * 9_700L + random.nextInt(9_000));
      Quality quality =
          random.nextInt(10) < 8
              ? Quality.GOOD
              : random.nextBoolean() ? Quality.UNCERTAIN : Quality.BAD;
      double celsius = Math.round(random.nextGaussian(21, 3) * 10) / 10.0;
      said.add(reading(TEMPERATURE, "Cel", celsius, time, quality));
      energy = random.nextInt(400) == 0 ? 0 : energy + random.nextInt(20) / 1000.0;
      said.add(reading(ENERGY, "kWh", Math.round(energy * 1000) / 1000.0, time, quality));
    }
    // Late: everything is mixed up in long pieces; repeated: a tenth comes once or twice more.
    List<SeenReading> arriving = new ArrayList<>(said);
    for (SeenReading reading : said) {
      if (random.nextInt(10) == 0) {
        arriving.add(random.nextInt(arriving.size()), reading);
      }
    }
    for (int i = 0; i < 300; i++) {
      Collections.swap(arriving, random.nextInt(arriving.size()), random.nextInt(arriving.size()));
    }
    try (HomeStore store = open("seed-" + seed + ".db")) {
      for (int i = 0; i < arriving.size(); ) {
        int end = Math.min(arriving.size(), i + 1 + random.nextInt(200));
        store.apply(arriving.subList(i, end));
        i = end;
      }
      for (Resolution resolution : Resolution.values()) {
        for (PointId point : List.of(TEMPERATURE, ENERGY)) {
          assertThat(stored(store, point, resolution))
              .as("%s %s", point, resolution)
              .isEqualTo(computed(said, point, resolution));
        }
      }
    }
  }

  private record Row(
      long count, double mean, double min, double max, double last, Optional<Double> total) {}

  private static Map<Long, Row> stored(HomeStore store, PointId point, Resolution resolution) {
    Map<Long, Row> rows = new TreeMap<>();
    for (HomeStore.Span span :
        store.statistics(point, resolution, START, START.plus(Duration.ofDays(2)))) {
      Statistic s = span.statistic();
      rows.put(
          span.start().getEpochSecond(),
          new Row(
              s.count(),
              s.mean(),
              s.min(),
              s.max(),
              s.last(),
              s.total().map(BigDecimal::doubleValue)));
    }
    return rows;
  }

  /** From the raw readings alone, in the simplest way that there is. */
  private static Map<Long, Row> computed(
      List<SeenReading> said, PointId point, Resolution resolution) {
    List<SeenReading> usable =
        new LinkedHashSet<>(said)
            .stream()
                .filter(r -> r.point().equals(point) && r.quality() != Quality.BAD)
                .sorted(
                    Comparator.comparingLong(SeenReading::timeUs)
                        .thenComparingDouble(HomeStoreTest::number))
                .toList();
    Map<Long, List<SeenReading>> spans = new TreeMap<>();
    for (SeenReading reading : usable) {
      long start = reading.time().getEpochSecond() / resolution.lengthS() * resolution.lengthS();
      spans.computeIfAbsent(start, _ -> new ArrayList<>()).add(reading);
    }
    List<SeenReading> good = usable.stream().filter(r -> r.quality() == Quality.GOOD).toList();
    Map<Long, Row> rows = new TreeMap<>();
    spans.forEach(
        (start, inside) -> {
          List<BigDecimal> values =
              inside.stream().map(r -> BigDecimal.valueOf(number(r))).toList();
          BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
          rows.put(
              start,
              new Row(
                  values.size(),
                  sum.divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL64)
                      .doubleValue(),
                  inside.stream().mapToDouble(HomeStoreTest::number).min().orElseThrow(),
                  inside.stream().mapToDouble(HomeStoreTest::number).max().orElseThrow(),
                  number(inside.getLast()),
                  point.equals(ENERGY)
                      ? Optional.of(counted(good, start, resolution.lengthS()))
                      : Optional.empty()));
        });
    return rows;
  }

  private static double counted(List<SeenReading> good, long start, int lengthS) {
    BigDecimal total = BigDecimal.ZERO;
    for (int i = 1; i < good.size(); i++) {
      long second = good.get(i).time().getEpochSecond();
      double step = number(good.get(i)) - number(good.get(i - 1));
      if (second >= start && second < start + lengthS && step > 0) {
        total =
            total
                .add(BigDecimal.valueOf(number(good.get(i))))
                .subtract(BigDecimal.valueOf(number(good.get(i - 1))));
      }
    }
    return total.doubleValue();
  }

  private static double number(SeenReading reading) {
    return reading.value() instanceof Value.Numeric(double number) ? number : Double.NaN;
  }

  @Test
  void showsABadReadingButDoesNotCountIt() {
    try (HomeStore store = open("bad.db")) {
      store.apply(
          List.of(
              reading(TEMPERATURE, "Cel", 20, START, Quality.GOOD),
              reading(TEMPERATURE, "Cel", 900, START.plusSeconds(1), Quality.BAD)));
      assertThat(store.latest().get(TEMPERATURE))
          .extracting(SeenReading::quality)
          .isEqualTo(Quality.BAD);
      List<HomeStore.Span> minutes =
          store.statistics(TEMPERATURE, Resolution.MINUTE, START, START.plusSeconds(60));
      assertThat(minutes).hasSize(1);
      assertThat(minutes.getFirst().statistic().max()).isEqualTo(20);
    }
  }

  @Test
  void keepsWhatItKnewOverARestart() {
    CommandState sent =
        new CommandState(
            "c1", new PointId("light", "switch"), new Value.Bool(true), "sent", "", null);
    SeenReading text =
        new SeenReading(
            "gw",
            TEMPERATURE,
            new Value.Text("{bro"),
            "Cel",
            7,
            Quality.BAD,
            "malformed",
            "gateway");
    SeenReading nothing =
        new SeenReading("gw", ENERGY, null, "kWh", 9, Quality.BAD, "wrong-type", "device");
    try (HomeStore store = open("kept.db")) {
      store.apply(List.of(text, nothing));
      store.completeUntil(START);
      store.completeUntil(START.minusSeconds(5));
      assertThat(store.addOwner(new HomeStore.Owner("hanako", "hash"))).isTrue();
      assertThat(store.addOwner(new HomeStore.Owner("other", "hash"))).isFalse();
      store.command(sent, "hanako");
      store.inventory(Inventory.parse("{\"devices\":[{\"id\":\"a\"}],\"points\":[]}"));
    }
    try (HomeStore store = open("kept.db")) {
      assertThat(store.latest()).containsValues(text, nothing);
      assertThat(store.completeUntil()).contains(START);
      assertThat(store.owner()).contains(new HomeStore.Owner("hanako", "hash"));
      assertThat(store.commandStatus("c1")).contains("sent");
      assertThat(store.inventory().devices().size()).isEqualTo(1);
      // A repeated reading is still known, and a late answer ends the command once.
      assertThat(store.apply(List.of(text)).newest()).isEmpty();
      store.command(
          new CommandState("c1", sent.point(), sent.value(), "done", "none", null), "hanako");
      store.command(
          new CommandState("c1", sent.point(), sent.value(), "failed", "x", null), "hanako");
      assertThat(store.commandStatus("c1")).contains("done");
    }
  }

  @Test
  void forgetsMinutesBeforeHoursAndRefusesToCountWhatComesAfterThat() {
    try (HomeStore store = open("old.db")) {
      store.apply(
          List.of(
              reading(ENERGY, "kWh", 5, START, Quality.GOOD),
              reading(ENERGY, "kWh", 6, START.plusSeconds(70), Quality.GOOD)));
      now = START.plus(Duration.ofDays(8));
      assertThat(store.prune()).isEqualTo(3);
      Instant end = START.plus(Duration.ofDays(9));
      assertThat(store.statistics(ENERGY, Resolution.MINUTE, START, end)).isEmpty();
      assertThat(store.statistics(ENERGY, Resolution.HOUR, START, end)).hasSize(1);
      HomeStore.Applied late =
          store.apply(List.of(reading(ENERGY, "kWh", 5.5, START.plusSeconds(30), Quality.GOOD)));
      assertThat(late.tooLate()).isEqualTo(1);
      // The step since the last reading that was kept is counted although its minute has gone.
      store.apply(List.of(reading(ENERGY, "kWh", 9, now, Quality.GOOD)));
      assertThat(store.totals(now.minusSeconds(120)))
          .containsOnlyKeys(ENERGY)
          .extractingByKey(ENERGY)
          .isEqualTo(new BigDecimal("3.0"));
      now = START.plus(Duration.ofDays(402));
      store.prune();
      assertThat(store.statistics(ENERGY, Resolution.HOUR, START, START.plusSeconds(3600)))
          .isEmpty();
    }
  }

  @Test
  void drawsTheDayInStepsWeightedByTheNumberOfReadings() {
    try (HomeStore store = open("course.db")) {
      store.apply(
          List.of(
              reading(TEMPERATURE, "Cel", 10, START, Quality.GOOD),
              reading(TEMPERATURE, "Cel", 20, START.plusSeconds(61), Quality.GOOD),
              reading(TEMPERATURE, "Cel", 24, START.plusSeconds(62), Quality.GOOD),
              reading(TEMPERATURE, "Cel", 30, START.plusSeconds(301), Quality.GOOD)));
      HomeStore.Course course =
          store
              .courses(START, Duration.ofMinutes(5))
              .getOrDefault(TEMPERATURE, new HomeStore.Course(List.of(), List.of()));
      assertThat(course.startS())
          .containsExactly(START.getEpochSecond(), START.getEpochSecond() + 300);
      assertThat(course.mean()).containsExactly(18.0, 30.0);
    }
  }

  private static SeenReading reading(
      PointId point, String unit, double value, Instant time, Quality quality) {
    return new SeenReading(
        "home-gw-1",
        point,
        new Value.Numeric(value),
        unit,
        Duration.between(Instant.EPOCH, time).toNanos() / 1000,
        quality,
        quality == Quality.GOOD ? "none" : "out-of-range",
        "device");
  }
}
