package org.sekisho.benchmarks;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.sekisho.benchmarks.load.GatewayFeeder;
import org.sekisho.benchmarks.load.Latencies;
import org.sekisho.benchmarks.load.SignedBatches;
import org.sekisho.benchmarks.machine.ProcessFacts;
import org.sekisho.benchmarks.machine.Window;
import org.sekisho.benchmarks.plant.Plant;
import org.sekisho.benchmarks.plant.PlantModel;
import org.sekisho.benchmarks.plant.ProgramKind;
import org.sekisho.program.TlsIdentity;

/** Readings stored durably in each second, from signed batches of 1, 10 and 100 gateways. */
final class HeadEndBenchmark {
  private static final int READINGS_EACH = 2_000;
  private static final int SENSORS = 16;
  private static final int WARM_UP_BATCHES = 400;
  private static final int BATCHES = 1_500;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Places places;

  HeadEndBenchmark(Places places) {
    this.places = places;
  }

  void run(PrintStream out) {
    out.println("## Head-end: signed batches of " + READINGS_EACH + " readings, 8 in flight");
    out.println();
    out.println(
        "| gateways | readings | readings/s | CPU µs/reading | batch p50 ms | batch p99 ms |"
            + " peak MiB | disk flushes | load / others |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    for (int gateways : new int[] {1, 10, 100}) {
      try (Plant plant =
          Plant.start(places, "head-end-" + gateways, new PlantModel(gateways, SENSORS, 0))) {
        measure(out, plant, gateways);
      }
    }
  }

  private static void measure(PrintStream out, Plant plant, int gateways) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Context context = vertx.getOrCreateContext();
    var latencies = new Latencies(BATCHES * 2);
    List<GatewayFeeder> feeders = new ArrayList<>();
    try {
      int warmUp = WARM_UP_BATCHES / gateways;
      int measured = BATCHES / gateways;
      for (int g = 1; g <= gateways; g++) {
        int number = g;
        TlsIdentity identity = plant.enrolGateway(PlantModel.gateway(g));
        SignedBatches batches =
            SignedBatches.make(
                identity,
                IntStream.rangeClosed(1, SENSORS)
                    .mapToObj(s -> PlantModel.sensor(number, s))
                    .toList(),
                PlantModel.POINT,
                warmUp + measured,
                READINGS_EACH,
                Instant.now().toEpochMilli() * 1000,
                new Random(g));
        feeders.add(
            await(
                GatewayFeeder.connect(
                    vertx, context, plant.wanPort(), plant.trust(), identity, batches, latencies)));
      }
      ProcessFacts headEnd = plant.child(ProgramKind.HEAD_END).facts();
      all(feeders, warmUp);
      latencies.clear();
      Window window = Window.begin(headEnd);
      all(feeders, measured);
      Window.Seen seen = window.end();
      long readings = (long) measured * gateways * READINGS_EACH;
      out.printf(
          "| %d | %d | %.0f | %.2f | %.1f | %.1f | %d | %d | %s |%n",
          gateways,
          readings,
          seen.perSecond(readings),
          seen.cpuUsPer(readings),
          latencies.quantileMs(0.5),
          latencies.quantileMs(0.99),
          headEnd.peakKib() / 1024,
          seen.flushes(),
          seen.disturbance());
    } finally {
      feeders.forEach(GatewayFeeder::close);
      await(vertx.close());
    }
  }

  private static void all(List<GatewayFeeder> feeders, int batches) {
    await(Future.join(feeders.stream().map(f -> f.send(batches)).toList()));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
