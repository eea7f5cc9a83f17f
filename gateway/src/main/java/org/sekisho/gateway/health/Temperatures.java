package org.sekisho.gateway.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;

/**
 * Watches the machine's own sensors of temperature, the zones of the kernel's thermal class, and
 * tells once when one is too hot and once when it is over (SEC-RECOV-01). A machine without a zone
 * is not watched. Not thread-safe: one thread looks.
 */
public final class Temperatures {
  private static final int MAX_ZONES = 64;
  private static final int MAX_CHARACTERS = 64;

  /** It is over when a zone is so much cooler than the limit, in degrees Celsius. */
  private static final int COOLER = 5;

  private static final double MILLI = 1_000.0;

  private final Path folder;
  private final int hottest;
  private final EventSink events;
  private final InstantSource clock;
  private final Set<String> hot = new HashSet<>();
  private volatile Map<String, Double> last = Map.of();

  /**
   * A watch that has not looked yet.
   *
   * @param folder the kernel's folder of zones, such as {@code /sys/class/thermal}
   * @param hottest a zone is too hot from this on, in degrees Celsius
   */
  public Temperatures(Path folder, int hottest, EventSink events, InstantSource clock) {
    this.folder = folder;
    this.hottest = hottest;
    this.events = events;
    this.clock = clock;
  }

  /** Looks once. */
  public void look() {
    Map<String, Double> now = new TreeMap<>();
    for (Path zone : zones()) {
      Path name = zone.getFileName();
      degrees(zone)
          .ifPresent(
              degrees -> {
                String shown =
                    name + word(zone.resolve("type")).map(t -> " (" + t + ")").orElse("");
                now.put(shown, degrees);
                judge(name.toString(), shown, degrees);
              });
    }
    last = Map.copyOf(now);
  }

  private void judge(String name, String shown, double degrees) {
    if (degrees >= hottest && hot.add(name)) {
      tell(
          EventKind.FAULT,
          name,
          "%s is at %.0f °C, health.hottest is %d".formatted(shown, degrees, hottest));
    } else if (degrees <= hottest - COOLER && hot.remove(name)) {
      tell(EventKind.FAULT_OVER, name, "%s is at %.0f °C again".formatted(shown, degrees));
    }
  }

  private void tell(EventKind kind, String name, String detail) {
    events.record(
        SecurityEvent.of(kind, clock.instant(), detail).ruled("temperature-" + name, "none"));
  }

  private List<Path> zones() {
    List<Path> zones = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return zones;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "thermal_zone*")) {
      for (Path zone : found) {
        if (zones.size() == MAX_ZONES) {
          break;
        }
        zones.add(zone);
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // It went away meanwhile; the next look sees what there is.
      return zones;
    }
    return zones;
  }

  /** A zone that is switched off, or whose sensor does not answer, has no temperature. */
  private static Optional<Double> degrees(Path zone) {
    return word(zone.resolve("temp"))
        .filter(text -> text.matches("-?[0-9]{1,9}"))
        .map(text -> Integer.parseInt(text) / MILLI);
  }

  private static Optional<String> word(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_CHARACTERS), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Each zone's temperature at the last look, in degrees Celsius. Any thread. */
  public Map<String, Double> last() {
    return last;
  }
}
