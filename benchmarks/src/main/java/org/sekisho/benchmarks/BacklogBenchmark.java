package org.sekisho.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.sekisho.benchmarks.load.Device;
import org.sekisho.benchmarks.load.Fleet;
import org.sekisho.benchmarks.load.Latencies;
import org.sekisho.benchmarks.load.Ticker;
import org.sekisho.benchmarks.load.WanProxy;
import org.sekisho.benchmarks.machine.Child;
import org.sekisho.benchmarks.machine.Window;
import org.sekisho.benchmarks.plant.Application;
import org.sekisho.benchmarks.plant.Plant;
import org.sekisho.benchmarks.plant.PlantModel;
import org.sekisho.benchmarks.plant.ProgramKind;
import tools.jackson.databind.json.JsonMapper;

/** How long a backlog takes to drain after the WAN is back, and what live readings suffer. */
final class BacklogBenchmark {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int DEVICES = 16;
  private static final long WARM_UP = 100_000;
  private static final long BACKLOG = 500_000;
  private static final int LIVE_PER_SECOND = 200;
  private static final int MOST_LIVE = LIVE_PER_SECOND * 120;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Places places;

  BacklogBenchmark(Places places) {
    this.places = places;
  }

  void run(PrintStream out) {
    out.println(
        "## Backlog: %d readings kept while the WAN was cut, drained with %d live readings/s"
            .formatted(BACKLOG, LIVE_PER_SECOND));
    out.println();
    out.println(
        "| backlog | reconnected after s | drained within s | readings/s |"
            + " gateway CPU µs/reading | live p50 ms | live p95 ms | live p99 ms |"
            + " before the cut p50, p99 ms |"
            + " load / others |");
    out.println("|---|---|---|---|---|---|---|---|---|---|");
    try (Plant plant = Plant.start(places, "backlog", new PlantModel(1, DEVICES, 0));
        var wan = new WanProxy(plant.wanPort())) {
      plant.startGateway(wan.port(), List.of());
      List<Device> devices = plant.sensors(DEVICES);
      Device live = devices.getLast();
      try (Fleet fleet =
              Fleet.connectWithin(
                  Duration.ofSeconds(10), plant.fieldPort(), devices.subList(0, DEVICES - 1));
          var ticker =
              new Ticker(
                  Fleet.connect(plant.fieldPort(), List.of(live)),
                  live.topic(),
                  LIVE_PER_SECOND,
                  MOST_LIVE);
          Application application = plant.application()) {
        measure(out, plant, wan, fleet, ticker, application, live);
      }
    }
  }

  private static void measure(
      PrintStream out,
      Plant plant,
      WanProxy wan,
      Fleet fleet,
      Ticker ticker,
      Application application,
      Device live) {
    Child gateway = plant.child(ProgramKind.GATEWAY);
    var delays = new Delays(ticker);
    application.follow("/v1/stream?device=" + live.user(), delays::event);
    fleet.publish(WARM_UP, 50, LIMIT);
    gateway.await("drained", LIMIT, POLL, () -> plant.waiting() < LIVE_PER_SECOND);
    delays.take();
    pause(Duration.ofSeconds(5));
    Latencies before = delays.take();
    wan.cut();
    long kept = fleet.publish(BACKLOG, 50, LIMIT).acknowledged();
    long waiting = plant.waiting();
    if (waiting < kept) {
      throw new IllegalStateException("only " + waiting + " of " + kept + " readings wait");
    }
    Window window = Window.begin(gateway.facts());
    long start = System.nanoTime();
    wan.restore();
    gateway.await("connected", LIMIT, Duration.ofMillis(20), plant::isConnected);
    // What the live device published before is backlog, too.
    delays.ignoreOlderThanNow();
    double connectedS = (System.nanoTime() - start) / 1e9;
    gateway.await("drained", LIMIT, POLL, () -> plant.waiting() < LIVE_PER_SECOND);
    double drainedS = (System.nanoTime() - start) / 1e9 - connectedS;
    Window.Seen seen = window.end();
    Latencies during = delays.take();
    out.printf(
        "| %d | %.2f | %.1f | %.0f | %.2f | %.0f | %.0f | %.0f | %.0f, %.0f | %s |%n",
        waiting,
        connectedS,
        drainedS,
        waiting / drainedS,
        seen.cpuUsPer(waiting),
        during.quantileMs(0.5),
        during.quantileMs(0.95),
        during.quantileMs(0.99),
        before.quantileMs(0.5),
        before.quantileMs(0.99),
        seen.disturbance());
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** From the live device's publishing to the application's seeing it. Thread-safe. */
  private static final class Delays {
    private final Ticker ticker;
    private Latencies latencies = new Latencies(MOST_LIVE);
    private long sinceNs = Long.MIN_VALUE;

    Delays(Ticker ticker) {
      this.ticker = ticker;
    }

    synchronized void event(String name, String data) {
      if (!name.equals("reading")) {
        return;
      }
      long age = ticker.ageNs(JSON.readTree(data).path("value").asLong());
      if (age >= 0 && System.nanoTime() - age >= sinceNs) {
        latencies.add(age);
      }
    }

    synchronized void ignoreOlderThanNow() {
      sinceNs = System.nanoTime();
      latencies = new Latencies(MOST_LIVE);
    }

    synchronized Latencies take() {
      Latencies taken = latencies;
      latencies = new Latencies(MOST_LIVE);
      return taken;
    }
  }
}
