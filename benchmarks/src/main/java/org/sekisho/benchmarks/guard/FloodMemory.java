package org.sekisho.benchmarks.guard;

import java.io.PrintStream;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.benchmarks.load.Fleet;
import org.sekisho.benchmarks.load.Steady;
import org.sekisho.benchmarks.machine.Child;
import org.sekisho.benchmarks.machine.Machine;
import org.sekisho.benchmarks.machine.ProcessFacts;
import org.sekisho.benchmarks.network.DefendedSite;
import org.sekisho.benchmarks.network.Namespace;
import org.sekisho.benchmarks.network.RawSender;

/** Memory of gateway and guard, and how honest devices fare, while forged packets pour in. */
public final class FloodMemory {
  private static final int HONEST = 12;
  private static final int HONEST_PER_SECOND = 300;
  private static final int PER_SECOND = 20_000;
  private static final Duration LENGTH = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int FIELD_NETWORK = 0x0a4d_0000;

  private final DefendedPlant plant;
  private final SplittableRandom random = new SplittableRandom(2026);
  private long acknowledged;

  /** A measurement. */
  public FloodMemory(DefendedPlant plant) {
    this.plant = plant;
  }

  /** A flood; none when it is absent. */
  private record Flood(Namespace from, RawSender.Target target, LongSupplier sources) {}

  /** The memory of programs that have just been started and have nothing to do. */
  public void idle(PrintStream out) throws InterruptedException {
    out.println("### Memory, and honest readings during floods of forged sources");
    out.println();
    out.println(
        "| state | packets/s | gateway resident, peak, share MiB | guard resident, peak, share MiB"
            + " | honest readings | acknowledged | p50 ms | p99 ms | max ms | not delivered | load"
            + " |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    Thread.sleep(Duration.ofSeconds(10));
    out.printf(
        "| idle, 10 s after the start | | %s | %s | | | | | | | %.1f |%n",
        memory(plant.gateway()), memory(plant.guard()), Machine.load());
  }

  /** Measures under load and floods; the rows of the table that {@link #idle} began. */
  public void floods(PrintStream out) throws InterruptedException {
    DefendedSite site = plant.site();
    int port = plant.fieldAddress().getPort();
    var field =
        new RawSender.Target("br0", DefendedSite.FIELD_MAC, DefendedSite.GATEWAY_ON_FIELD, port);
    var wan = new RawSender.Target("eth0", DefendedSite.WAN_MAC, DefendedSite.GATEWAY_ON_WAN, port);
    acknowledged = plant.plant().delivered();
    measure(out, "honest devices alone", null);
    measure(
        out,
        "field, unknown addresses of its own network",
        new Flood(site.devices(), field, () -> FIELD_NETWORK | (0x8000 + random.nextInt(0x7f00))));
    measure(out, "field, any address", new Flood(site.devices(), field, random::nextInt));
    measure(out, "WAN, any address", new Flood(site.wan(), wan, random::nextInt));
    measure(out, "honest devices alone, afterwards", null);
  }

  private void measure(PrintStream out, String state, @Nullable Flood flood)
      throws InterruptedException {
    double load = Machine.load();
    plant.gateway().facts().forgetPeak();
    plant.guard().facts().forgetPeak();
    try (Fleet fleet = plant.connect(HONEST)) {
      var steady = new Steady(fleet, HONEST, HONEST_PER_SECOND);
      String speed = "";
      if (flood == null) {
        LockSupport.parkNanos(LENGTH.toNanos());
      } else {
        Future<RawSender.Sent> sending =
            flood
                .from()
                .begin(
                    () ->
                        RawSender.syns(
                            flood.target(),
                            flood.sources(),
                            PER_SECOND * LENGTH.toSeconds(),
                            PER_SECOND));
        speed = "%.0f".formatted(sent(sending).perSecond());
      }
      Steady.Seen seen = steady.stop(PATIENCE);
      acknowledged += seen.acknowledged();
      long delivered = plant.awaitDelivered(acknowledged, PATIENCE);
      out.printf(
          "| %s | %s | %s | %s | %d | %d | %.1f | %.1f | %.0f | %d | %.1f |%n",
          state,
          speed,
          memory(plant.gateway()),
          memory(plant.guard()),
          seen.sent(),
          seen.acknowledged(),
          seen.latencies().quantileMs(0.5),
          seen.latencies().quantileMs(0.99),
          seen.latencies().quantileMs(1),
          acknowledged - delivered,
          load);
    }
  }

  private static RawSender.Sent sent(Future<RawSender.Sent> sending) throws InterruptedException {
    try {
      return sending.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("the flood did not run: " + e.getCause(), e);
    }
  }

  private static String memory(Child program) {
    ProcessFacts facts = program.facts();
    return "%d, %d, %d"
        .formatted(
            facts.residentKib() / 1024, facts.peakKib() / 1024, facts.proportionalKib() / 1024);
  }
}
