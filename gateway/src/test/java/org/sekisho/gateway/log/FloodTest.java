package org.sekisho.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.model.Verifies;
import org.sekisho.program.logbook.LogSizing;

/** What a flood of events may do to the log in the long run, with time that passes quickly. */
class FloodTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final LogConfig CONFIG = LogConfig.USUAL;

  private final Admission admission = new Admission(CONFIG, 0);
  private final Repeats repeats = new Repeats(CONFIG, admission);
  private final List<SecurityEvent> records = new ArrayList<>();

  private static SecurityEvent event(EventKind kind, String source, long ns) {
    return SecurityEvent.of(kind, BEGIN.plusNanos(ns), "").from(new Endpoint(source, 1), "tcp");
  }

  @Test
  @Verifies({"SEC-LOG-03", "SEC-ALERT-05"})
  void weeksOfFloodFromEverChangingSourcesLeaveRoomForNinetyDays() {
    var random = new Random(1);
    long step = Duration.ofSeconds(5).toNanos();
    long end = Duration.ofDays(28).toNanos();
    EventKind[] kinds = {EventKind.SYN_FLOOD, EventKind.PORT_SCAN, EventKind.DENIED_TRAFFIC};
    long offered = 0;
    long written = 0;
    long counted = 0;
    for (long now = 0; now < end; now += step) {
      records.clear();
      for (int i = 0; i < 10; i++) {
        SecurityEvent one =
            event(kinds[i % kinds.length], "10." + random.nextInt(1 << 24), now)
                .times(1_000, BEGIN.plusNanos(now));
        repeats.offer(one, now, records);
        offered += one.count();
      }
      repeats.due(now, records);
      written += records.size();
      counted += records.stream().mapToLong(SecurityEvent::count).sum();
    }
    records.clear();
    repeats.flush(end, records);
    counted += records.stream().mapToLong(SecurityEvent::count).sum();
    assertThat(counted).as("no count is lost").isEqualTo(offered);
    double budget =
        CONFIG.budget(EventClass.SECURITY).bytes() / (double) LogSizing.USUAL_RECORD_BYTES;
    assertThat(written)
        .as("of %s records that there is room for", (long) budget)
        .isLessThan((long) (budget * (0.1 + 28.0 / 90) + kinds.length * (28 * 144 + 28 * 64 + 64)));
    // What is left of the room still holds what came before for the rest of its time.
    assertThat(written).isLessThan((long) (budget * 0.75));
  }

  @Test
  void aFloodOfOneKindDoesNotSilenceAnother() {
    for (long i = 0; i < 100_000; i++) {
      repeats.offer(event(EventKind.SYN_FLOOD, "10." + i, 0), 0, records);
    }
    records.clear();
    repeats.offer(event(EventKind.UNDECLARED_PORT, "", 1), 1, records);
    assertThat(records).hasSize(1);
  }

  @Test
  void theFirstEventIsWrittenAtOnceAndTheOthersWhenTheWindowEnds() {
    long window = CONFIG.repeatWindow().toNanos();
    for (int i = 0; i < 1_000; i++) {
      repeats.offer(event(EventKind.SYN_FLOOD, "192.0.2.1", i), i, records);
    }
    assertThat(records).hasSize(1);
    repeats.due(window - 1, records);
    assertThat(records).hasSize(1);
    repeats.due(window, records);
    assertThat(records).hasSize(2);
    assertThat(records.getLast().count()).isEqualTo(999);
    assertThat(records.getLast().since()).isEqualTo(BEGIN.plusNanos(1));
    assertThat(records.getLast().at()).isEqualTo(BEGIN.plusNanos(999));
    // A quiet window ends it: the next event is a first one again.
    repeats.due(window * 3, records);
    repeats.offer(event(EventKind.SYN_FLOOD, "192.0.2.1", window * 3), window * 3, records);
    assertThat(records).hasSize(3);
  }

  @Test
  void whatPeopleDoIsWrittenEachTime() {
    for (int i = 0; i < 5; i++) {
      repeats.offer(event(EventKind.PROTECTED_DATA_READ, "127.0.0.1", i), i, records);
    }
    assertThat(records).hasSize(5);
  }

  @Test
  void namesTheMostFrequentSourcesOfACrowd() {
    for (int i = 0; i < 50; i++) {
      repeats.missed(EventKind.SYN_FLOOD, "192.0.2.200", 100, BEGIN, 0);
      repeats.missed(EventKind.SYN_FLOOD, "192.0.2." + i, 1, BEGIN, 0);
    }
    repeats.flush(1, records);
    assertThat(records).hasSize(1);
    assertThat(records.getFirst().count()).isEqualTo(5_050);
    assertThat(records.getFirst().detail())
        .startsWith("5050 events not recorded one by one; from 192.0.2.200 (5000), ")
        .contains("others (");
  }
}
