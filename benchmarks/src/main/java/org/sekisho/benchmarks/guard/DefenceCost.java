package org.sekisho.benchmarks.guard;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.sekisho.benchmarks.load.Fleet;
import org.sekisho.benchmarks.machine.Spending;

/** CPU for each reading with the defence and without, in turn, at one gateway process. */
public final class DefenceCost {
  private static final int[] IN_FLIGHT = {1, 50};
  private static final long MOST = 2_000_000;
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration FIRST_WARM_UP = Duration.ofSeconds(12);
  private static final Duration MEASURED = Duration.ofSeconds(6);
  private static final Duration DRAIN = Duration.ofSeconds(60);

  private final DefendedPlant plant;
  private final int pairs;
  private final List<Round> rounds = new ArrayList<>();
  private long delivered;

  /**
   * A measurement.
   *
   * @param pairs how often with and without
   */
  public DefenceCost(DefendedPlant plant, int pairs) {
    this.plant = plant;
    this.pairs = pairs;
  }

  private record Round(int pair, boolean on, int inFlight, Fleet.Run run, Spending.Seen spent) {
    double us(String name) {
      return spent.of(name) * 1000.0 / run.acknowledged();
    }

    double allUs() {
      return spent.all() * 1000.0 / run.acknowledged();
    }
  }

  /** Measures, and prints the tables. */
  public void run(PrintStream out) throws InterruptedException {
    warmUp();
    for (int pair = 0; pair < pairs; pair++) {
      // Off, on, on, off: what drifts with time meets both alike.
      boolean first = pair % 2 == 1;
      round(pair, first);
      round(pair, !first);
    }
    print(out);
  }

  private void warmUp() throws InterruptedException {
    try (Fleet fleet = plant.connect(DefendedPlant.DEVICES)) {
      for (int inFlight : IN_FLIGHT) {
        delivered += fleet.publish(MOST, inFlight, FIRST_WARM_UP).acknowledged();
      }
    }
  }

  private void round(int pair, boolean on) throws InterruptedException {
    if (on && !plant.programs().containsKey("guard")) {
      plant.defenceOn();
    } else if (!on) {
      plant.defenceOff();
    }
    // Connections that began under other rules would be strangers to the new ones.
    try (Fleet fleet = plant.connect(DefendedPlant.DEVICES)) {
      for (int inFlight : IN_FLIGHT) {
        delivered += fleet.publish(MOST, inFlight, WARM_UP).acknowledged();
        long _ = plant.awaitDelivered(delivered, DRAIN);
        Spending spending = Spending.begin(plant.programs());
        Fleet.Run run = fleet.publish(MOST, inFlight, MEASURED);
        delivered += run.acknowledged();
        long arrived = plant.awaitDelivered(delivered, DRAIN);
        if (arrived < delivered) {
          throw new IllegalStateException("delivered " + arrived + " of " + delivered);
        }
        rounds.add(new Round(pair, on, inFlight, run, spending.end()));
      }
    }
  }

  private void print(PrintStream out) {
    out.println(
        "### Cost: 16 devices, QoS 1, TLS 1.3, over veth; " + pairs + " times each in turn");
    out.println();
    out.println(
        "| defence | in flight | readings/s | gateway µs/reading | guard | head-end | devices |"
            + " kernel threads | all | soft interrupts in it | p99 ms | load / others |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (int inFlight : IN_FLIGHT) {
      for (boolean on : new boolean[] {false, true}) {
        List<Round> of = of(on, inFlight);
        out.printf(
            "| %s | %d | %.0f | %.2f | %.3f | %.2f | %.2f | %.3f | %.2f | %.2f | %.2f | %s |%n",
            on ? "on" : "off",
            inFlight,
            median(of, r -> r.run().perSecond()),
            median(of, r -> r.us("gateway")),
            median(of, r -> r.us("guard")),
            median(of, r -> r.us("head-end")),
            median(of, r -> r.us(Spending.SELF)),
            median(of, r -> r.us(Spending.KERNEL)),
            median(of, Round::allUs),
            median(of, r -> r.spent().softMs() * 1000.0 / r.run().acknowledged()),
            median(of, r -> r.run().latencies().quantileMs(0.99)),
            "%.1f / %.0f %%"
                .formatted(
                    median(of, r -> r.spent().load()), median(of, r -> r.spent().othersPercent())));
      }
    }
    out.println();
    out.println(
        "| in flight | added, everything µs/reading (each pair) | of the gateway's CPU without |"
            + " gateway and guard alone | readings/s |");
    out.println("|---|---|---|---|---|");
    for (int inFlight : IN_FLIGHT) {
      double[] added = differences(inFlight, Round::allUs);
      double[] own = differences(inFlight, r -> r.us("gateway") + r.us("guard"));
      double[] speed = differences(inFlight, r -> r.run().perSecond());
      double base = median(of(false, inFlight), r -> r.us("gateway"));
      double baseSpeed = median(of(false, inFlight), r -> r.run().perSecond());
      out.printf(
          "| %d | %+.2f (%s) | **%+.1f %%** | %+.2f, %+.1f %% | %+.1f %% |%n",
          inFlight,
          median(added),
          String.join(", ", Arrays.stream(added).mapToObj(a -> "%+.2f".formatted(a)).toList()),
          100 * median(added) / base,
          median(own),
          100 * median(own) / base,
          100 * median(speed) / baseSpeed);
    }
  }

  private List<Round> of(boolean on, int inFlight) {
    return rounds.stream().filter(r -> r.on() == on && r.inFlight() == inFlight).toList();
  }

  private double[] differences(int inFlight, ToDoubleFunction<Round> figure) {
    List<Round> off = of(false, inFlight);
    List<Round> on = of(true, inFlight);
    double[] differences = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      differences[i] = figure.applyAsDouble(on.get(i)) - figure.applyAsDouble(off.get(i));
    }
    return differences;
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  private static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
