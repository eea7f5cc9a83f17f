package org.sekisho.benchmarks.guard;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.sekisho.benchmarks.Places;
import org.sekisho.benchmarks.load.Device;
import org.sekisho.benchmarks.load.Fleet;
import org.sekisho.benchmarks.machine.Child;
import org.sekisho.benchmarks.network.DefendedSite;
import org.sekisho.benchmarks.plant.Plant;
import org.sekisho.benchmarks.plant.PlantModel;
import org.sekisho.benchmarks.plant.ProgramKind;
import tools.jackson.databind.JsonNode;

/** Gateway and guard as shipped, between a field network and a WAN. One caller. */
public final class DefendedPlant implements AutoCloseable {
  /** Devices of the model, each with an address of its own. */
  public static final int DEVICES = 16;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int OUT_OF_THE_WAY = 1_000_000;

  private final DefendedSite site;
  private final Plant plant;
  private String guardYaml = "";
  private List<Device> devices = List.of();

  /** Which limits hold. */
  public enum Limits {
    /** Those that nobody has changed. */
    USUAL,
    /** Out of the way of a load that no house has. */
    WIDE
  }

  private DefendedPlant(DefendedSite site, Plant plant) {
    this.site = site;
    this.plant = plant;
  }

  /** Builds the network, starts everything, and gives every device its password. */
  public static DefendedPlant start(Places places, Limits limits) {
    DefendedSite site = DefendedSite.open(DEVICES);
    try {
      var started =
          new DefendedPlant(
              site, Plant.start(places, site, "guard", new PlantModel(1, DEVICES, 0)));
      try {
        started.restart(limits, "");
        started.devices = started.plant.sensors(DEVICES);
        return started;
      } catch (RuntimeException e) {
        started.plant.close();
        throw e;
      }
    } catch (RuntimeException e) {
      site.close();
      throw e;
    }
  }

  /** Starts gateway and guard with these limits and further lines of the gateway's settings. */
  public void restart(Limits limits, String more) {
    plant.stop(ProgramKind.GATEWAY);
    plant.stop(ProgramKind.GUARD);
    site.dropRules();
    plant.gatewaySettings(network(limits) + more);
    guardYaml = guard(limits);
    plant.startGuard(guardYaml);
    plant.startGateway(plant.wanPort(), List.of());
    awaitDefence();
  }

  private static String network(Limits limits) {
    List<String> devices = new ArrayList<>();
    for (int i = 1; i <= DEVICES; i++) {
      devices.add(
          "    - {id: %s, interface: field0, addresses: [%s]}"
              .formatted(PlantModel.sensor(1, i), DefendedSite.device(i)));
    }
    String base =
        """
        network:
          guard: guard.sock
          interfaces: {wan: [wan0], field: [field0]}
          only-known-devices: true
          devices:
        %s
        """
            .formatted(String.join("\n", devices));
    return limits == Limits.USUAL
        ? base
        : base
            + """
              limits: {packets-per-source: %1$d, packets-per-interface: %1$d}
              detection: {flood: {per-source-1s: %1$d, per-source-10s: %1$d, per-target-10s: %1$d, capacity: %1$d}}
            """
                .formatted(OUT_OF_THE_WAY);
  }

  private static String guard(Limits limits) {
    String base =
        """
        data: guard
        socket: guard.sock
        gateway-user: "0"
        interfaces: {wan: [wan0], field: [field0]}
        """;
    return limits == Limits.USUAL
        ? base
        : base
            + "floor: {most: {packets-per-source: %1$d, packets-per-interface: %1$d}}\n"
                .formatted(OUT_OF_THE_WAY);
  }

  /** Ends the guard and takes its rules out of the kernel. */
  public void defenceOff() {
    plant.stop(ProgramKind.GUARD);
    site.dropRules();
  }

  /** Starts the guard again, and waits until the gateway says that the defence is on. */
  public void defenceOn() {
    plant.startGuard(guardYaml);
    awaitDefence();
  }

  private void awaitDefence() {
    gateway()
        .await(
            "the defence is on",
            LIMIT,
            POLL,
            () -> {
              String standing =
                  plant.status(ProgramKind.GATEWAY).path("network").path("defence").asString("");
              if (standing.equals("on-trial")) {
                plant.ask(ProgramKind.GATEWAY, "POST", "/network/confirm", Map.of());
              }
              return standing.equals("on");
            });
  }

  /** Connects so many devices, each from its own address. */
  public Fleet connect(int count) throws InterruptedException {
    return connect(
        IntStream.rangeClosed(1, count).mapToObj(DefendedSite::device).toList(),
        devices.subList(0, count));
  }

  /** Connects devices from these addresses of the field network. */
  Fleet connect(List<String> sources, List<Device> who) throws InterruptedException {
    return site.devices()
        .call(() -> Fleet.connectWithin(Duration.ofSeconds(15), fieldAddress(), sources, who));
  }

  /** Where devices connect. */
  InetSocketAddress fieldAddress() {
    return new InetSocketAddress(DefendedSite.GATEWAY_ON_FIELD, plant.fieldPort());
  }

  /** Waits until so many readings are delivered in all; answers how many are. */
  long awaitDelivered(long count, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    long delivered = plant.delivered();
    while (delivered < count && System.nanoTime() < deadline) {
      java.util.concurrent.locks.LockSupport.parkNanos(POLL.toNanos());
      delivered = plant.delivered();
    }
    return delivered;
  }

  /** The gateway's alerts. */
  JsonNode alerts() {
    return plant.ask(ProgramKind.GATEWAY, "GET", "/alerts", null).path("alerts");
  }

  /** The programs that run, by name. */
  Map<String, Child> programs() {
    Map<String, Child> running = new LinkedHashMap<>();
    running.put("gateway", gateway());
    running.put("head-end", plant.child(ProgramKind.HEAD_END));
    running.put("management", plant.child(ProgramKind.MANAGEMENT));
    if (plant.runs(ProgramKind.GUARD)) {
      running.put("guard", plant.child(ProgramKind.GUARD));
    }
    return running;
  }

  Child gateway() {
    return plant.child(ProgramKind.GATEWAY);
  }

  Child guard() {
    return plant.child(ProgramKind.GUARD);
  }

  DefendedSite site() {
    return site;
  }

  /** The programs. */
  public Plant plant() {
    return plant;
  }

  @Override
  public void close() {
    plant.close();
    site.close();
  }
}
