package org.sekisho.field.house.physics;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.SplittableRandom;

/**
 * The weather of a place like Tokyo as a function of local time: season, time of day, and a seeded
 * course of clear and cloudy days. Immutable; the same seed and time give the same weather.
 */
public final class Climate {
  private static final double LATITUDE_RAD = Math.toRadians(35.7);
  private static final double SECONDS_PER_DAY = 86_400;
  private static final double CLEAR_NOON_LX = 110_000;
  private static final double LX_PER_W = 250;

  private final long seed;

  /** The climate with this course of days. */
  public Climate(long seed) {
    this.seed = seed;
  }

  /** The weather at a local time. */
  public Outside at(LocalDateTime time) {
    double hours = time.toLocalTime().toSecondOfDay() / 3600.0;
    double dayOfYear = time.getDayOfYear() + hours / 24;
    double cloud = cloud(time);
    double mean =
        15.8 - 10.2 * Math.cos(2 * Math.PI * (dayOfYear - 28) / 365.25) - 2 * (cloud - 0.5);
    double swing = (4.5 - 3 * cloud) * Math.cos(2 * Math.PI * (hours - 14.5) / 24);
    double temperature = mean + swing;
    double dewPoint = Math.min(mean - 8 + 6 * cloud, temperature);
    double daylight = daylightLx(dayOfYear, hours, cloud);
    return new Outside(temperature, Air.saturationGPerM3(dewPoint), daylight, daylight / LX_PER_W);
  }

  /** Illuminance outdoors; twilight ends with the sun 6 degrees below the horizon. */
  private static double daylightLx(double dayOfYear, double hours, double cloud) {
    double declination = Math.toRadians(-23.44) * Math.cos(2 * Math.PI * (dayOfYear + 10) / 365.25);
    double hourAngle = 2 * Math.PI * (hours - 11.8) / 24;
    double sine =
        Math.sin(LATITUDE_RAD) * Math.sin(declination)
            + Math.cos(LATITUDE_RAD) * Math.cos(declination) * Math.cos(hourAngle);
    double throughClouds = 1 - 0.75 * cloud;
    if (sine > 0) {
      return throughClouds * (400 + (CLEAR_NOON_LX - 400) * Math.pow(sine, 1.2));
    }
    double degreesBelow = Math.toDegrees(Math.asin(-sine));
    return degreesBelow >= 6 ? 0 : throughClouds * 400 * Math.pow(10, -degreesBelow * 0.6);
  }

  /** Cloud cover 0 to 1, gliding from each day's noon to the next. */
  private double cloud(LocalDateTime time) {
    LocalDateTime sinceNoon = time.minusHours(12);
    double part = sinceNoon.toLocalTime().toSecondOfDay() / SECONDS_PER_DAY;
    double smooth = part * part * (3 - 2 * part);
    LocalDate day = sinceNoon.toLocalDate();
    return cloudOf(day) * (1 - smooth) + cloudOf(day.plusDays(1)) * smooth;
  }

  private double cloudOf(LocalDate day) {
    return new SplittableRandom(seed * 31 + day.toEpochDay()).nextDouble();
  }
}
