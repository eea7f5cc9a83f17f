package org.sekisho.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sekisho.gateway.journal.NumberRange;

class LanesTest {
  private final Lanes lanes = new Lanes(10, 40);

  @Test
  void waitsForCompanyUntilTheLingerIsOver() {
    assertThat(lanes.next(3, false)).isNull();
    assertThat(lanes.next(3, true)).isEqualTo(new Lanes.Slot(1, 3, true));
    assertThat(lanes.next(10, false)).isEqualTo(new Lanes.Slot(1, 10, true));
  }

  @Test
  void alternatesBetweenBacklogAndLiveDataWhileThereIsABacklog() {
    lanes.restart(100, List.of());
    List<String> order = new ArrayList<>();
    long latest = 100;
    for (int i = 0; i < 6; i++) {
      latest += 2;
      Lanes.Slot slot = lanes.next(latest, true);
      assertThat(slot).isNotNull();
      long last = Math.min(slot.last(), slot.first() + 9);
      order.add((slot.live() ? "live " : "backlog ") + slot.first() + "-" + last);
      lanes.served(slot, last);
    }
    assertThat(order)
        .containsExactly(
            "backlog 1-10",
            "live 101-104",
            "backlog 11-20",
            "live 105-108",
            "backlog 21-30",
            "live 109-112");
  }

  @Test
  void leavesOutWhatIsUnderWayAfterARestart() {
    lanes.restart(50, List.of(new NumberRange(31, 40), new NumberRange(11, 20)));
    List<NumberRange> slots = new ArrayList<>();
    for (Lanes.Slot slot = lanes.next(50, true); slot != null; slot = lanes.next(50, true)) {
      slots.add(new NumberRange(slot.first(), slot.last()));
      lanes.served(slot, slot.last());
    }
    assertThat(slots)
        .containsExactly(new NumberRange(1, 10), new NumberRange(21, 30), new NumberRange(41, 50));
  }

  @Test
  void takesEveryNumberOnceAndKeepsTheOrderOfEachLaneWhateverHappens() {
    for (long seed = 1; seed <= 300; seed++) {
      var random = new Random(seed);
      var tried = new Lanes(1 + random.nextInt(20), 1 + random.nextInt(100));
      long latest = random.nextInt(200);
      tried.restart(latest, List.of());
      var taken = new TreeSet<Long>();
      long lastLive = 0;
      for (int step = 0; step < 400; step++) {
        latest += random.nextInt(4) == 0 ? random.nextInt(60) : 0;
        Lanes.Slot slot = tried.next(latest, random.nextBoolean());
        if (slot == null) {
          continue;
        }
        long last = Math.min(slot.last(), slot.first() + random.nextInt(20));
        for (long n = slot.first(); n <= last; n++) {
          assertThat(taken.add(n)).as("seed %d, number %d twice", seed, n).isTrue();
        }
        if (slot.live()) {
          assertThat(slot.first()).as("seed %d", seed).isGreaterThan(lastLive);
          lastLive = last;
        }
        tried.served(slot, last);
      }
      for (Lanes.Slot slot = tried.next(latest, true);
          slot != null;
          slot = tried.next(latest, true)) {
        for (long n = slot.first(); n <= slot.last(); n++) {
          assertThat(taken.add(n)).isTrue();
        }
        tried.served(slot, slot.last());
      }
      assertThat(taken).as("seed %d", seed).hasSize((int) latest);
    }
  }
}
