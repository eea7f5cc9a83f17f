package org.sekisho.field.house.physics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class HouseholdTest {
  private static final LocalDateTime WEDNESDAY = LocalDateTime.of(2026, 7, 15, 0, 0);

  @Test
  void sleepsAtNightWorksByDayAndIsAtHomeInTheEvening() {
    for (int seed = 0; seed < 50; seed++) {
      var household = new Household(seed);
      assertThat(household.at(WEDNESDAY.withHour(4)).asleepIn("bedroom")).isEqualTo(2);
      assertThat(household.at(WEDNESDAY.withHour(14)).atHome()).isZero();
      assertThat(household.at(WEDNESDAY.withHour(21)).awakeAtHome()).isEqualTo(2);
    }
  }

  @Test
  void neverHoldsMoreThanItsPeople() {
    var household = new Household(7);
    for (int minute = 0; minute < 14 * 1440; minute++) {
      Activity activity = household.at(WEDNESDAY.plusMinutes(minute));
      assertThat(activity.atHome()).isBetween(0, 2);
      if (activity.cooking()) {
        assertThat(activity.awakeIn("kitchen")).isEqualTo(1);
      }
    }
  }

  @Test
  void livesTheSameDaysForTheSameSeedOnly() {
    var one = new Household(1);
    var other = new Household(2);
    int differences = 0;
    for (int minute = 0; minute < 7 * 1440; minute++) {
      LocalDateTime time = WEDNESDAY.plusMinutes(minute);
      assertThat(new Household(1).at(time)).isEqualTo(one.at(time));
      differences += one.at(time).equals(other.at(time)) ? 0 : 1;
    }
    assertThat(differences).isPositive();
  }
}
