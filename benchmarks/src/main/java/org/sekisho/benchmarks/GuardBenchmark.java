package org.sekisho.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.sekisho.benchmarks.guard.DefenceCost;
import org.sekisho.benchmarks.guard.DefendedPlant;
import org.sekisho.benchmarks.guard.DefendedPlant.Limits;
import org.sekisho.benchmarks.guard.DetectionDelay;
import org.sekisho.benchmarks.guard.FloodMemory;
import org.sekisho.benchmarks.guard.TamperTime;
import org.sekisho.benchmarks.network.DefendedSite;

/**
 * What the network defence costs, with gateway and guard as shipped between a field network and a
 * WAN. {@code -Dsekisho.bench.guard=cost,delay,memory,tamper} chooses parts, {@code
 * -Dsekisho.bench.pairs}, {@code .delays} and {@code .tampers} how often each is done.
 */
final class GuardBenchmark {
  private final Places places;
  private final List<String> parts =
      List.of(System.getProperty("sekisho.bench.guard", "cost,delay,memory,tamper").split(",", -1));

  GuardBenchmark(Places places) {
    this.places = places;
  }

  void run(PrintStream out) throws IOException {
    out.println("## Guard: the network defence");
    out.println();
    String missing = DefendedSite.missing();
    if (!missing.isEmpty()) {
      out.println("Not measured: " + missing);
      return;
    }
    boolean cost = parts.contains("cost");
    try (DefendedPlant plant = DefendedPlant.start(places, cost ? Limits.WIDE : Limits.USUAL)) {
      if (cost) {
        new DefenceCost(plant, Integer.getInteger("sekisho.bench.pairs", 4)).run(out);
        out.println();
      }
      usualLimits(plant, out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void usualLimits(DefendedPlant plant, PrintStream out)
      throws IOException, InterruptedException {
    TamperTime.closeCase(plant.plant());
    plant.restart(Limits.USUAL, TamperTime.SETTINGS);
    // The floods come last: they leave the gateway with more attackers than it tells apart.
    if (parts.contains("delay")) {
      new DetectionDelay(plant, Integer.getInteger("sekisho.bench.delays", 9)).run(out);
      out.println();
    }
    if (parts.contains("memory")) {
      plant.restart(Limits.USUAL, TamperTime.SETTINGS);
      var memory = new FloodMemory(plant);
      memory.idle(out);
      memory.floods(out);
      out.println();
    }
    if (parts.contains("tamper")) {
      new TamperTime(plant.plant(), Integer.getInteger("sekisho.bench.tampers", 20)).run(out);
    }
  }
}
