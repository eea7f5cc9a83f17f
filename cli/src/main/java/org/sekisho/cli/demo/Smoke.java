package org.sekisho.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.sekisho.cli.CommandFailure;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Profile;
import tools.jackson.databind.JsonNode;

/**
 * Proves that a demonstration works: every simulated point has come up to the home application, and
 * a command has gone down to a light and was read back.
 */
final class Smoke {
  private static final String LIGHT = "living-room-light";
  private static final String SWITCH = "switch";
  private static final long PAUSE_MS = 200;

  private final Demo demo;
  private final PrintWriter out;
  private final Instant start;
  private final long deadlineNs;
  private final Duration limit;

  /**
   * A proof of a started demonstration.
   *
   * @param start readings from before it prove nothing
   * @param limit how long everything may take
   */
  Smoke(Demo demo, PrintWriter out, Instant start, Duration limit) {
    this.demo = demo;
    this.out = out;
    this.start = start;
    this.limit = limit;
    this.deadlineNs = System.nanoTime() + limit.toNanos();
  }

  /** Proves it, or fails with the reason. */
  void run() throws IOException, InterruptedException {
    Map<String, JsonNode> readings = awaitEveryPoint();
    Command command = commandAndReadBack();
    table(readings, command);
  }

  private Map<String, JsonNode> awaitEveryPoint() throws IOException, InterruptedException {
    TreeSet<String> wanted = new TreeSet<>();
    for (Component device : demo.playedDevices()) {
      Profile profile = demo.model().profileOf(device.id());
      if (profile != null) {
        profile.points().keySet().forEach(point -> wanted.add(device.id() + "/" + point));
      }
    }
    Map<String, JsonNode> found = new HashMap<>();
    while (!found.keySet().containsAll(wanted)) {
      for (JsonNode point : demo.ask("home", "GET", "/points", null).path("points")) {
        JsonNode latest = point.path("latest");
        if (latest.path("time").asLong(0) >= start.toEpochMilli()) {
          found.put(
              point.path("device").asString("") + "/" + point.path("point").asString(""), latest);
        }
      }
      wanted.removeIf(found::containsKey);
      pause(
          "%d points have not reached the home application: %s"
              .formatted(wanted.size(), String.join(", ", wanted)));
    }
    return found;
  }

  private record Command(boolean value, String status, Duration took) {}

  private Command commandAndReadBack() throws IOException, InterruptedException {
    try (DemoApi api = demo.api()) {
      boolean value = !api.latest(LIGHT, SWITCH).path("value").asBoolean(false);
      long sentNs = System.nanoTime();
      String id = api.command(LIGHT, SWITCH, value);
      JsonNode state = api.commandState(id);
      while (List.of("pending", "sent").contains(state.path("status").asString(""))) {
        pause("the command to the light has no outcome");
        state = api.commandState(id);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - sentNs);
      String status = state.path("status").asString("");
      if (!status.equals("done") || state.path("read_back").asBoolean(!value) != value) {
        throw new CommandFailure("the command to the light ended so: " + state);
      }
      while (api.latest(LIGHT, SWITCH).path("value").asBoolean(!value) != value) {
        pause("the light's own reading does not show the command");
      }
      return new Command(value, status, took);
    }
  }

  private void table(Map<String, JsonNode> readings, Command command) {
    out.printf("%n  %-34s %12s %-5s %s%n", "point", "value", "unit", "quality");
    List<String> points = new ArrayList<>(new TreeSet<>(readings.keySet()));
    for (String point : points) {
      JsonNode reading = readings.get(point);
      if (reading != null) {
        out.printf(
            "  %-34s %12s %-5s %s%n",
            point,
            reading.path("value").asString("-"),
            reading.path("unit").asString(""),
            reading.path("quality").asString(""));
      }
    }
    out.printf(
        Locale.ROOT,
        "%n  %d points reached the home application%n  command %s/%s = %s: %s, read back, %.1f s%n",
        points.size(),
        LIGHT,
        SWITCH,
        command.value(),
        command.status(),
        command.took().toMillis() / 1000.0);
    out.flush();
  }

  private void pause(String waitingFor) throws InterruptedException {
    demo.checkAlive();
    if (System.nanoTime() - deadlineNs > 0) {
      throw new CommandFailure("after %d s %s".formatted(limit.toSeconds(), waitingFor));
    }
    Thread.sleep(PAUSE_MS);
  }
}
