package org.sekisho.benchmarks.guard;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.sekisho.benchmarks.load.Device;
import org.sekisho.benchmarks.load.Fleet;
import org.sekisho.benchmarks.load.Latencies;
import org.sekisho.benchmarks.machine.Machine;
import org.sekisho.benchmarks.network.DefendedSite;
import org.sekisho.benchmarks.network.RawSender;
import org.sekisho.benchmarks.plant.PlantModel;
import org.sekisho.program.Secret;
import tools.jackson.databind.JsonNode;

/** From the first packet of an attack until the gateway's list of alerts has it. */
public final class DetectionDelay {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LOOK_NS = 10_000_000;
  private static final int PORTS = 100;
  private static final long BETWEEN_PORTS_NS = 20_000_000;
  private static final int TRIES = 12;
  private static final int SYNS_PER_SECOND = 500;

  private final DefendedPlant plant;
  private final int times;

  /**
   * A measurement.
   *
   * @param times how often each attack is made, each time from another address; at most 12
   */
  public DetectionDelay(DefendedPlant plant, int times) {
    this.plant = plant;
    this.times = times;
  }

  /** Attacks; tells when its first packet leaves. */
  private interface Attack {
    void run(String source, AtomicLong beganNs, AtomicBoolean seen) throws Exception;
  }

  private record Kind(
      String what, String alert, org.sekisho.benchmarks.network.Namespace from, Attack attack) {}

  /** Measures, and prints the table. */
  public void run(PrintStream out) throws InterruptedException {
    DefendedSite site = plant.site();
    out.println("### Detection: from the first packet to the alert, " + times + " times each");
    out.println();
    out.println("| attack | seen | median ms | max ms | load |");
    out.println("|---|---|---|---|---|");
    measure(out, new Kind("50 ports/s from the WAN", "port-scan", site.wan(), this::scan));
    measure(out, new Kind("500 SYN/s of a device", "syn-flood", site.devices(), this::synFlood));
    measure(
        out,
        new Kind("an unknown device connects", "unknown-device", site.stranger(), this::visit));
    measure(
        out,
        new Kind("a device guesses another's password", "guessing", site.devices(), this::guess));
  }

  private void measure(PrintStream out, Kind kind) throws InterruptedException {
    var delays = new Latencies(times);
    double load = Machine.load();
    for (int i = 0; i < times; i++) {
      String source = source(kind, i);
      var began = new AtomicLong();
      var seen = new AtomicBoolean();
      long countBefore = count(kind.alert(), source);
      Future<Boolean> attack =
          kind.from()
              .begin(
                  () -> {
                    kind.attack().run(source, began, seen);
                    return true;
                  });
      long asked = System.nanoTime();
      while (System.nanoTime() - asked < PATIENCE.toNanos()) {
        if (count(kind.alert(), source) > countBefore) {
          delays.add(System.nanoTime() - began.get());
          break;
        }
        LockSupport.parkNanos(LOOK_NS);
      }
      seen.set(true);
      await(attack, kind);
    }
    out.printf(
        "| %s | %d of %d | %.0f | %.0f | %.1f |%n",
        kind.what(), delays.count(), times, delays.quantileMs(0.5), delays.quantileMs(1), load);
  }

  private static void await(Future<Boolean> attack, Kind kind) throws InterruptedException {
    try {
      boolean _ = attack.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(kind.what() + ": " + e.getCause(), e);
    }
  }

  /** Another address each time. */
  private String source(Kind kind, int time) {
    return switch (kind.alert()) {
      case "port-scan" -> {
        String address = "198.51.100." + (100 + time);
        plant.site().alsoOnWan(address);
        yield address;
      }
      case "unknown-device" -> {
        String address = "10.77.66." + (100 + time);
        plant.site().strangerIs(address, mac(address));
        yield address;
      }
      default -> DefendedSite.device(DefendedPlant.DEVICES - time);
    };
  }

  private static String mac(String address) {
    return "02:00:5e:77:42:%02x"
        .formatted(Integer.parseInt(address.substring(address.lastIndexOf('.') + 1)));
  }

  private long count(String kind, String from) {
    // A device that nobody knows is called by its hardware address.
    String source = kind.equals("unknown-device") ? mac(from) : from;
    long count = 0;
    for (JsonNode alert : plant.alerts()) {
      if (alert.path("kind").asString("").equals(kind)
          && alert.path("source").asString("").startsWith(source)) {
        count += alert.path("count").asLong();
      }
    }
    return count;
  }

  private void scan(String source, AtomicLong began, AtomicBoolean seen) throws IOException {
    List<SocketChannel> tried = new ArrayList<>();
    try {
      began.set(System.nanoTime());
      for (int port = 1; port <= PORTS && !seen.get(); port++) {
        SocketChannel channel = SocketChannel.open();
        tried.add(channel);
        channel.bind(new InetSocketAddress(source, 0)).configureBlocking(false);
        boolean _ = channel.connect(new InetSocketAddress(DefendedSite.GATEWAY_ON_WAN, port));
        LockSupport.parkNanos(BETWEEN_PORTS_NS);
      }
    } finally {
      for (SocketChannel channel : tried) {
        channel.close();
      }
    }
  }

  private void synFlood(String source, AtomicLong began, AtomicBoolean seen) {
    int address = java.nio.ByteBuffer.wrap(address(source)).getInt();
    var target =
        new RawSender.Target(
            "br0",
            DefendedSite.FIELD_MAC,
            DefendedSite.GATEWAY_ON_FIELD,
            plant.fieldAddress().getPort());
    began.set(System.nanoTime());
    while (!seen.get() && System.nanoTime() - began.get() < 5_000_000_000L) {
      RawSender.Sent _ =
          RawSender.syns(target, () -> address, SYNS_PER_SECOND / 10, SYNS_PER_SECOND);
    }
  }

  private static byte[] address(String text) {
    return java.net.InetAddress.ofLiteral(text).getAddress();
  }

  private void visit(String source, AtomicLong began, AtomicBoolean seen) {
    began.set(System.nanoTime());
    for (int i = 0; i < 3 && !seen.get(); i++) {
      try (var socket = new Socket()) {
        socket.bind(new InetSocketAddress(source, 0));
        socket.connect(plant.fieldAddress(), 1_000);
      } catch (IOException e) {
        // No answer: that is what an unknown device gets.
      }
    }
  }

  private void guess(String source, AtomicLong began, AtomicBoolean seen) {
    int number = Integer.parseInt(source.substring(source.lastIndexOf('.') + 1));
    String victim = PlantModel.sensor(1, number == 1 ? DefendedPlant.DEVICES : number - 1);
    began.set(System.nanoTime());
    for (int i = 0; i < TRIES && !seen.get(); i++) {
      var device = new Device(victim, Secret.of("guess-" + i), "readings/temperature");
      try (Fleet _ = Fleet.connect(plant.fieldAddress(), List.of(source), List.of(device))) {
        throw new UncheckedIOException(new IOException("a wrong password was accepted"));
      } catch (IllegalStateException e) {
        // Refused, as it must be.
      }
    }
  }
}
