package org.sekisho.field.house.physics;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Two people and their days: when they get up, leave, cook, come home and go to bed, drawn anew for
 * each day from the seed. Immutable; the same seed and time give the same activity.
 */
public final class Household {
  private static final int PEOPLE = 2;
  private static final String LIVING_ROOM = "living-room";
  private static final String BEDROOM = "bedroom";
  private static final String KITCHEN = "kitchen";
  private static final int FRIDGE_PERIOD_MIN = 50;
  private static final int FRIDGE_ON_MIN = 18;

  private final long seed;

  /** The household with this course of days. */
  public Household(long seed) {
    this.seed = seed;
  }

  /** One person's day; minutes since midnight, bedtime may be past 1440. */
  private record Day(int up, int leave, int back, int bed, int breakfast, int dinner) {}

  /** What the people do at a local time. */
  public Activity at(LocalDateTime time) {
    Map<String, Integer> awake = new HashMap<>();
    Map<String, Integer> asleep = new HashMap<>();
    boolean cooking = false;
    for (int person = 0; person < PEOPLE; person++) {
      Day day = day(person, time.toLocalDate());
      Day yesterday = day(person, time.toLocalDate().minusDays(1));
      int minute = time.getHour() * 60 + time.getMinute();
      boolean stillUp = minute + 1440 < yesterday.bed;
      if (!stillUp && (minute < day.up || minute >= day.bed)) {
        asleep.merge(BEDROOM, 1, Integer::sum);
      } else if (stillUp || minute < day.leave || minute >= day.back) {
        boolean cooks =
            person == 0 && (within(minute, day.breakfast, 25) || within(minute, day.dinner, 50));
        cooking |= cooks;
        awake.merge(cooks ? KITCHEN : LIVING_ROOM, 1, Integer::sum);
      }
    }
    return new Activity(awake, asleep, appliances(time, awake, cooking), cooking);
  }

  private static Map<String, Double> appliances(
      LocalDateTime time, Map<String, Integer> awake, boolean cooking) {
    long minute = time.toLocalDate().toEpochDay() * 1440 + time.getHour() * 60L + time.getMinute();
    double fridge = minute % FRIDGE_PERIOD_MIN < FRIDGE_ON_MIN ? 110 : 4;
    double television = awake.containsKey(LIVING_ROOM) ? 95 : 1;
    return Map.of(KITCHEN, fridge + (cooking ? 1_300 : 0), LIVING_ROOM, television + 12);
  }

  private Day day(int person, LocalDate date) {
    var random = new SplittableRandom((seed * 31 + person) * 100_003 + date.toEpochDay());
    boolean workday =
        date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY;
    int up = (workday ? 375 : 450) + random.nextInt(45);
    int leave = workday ? up + 70 + random.nextInt(30) : 600 + random.nextInt(180);
    int back = workday ? 1050 + random.nextInt(120) : leave + 60 + random.nextInt(240);
    int bed = 1350 + random.nextInt(120);
    return new Day(up, leave, back, bed, up + 20, Math.max(back + 20, 1095 + random.nextInt(40)));
  }

  private static boolean within(int minute, int start, int length) {
    return minute >= start && minute < start + length;
  }
}
