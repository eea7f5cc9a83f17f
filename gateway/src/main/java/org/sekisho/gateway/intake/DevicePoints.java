package org.sekisho.gateway.intake;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.field.payload.PointValue;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Point;
import org.sekisho.model.system.Profile;

/**
 * The points of one device, and what their profile makes of each value: a reading that is not as
 * the profile says is kept with the reason, never dropped. Holds per point the latest plausible
 * value and time, no more. Thread-safe.
 *
 * <p>Of several reasons the first in this order is given: malformed, not a number, wrong type,
 * wrong unit, out of range, clock ahead or behind, rate of change.
 */
public final class DevicePoints {
  /** Changes within less than this count as within this: short intervals exaggerate noise. */
  private static final double SHORTEST_INTERVAL_S = 1;

  private static final class State {
    private final Point point;
    private final PointId id;
    private double lastNumber = Double.NaN;
    private long lastTimeUs;
    private long lastStampUs;
    private long givenUs = Long.MIN_VALUE;
    private long distinctUs;
    private @Nullable Value givenValue;
    private @Nullable Reading latestGood;
    private long readings;

    State(Point point, PointId id) {
      this.point = point;
      this.id = id;
    }
  }

  private final String device;
  private final Map<String, State> states = new LinkedHashMap<>();
  private final InstantSource clock;
  private final long aheadUs;
  private final long behindUs;

  /** The points of the device by its profile. */
  public DevicePoints(String device, Profile profile, IntakeLimits limits, InstantSource clock) {
    this.device = device;
    this.clock = clock;
    this.aheadUs = limits.clockAhead().toNanos() / 1_000;
    this.behindUs = limits.clockBehind().toNanos() / 1_000;
    profile
        .points()
        .forEach((name, point) -> states.put(name, new State(point, new PointId(device, name))));
  }

  /** Component id of the device. */
  public String device() {
    return device;
  }

  /** The points in the order of the profile. */
  public List<PointId> points() {
    return states.values().stream().map(s -> s.id).toList();
  }

  /** Whether the device has the point and takes commands for it. */
  public boolean isWritable(String point) {
    State state = states.get(point);
    return state != null && state.point.writable();
  }

  /** The latest good reading of the point since the start; it may not be committed yet. */
  public synchronized Optional<Reading> latest(String point) {
    State state = states.get(point);
    return state == null ? Optional.empty() : Optional.ofNullable(state.latestGood);
  }

  /** How many readings of the point came since the start, good or bad. */
  public synchronized long readings(String point) {
    State state = states.get(point);
    return state == null ? 0 : state.readings;
  }

  /** The reading that the value is; null when the device has no such point. */
  public synchronized @Nullable Reading reading(String point, PointValue value) {
    State state = states.get(point);
    return state == null ? null : judge(state, value, nowUs());
  }

  /**
   * The readings that the values are, by their names ({@code point} or {@code device/point}); null
   * when one of them is no point of this device, and then none is taken.
   */
  public synchronized @Nullable List<Reading> readings(List<PointValue> values) {
    for (PointValue value : values) {
      if (!states.containsKey(pointOf(value.name()))) {
        return null;
      }
    }
    long nowUs = nowUs();
    List<Reading> readings = new ArrayList<>(values.size());
    for (PointValue value : values) {
      State state = states.get(pointOf(value.name()));
      if (state != null) {
        readings.add(judge(state, value, nowUs));
      }
    }
    return readings;
  }

  private String pointOf(String name) {
    int slash = device.length();
    return name.length() > slash && name.charAt(slash) == '/' && name.startsWith(device)
        ? name.substring(slash + 1)
        : name;
  }

  private Reading judge(State state, PointValue given, long nowUs) {
    state.readings++;
    Value value = given.value();
    QualityReason reason = reasonOf(state.point, given);
    long timeUs = given.timeUs();
    Clock whose = Clock.DEVICE;
    if (timeUs != PointValue.NO_TIME && timeUs < PointValue.RELATIVE_BELOW_US) {
      timeUs += nowUs;
    }
    if (timeUs == PointValue.NO_TIME) {
      whose = Clock.GATEWAY;
    } else if (timeUs > nowUs + aheadUs) {
      whose = Clock.GATEWAY;
      reason = reason == QualityReason.NONE ? QualityReason.CLOCK_AHEAD : reason;
    } else if (timeUs < nowUs - behindUs) {
      whose = Clock.GATEWAY;
      reason = reason == QualityReason.NONE ? QualityReason.CLOCK_BEHIND : reason;
    }
    if (whose == Clock.GATEWAY) {
      timeUs = Math.max(nowUs, state.lastStampUs + 1);
      state.lastStampUs = timeUs;
    } else {
      timeUs = distinct(state, timeUs, value);
    }
    if (value instanceof Value.Numeric(double number) && plausible(reason)) {
      if (reason == QualityReason.NONE && tooFast(state, number, timeUs)) {
        reason = QualityReason.RATE_OF_CHANGE;
      }
      state.lastNumber = number;
      state.lastTimeUs = timeUs;
    }
    Reading reading = new Reading(state.id, value, timeUs, whose, reason);
    if (reason == QualityReason.NONE) {
      state.latestGood = reading;
    }
    return reading;
  }

  /**
   * The device's time, moved on by a microsecond for each further value that it gives for the very
   * same time: a point has one value at a time, and the head-end keeps one. The same value for the
   * same time is the same reading sent again and keeps its time.
   */
  private static long distinct(State state, long timeUs, Value value) {
    if (timeUs != state.givenUs) {
      state.givenUs = timeUs;
      state.distinctUs = timeUs;
    } else if (!value.equals(state.givenValue)) {
      state.distinctUs++;
    }
    state.givenValue = value;
    return state.distinctUs;
  }

  private static boolean plausible(QualityReason reason) {
    return switch (reason) {
      case NONE, RATE_OF_CHANGE, CLOCK_AHEAD, CLOCK_BEHIND -> true;
      case OUT_OF_RANGE, WRONG_TYPE, WRONG_UNIT, NOT_A_NUMBER, MALFORMED -> false;
    };
  }

  private static QualityReason reasonOf(Point point, PointValue given) {
    if (given.reason() == QualityReason.MALFORMED) {
      return QualityReason.MALFORMED;
    }
    switch (point.type()) {
      case NUMBER -> {
        if (given.reason() == QualityReason.NOT_A_NUMBER) {
          return QualityReason.NOT_A_NUMBER;
        }
        if (!(given.value() instanceof Value.Numeric(double number))) {
          return QualityReason.WRONG_TYPE;
        }
        if (!sameUnit(point, given)) {
          return QualityReason.WRONG_UNIT;
        }
        return point.range().isPresent() && !point.range().get().contains(number)
            ? QualityReason.OUT_OF_RANGE
            : QualityReason.NONE;
      }
      case BOOLEAN -> {
        if (!(given.value() instanceof Value.Bool)) {
          return QualityReason.WRONG_TYPE;
        }
      }
      case TEXT -> {
        if (!(given.value() instanceof Value.Text)) {
          return QualityReason.WRONG_TYPE;
        }
      }
    }
    return sameUnit(point, given) ? QualityReason.NONE : QualityReason.WRONG_UNIT;
  }

  private static boolean sameUnit(Point point, PointValue given) {
    return given.unit().isEmpty() || given.unit().equals(point.unit());
  }

  private static boolean tooFast(State state, double number, long timeUs) {
    if (state.point.maxChangePerSecond().isEmpty()
        || Double.isNaN(state.lastNumber)
        || timeUs <= state.lastTimeUs) {
      return false;
    }
    double seconds = Math.max(SHORTEST_INTERVAL_S, (timeUs - state.lastTimeUs) / 1e6);
    return Math.abs(number - state.lastNumber) / seconds > state.point.maxChangePerSecond().get();
  }

  private long nowUs() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
  }
}
