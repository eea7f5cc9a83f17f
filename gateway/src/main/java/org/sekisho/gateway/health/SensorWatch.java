package org.sekisho.gateway.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Profile;
import org.sekisho.model.system.SystemModel;

/**
 * Notices devices that have stopped reporting: no reading of a point for several intervals of its
 * profile. Says of which class the cause is, as far as it can be known from here. Not thread-safe.
 */
public final class SensorWatch {
  /** What the gateway sees of the devices. */
  public interface Devices {
    /** The devices that may connect at all. */
    Set<String> expected();

    /** Whether the device is connected. */
    boolean isConnected(String device);

    /** How many readings of the point came since the start, good or bad. */
    long readings(String device, String point);
  }

  /** Why a device is silent, as far as it shows. */
  public enum Cause {
    /** It is connected and sends nothing: it has failed, or only this sensor has. */
    SILENT,
    /** It is not connected: no power, broken, taken away, or cut off. */
    GONE,
    /** Most devices of its place are silent: power, network or damage there. */
    PLACE_OUT;

    /** The word in logs. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private static final int OF_A_PLACE = 3;

  /** The clock that is set by hand must not make devices look silent: times are monotonic. */
  private record Seen(long readings, long ns) {}

  private final Map<String, Map<String, Duration>> intervals = new LinkedHashMap<>();
  private final Map<String, String> places = new HashMap<>();
  private final Devices devices;
  private final int missed;
  private final EventSink events;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Map<String, Seen> seen = new HashMap<>();
  private final Map<String, String> silent = new HashMap<>();

  /**
   * A watch over the devices of the gateway.
   *
   * @param missed how many intervals without a reading are a fault
   * @param nanoTime the monotonic clock
   */
  public SensorWatch(
      SystemModel model,
      String gateway,
      Devices devices,
      int missed,
      EventSink events,
      InstantSource clock,
      LongSupplier nanoTime) {
    for (Component device : model.devicesOf(gateway)) {
      Profile profile = model.profileOf(device.id());
      if (profile != null) {
        Map<String, Duration> points = new LinkedHashMap<>();
        profile
            .points()
            .forEach((name, point) -> point.interval().ifPresent(i -> points.put(name, i)));
        if (!points.isEmpty()) {
          intervals.put(device.id(), points);
          device.place().ifPresent(place -> places.put(device.id(), place));
        }
      }
    }
    this.devices = devices;
    this.missed = missed;
    this.events = events;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** The devices that are silent now, with the cause. */
  public Map<String, String> silent() {
    return Map.copyOf(silent);
  }

  /** Looks once. */
  public void look() {
    Instant now = clock.instant();
    long ns = nanoTime.getAsLong();
    Set<String> expected = devices.expected();
    Map<String, List<String>> found = new LinkedHashMap<>();
    intervals.forEach(
        (device, points) -> {
          if (!expected.contains(device)) {
            points.keySet().forEach(point -> seen.remove(device + "/" + point));
            return;
          }
          List<String> late = new ArrayList<>();
          points.forEach(
              (point, interval) -> {
                Duration quiet = quiet(device, point, ns);
                if (quiet.compareTo(interval.multipliedBy(missed)) > 0) {
                  late.add(point + " for " + quiet.toSeconds() + " s");
                }
              });
          if (!late.isEmpty()) {
            found.put(device, late);
          }
        });
    for (String device : List.copyOf(silent.keySet())) {
      if (!found.containsKey(device)) {
        silent.remove(device);
        events.record(
            SecurityEvent.of(EventKind.FAULT_OVER, now, Phrase.REPORTS_AGAIN.with())
                .device(device)
                .ruled("sensor-silent", ""));
      }
    }
    found.forEach(
        (device, late) -> {
          String cause = cause(device, found, expected).word();
          if (silent.put(device, cause) == null) {
            events.record(
                SecurityEvent.of(
                        EventKind.FAULT,
                        now,
                        "no reading of %s (limit %d intervals); cause: %s"
                            .formatted(String.join(", ", late), missed, cause))
                    .device(device)
                    .ruled("sensor-silent", ""));
          }
        });
  }

  private Duration quiet(String device, String point, long ns) {
    long readings = devices.readings(device, point);
    String key = device + "/" + point;
    Seen before = seen.get(key);
    if (before == null || before.readings() != readings) {
      seen.put(key, new Seen(readings, ns));
      return Duration.ZERO;
    }
    return Duration.ofNanos(ns - before.ns());
  }

  private Cause cause(String device, Map<String, List<String>> found, Set<String> expected) {
    String place = places.get(device);
    if (place != null) {
      long there =
          places.entrySet().stream()
              .filter(e -> e.getValue().equals(place) && expected.contains(e.getKey()))
              .count();
      long out = found.keySet().stream().filter(other -> place.equals(places.get(other))).count();
      if (there >= OF_A_PLACE && out * 2 > there) {
        return Cause.PLACE_OUT;
      }
    }
    return devices.isConnected(device) ? Cause.SILENT : Cause.GONE;
  }
}
