package org.sekisho.benchmarks;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.sekisho.benchmarks.load.Device;
import org.sekisho.benchmarks.load.Fleet;
import org.sekisho.benchmarks.machine.Child;
import org.sekisho.benchmarks.machine.ProcessFacts;
import org.sekisho.benchmarks.machine.ProcessFacts.ThreadTime;
import org.sekisho.benchmarks.machine.Window;
import org.sekisho.benchmarks.peer.HiveMq;
import org.sekisho.benchmarks.peer.Mosquitto;
import org.sekisho.benchmarks.peer.PeerCertificate;
import org.sekisho.benchmarks.plant.Plant;
import org.sekisho.benchmarks.plant.PlantModel;
import org.sekisho.benchmarks.plant.ProgramKind;
import org.sekisho.program.Secret;

/** CPU for each reading and peak memory, against brokers that do less. */
final class GatewayBenchmark {
  private static final int CONNECTIONS = 16;
  private static final int IN_FLIGHT = 50;
  private static final long ONE_AT_A_TIME = 200_000;
  private static final long PIPELINED = 1_000_000;
  private static final Duration WARM_UP = Duration.ofSeconds(12);
  private static final Duration LIMIT = Duration.ofSeconds(25);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

  private final Places places;
  private final List<String> threads = new ArrayList<>();

  GatewayBenchmark(Places places) {
    this.places = places;
  }

  /** Somebody who is measured. */
  private record Subject(
      String name,
      int port,
      ProcessFacts measured,
      LongConsumer awaitPassedOn,
      List<String> threads) {}

  void run(PrintStream out) {
    table(out);
    out.println();
    out.println("CPU µs for each reading by thread, user + system:");
    out.println();
    threads.forEach(line -> out.println("- " + line));
  }

  private void table(PrintStream out) {
    out.println("## Gateway: " + CONNECTIONS + " connections, QoS 1, TLS 1.3");
    out.println();
    out.println(
        "| who | in flight | readings | readings/s | CPU µs/reading | p50 ms | p99 ms | peak MiB |"
            + " load / others |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    sekisho(out);
    // For work on the gateway itself, where the peers only cost time.
    if (Boolean.getBoolean("sekisho.bench.alone")) {
      return;
    }
    Path folder = places.folder("peers");
    PeerCertificate certificate = PeerCertificate.make(folder, Instant.now());
    List<Device> devices = new ArrayList<>();
    for (int i = 1; i <= CONNECTIONS; i++) {
      devices.add(new Device("sensor-" + i, Secret.of("benchmark-" + i), "readings/temperature"));
    }
    if (Mosquitto.isInstalled()) {
      try (var mosquitto =
          Mosquitto.start(
              folder.resolve("mosquitto"), certificate, devices, Secret.of("benchmark-bridge"))) {
        measure(
            out,
            new Subject(
                "Mosquitto, bridging",
                mosquitto.port(),
                mosquitto.measured(),
                count -> mosquitto.awaitReceived(count, DRAIN_LIMIT),
                threads),
            devices);
      }
    } else {
      out.println("| Mosquitto is not installed | | | | | | | | |");
    }
    Path hive = places.root().resolve("benchmarks/hivemq/target");
    if (Files.exists(hive.resolve("hivemq-peer.jar"))) {
      List<Device> same =
          devices.stream()
              .map(d -> new Device(d.user(), Secret.of("benchmark"), d.topic()))
              .toList();
      try (var hiveMq =
          HiveMq.start(
              places.java(), hive, folder.resolve("hivemq"), certificate, Secret.of("benchmark"))) {
        measure(
            out,
            new Subject("HiveMQ CE, in memory", hiveMq.port(), hiveMq.measured(), _ -> {}, threads),
            same);
      }
    } else {
      out.println("| HiveMQ CE is not built | | | | | | | | |");
    }
  }

  private void sekisho(PrintStream out) {
    try (Plant plant = Plant.start(places, "gateway", new PlantModel(1, CONNECTIONS, 0))) {
      plant.startGateway(plant.wanPort(), List.of());
      Child gateway = plant.child(ProgramKind.GATEWAY);
      measure(
          out,
          new Subject(
              "Sekisho, everything on",
              plant.fieldPort(),
              gateway.facts(),
              count ->
                  gateway.await(
                      "delivered " + count, DRAIN_LIMIT, POLL, () -> plant.delivered() >= count),
              threads),
          plant.sensors(CONNECTIONS));
    }
  }

  private void measure(PrintStream out, Subject subject, List<Device> devices) {
    try (Fleet fleet = Fleet.connectWithin(Duration.ofSeconds(10), subject.port(), devices)) {
      long sent = fleet.publish(PIPELINED, IN_FLIGHT, WARM_UP).acknowledged();
      sent += fleet.publish(ONE_AT_A_TIME, 1, WARM_UP).acknowledged();
      subject.awaitPassedOn().accept(sent);
      sent += round(out, subject, fleet, ONE_AT_A_TIME, 1, sent);
      round(out, subject, fleet, PIPELINED, IN_FLIGHT, sent);
    }
  }

  /** The threads that cost most, in CPU microseconds for each reading: user + system. */
  private static String byThread(
      Map<String, ThreadTime> before, Map<String, ThreadTime> after, long readings) {
    return after.entrySet().stream()
        .map(
            e ->
                Map.entry(
                    e.getKey(),
                    e.getValue().since(before.getOrDefault(e.getKey(), new ThreadTime(0, 0)))))
        .sorted(Comparator.comparingLong(e -> -e.getValue().userMs() - e.getValue().systemMs()))
        .limit(8)
        .map(
            e ->
                "%s %.2f + %.2f"
                    .formatted(
                        e.getKey(),
                        e.getValue().userMs() * 1000.0 / readings,
                        e.getValue().systemMs() * 1000.0 / readings))
        .collect(Collectors.joining("; "));
  }

  private static long round(
      PrintStream out, Subject subject, Fleet fleet, long total, int inFlight, long before) {
    Map<String, ThreadTime> threads = subject.measured().threads();
    Window window = Window.begin(subject.measured());
    Fleet.Run run = fleet.publish(total, inFlight, LIMIT);
    subject.awaitPassedOn().accept(before + run.acknowledged());
    Window.Seen seen = window.end();
    out.printf(
        "| %s | %d | %d | %.0f | %.2f | %.2f | %.2f | %d | %s |%n",
        subject.name(),
        inFlight,
        run.acknowledged(),
        run.perSecond(),
        seen.cpuUsPer(run.acknowledged()),
        run.latencies().quantileMs(0.5),
        run.latencies().quantileMs(0.99),
        subject.measured().peakKib() / 1024,
        seen.disturbance());
    subject
        .threads()
        .add(
            "%s, %d in flight: ".formatted(subject.name(), inFlight)
                + byThread(threads, subject.measured().threads(), run.acknowledged()));
    return run.acknowledged();
  }
}
