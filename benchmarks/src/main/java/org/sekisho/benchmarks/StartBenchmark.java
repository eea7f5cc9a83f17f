package org.sekisho.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sekisho.benchmarks.load.Device;
import org.sekisho.benchmarks.load.Fleet;
import org.sekisho.benchmarks.machine.Child;
import org.sekisho.benchmarks.machine.Machine;
import org.sekisho.benchmarks.plant.Plant;
import org.sekisho.benchmarks.plant.PlantModel;
import org.sekisho.benchmarks.plant.ProgramKind;

/** From the start of the gateway's process to its first PUBACK, and what it holds in memory. */
final class StartBenchmark {
  private static final int STARTS = Integer.getInteger("sekisho.bench.starts", 5);
  private static final int READINGS = 10_000;
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration RETRY = Duration.ofMillis(10);

  private final Places places;

  StartBenchmark(Places places) {
    this.places = places;
  }

  private record Start(
      double firstMs, double cpuMs, long residentKib, long peakKib, String threads) {}

  void run(PrintStream out) {
    List<String> threads = new ArrayList<>();
    table(out, threads);
    out.println();
    out.println("CPU ms by thread until the first PUBACK, in the median start:");
    out.println();
    threads.forEach(line -> out.println("- " + line));
  }

  private void table(PrintStream out, List<String> threads) {
    out.println("## Start of the gateway, and its memory");
    out.println();
    out.println(
        "| start | times | first PUBACK ms, median | best | worst | CPU ms until then |"
            + " resident MiB after %d readings | peak MiB | load |".formatted(READINGS));
    out.println("|---|---|---|---|---|---|---|---|---|");
    try (Plant plant = Plant.start(places, "start", new PlantModel(1, 1, 0))) {
      plant.startGateway(plant.wanPort(), List.of());
      Device device = plant.sensors(1).getFirst();
      first(plant, device);
      plant.stop(ProgramKind.GATEWAY);
      Path data = plant.data(ProgramKind.GATEWAY);
      Path enrolled = data.resolveSibling("gateway-enrolled");
      copy(data, enrolled);
      Path cache = data.resolveSibling("gateway.aot");
      threads.add(series(out, plant, device, "cold", List.of(), enrolled));
      threads.add(series(out, plant, device, "warm", List.of(), null));
      train(out, plant, device, cache);
      List<String> cached = List.of("-XX:AOTCache=" + cache);
      threads.add(series(out, plant, device, "cold, AOT cache", cached, enrolled));
      threads.add(series(out, plant, device, "warm, AOT cache", cached, null));
    }
  }

  private static void train(PrintStream out, Plant plant, Device device, Path cache) {
    plant.startGateway(plant.wanPort(), List.of("-XX:AOTCacheOutput=" + cache));
    publish(plant, device, READINGS);
    long start = System.nanoTime();
    plant.stop(ProgramKind.GATEWAY);
    try {
      System.err.printf(
          "AOT cache: %d MiB, %.1f s to write%n",
          Files.size(cache) >> 20, (System.nanoTime() - start) / 1e9);
    } catch (IOException e) {
      throw new UncheckedIOException("the training run left no cache", e);
    }
  }

  private static String series(
      PrintStream out,
      Plant plant,
      Device device,
      String name,
      List<String> jvm,
      @Nullable Path template) {
    List<Start> starts = new ArrayList<>();
    double load = Machine.load();
    for (int i = 0; i < STARTS; i++) {
      if (template != null) {
        delete(plant.data(ProgramKind.GATEWAY));
        copy(template, plant.data(ProgramKind.GATEWAY));
      }
      starts.add(once(plant, device, jvm));
    }
    Collections.sort(starts, Comparator.comparingDouble(Start::firstMs));
    Start median = starts.get(starts.size() / 2);
    out.printf(
        "| %s | %d | %.0f | %.0f | %.0f | %.0f | %d | %d | %.1f |%n",
        name,
        starts.size(),
        median.firstMs,
        starts.getFirst().firstMs,
        starts.getLast().firstMs,
        median.cpuMs,
        median.residentKib / 1024,
        median.peakKib / 1024,
        load);
    return name + ": " + median.threads;
  }

  private static Start once(Plant plant, Device device, List<String> jvm) {
    long start = System.nanoTime();
    Path _ = plant.launchOnly(ProgramKind.GATEWAY, jvm);
    first(plant, device);
    double firstMs = (System.nanoTime() - start) / 1e6;
    Child gateway = plant.child(ProgramKind.GATEWAY);
    long cpuMs = gateway.facts().cpuMs();
    String threads = gateway.facts().byThread();
    publish(plant, device, READINGS - 1);
    var result =
        new Start(
            firstMs, cpuMs, gateway.facts().residentKib(), gateway.facts().peakKib(), threads);
    plant.stop(ProgramKind.GATEWAY);
    return result;
  }

  /** A device that tries every 10 ms until it is connected, and publishes one reading. */
  private static void first(Plant plant, Device device) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), plant.fieldPort());
    while (true) {
      try (var socket = new Socket()) {
        socket.connect(address);
        break;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new UncheckedIOException("the gateway does not listen", e);
        }
        pause();
      }
    }
    publish(plant, device, 1);
  }

  private static void publish(Plant plant, Device device, int count) {
    try (Fleet fleet = Fleet.connectWithin(LIMIT, plant.fieldPort(), List.of(device))) {
      if (fleet.publish(count, 1, LIMIT).acknowledged() != count) {
        throw new IllegalStateException("not all readings were acknowledged in time");
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path source : (Iterable<Path>) tree::iterator) {
        Files.copy(
            source,
            to.resolve(from.relativize(source)),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
