package org.sekisho.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sekisho.benchmarks.load.Actuators;
import org.sekisho.benchmarks.load.Latencies;
import org.sekisho.benchmarks.machine.Window;
import org.sekisho.benchmarks.plant.Application;
import org.sekisho.benchmarks.plant.Plant;
import org.sekisho.benchmarks.plant.PlantModel;
import org.sekisho.benchmarks.plant.ProgramKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From an application's request to the actuator and back to the application. */
final class CommandBenchmark {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ACTUATORS = 40;
  private static final int WARM_UP = 400;
  private static final int COMMANDS = 2_000;

  private final Places places;

  CommandBenchmark(Places places) {
    this.places = places;
  }

  void run(PrintStream out) {
    out.println("## Command: application, head-end, gateway, actuator and back, one at a time");
    out.println();
    out.println(
        "| commands | mean ms | p50 ms | p99 ms | gateway CPU ms | accepted by the API p50 ms |"
            + " disk flushes each | load / others |");
    out.println("|---|---|---|---|---|---|---|---|");
    try (Plant plant = Plant.start(places, "command", new PlantModel(1, 0, ACTUATORS))) {
      plant.startGateway(plant.wanPort(), List.of());
      try (var _ = Actuators.connect(plant.fieldPort(), plant.actuators(ACTUATORS));
          var application = plant.application()) {
        var results = new Results();
        application.follow("/v1/stream", results::event);
        var accepted = new Latencies(COMMANDS);
        round(application, results, WARM_UP, 0, new Latencies(WARM_UP), accepted);
        accepted.clear();
        var whole = new Latencies(COMMANDS);
        Window window = Window.begin(plant.child(ProgramKind.GATEWAY).facts());
        round(application, results, COMMANDS, WARM_UP, whole, accepted);
        Window.Seen seen = window.end();
        out.printf(
            "| %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f | %s |%n",
            whole.count(),
            whole.meanMs(),
            whole.quantileMs(0.5),
            whole.quantileMs(0.99),
            seen.cpuUsPer(COMMANDS) / 1000,
            accepted.quantileMs(0.5),
            (double) seen.flushes() / COMMANDS,
            seen.disturbance());
      }
    }
  }

  private static void round(
      Application application,
      Results results,
      int count,
      int offset,
      Latencies whole,
      Latencies accepted) {
    for (int i = 0; i < count; i++) {
      String body =
          "{\"device\":\"%s\",\"point\":\"%s\",\"value\":%d}"
              .formatted(
                  PlantModel.actuator(i % ACTUATORS + 1),
                  PlantModel.LEVEL,
                  (offset + i) / 40 % 100);
      long start = System.nanoTime();
      String answer = application.command(UUID.randomUUID().toString(), body);
      accepted.add(System.nanoTime() - start);
      String status = results.await(JSON.readTree(answer).path("id").asString());
      whole.add(System.nanoTime() - start);
      if (!status.equals("done")) {
        throw new IllegalStateException("command " + i + " ended as " + status);
      }
    }
  }

  /** What the stream said of each command; an event may come before the answer to the request. */
  private static final class Results {
    private final Map<String, CompletableFuture<String>> byId = new ConcurrentHashMap<>();

    void event(String name, String data) {
      if (name.equals("command")) {
        JsonNode state = JSON.readTree(data);
        String status = state.path("status").asString();
        if (!status.equals("pending") && !status.equals("sent")) {
          of(state.path("id").asString()).complete(status);
        }
      }
    }

    String await(String id) {
      try {
        return of(id).get(20, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("no result of command " + id, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } finally {
        byId.remove(id);
      }
    }

    private CompletableFuture<String> of(String id) {
      return byId.computeIfAbsent(id, _ -> new CompletableFuture<>());
    }
  }
}
