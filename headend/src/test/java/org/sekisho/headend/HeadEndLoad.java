package org.sekisho.headend;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

/**
 * Measures what the head-end stores durably and what it costs: batches that were signed beforehand
 * go over TLS and MQTT 5 from this very process; the clients' threads are counted apart.
 *
 * <p>Arguments: gateways, readings per batch, batches in all.
 */
public final class HeadEndLoad {
  private static final int DEVICES = 20;
  private static final int WINDOW = 8;

  private HeadEndLoad() {}

  /** Runs one measurement and prints one line. */
  public static void main(String[] args) throws Exception {
    int gateways = Integer.parseInt(args[0]);
    int size = Integer.parseInt(args[1]);
    int batches = Integer.parseInt(args[2]);
    Path folder = Files.createTempDirectory("head-end-load");
    Path model = Files.writeString(folder.resolve("model.yaml"), model(gateways));
    try (var world = new HeadEndFixture(folder, model)) {
      List<ScriptedGateway> clients = new ArrayList<>();
      List<List<byte[]>> work = new ArrayList<>();
      for (int g = 0; g < gateways; g++) {
        TlsIdentity identity = world.pki.identity(Role.GATEWAY, "gw-" + g);
        var chain = new ScriptedGateway.Chain(g + 1);
        List<byte[]> own = new ArrayList<>();
        for (int b = 0; b < Math.max(1, batches / gateways); b++) {
          own.add(chain.next("gw-" + g, identity, readings(g, b, size)));
        }
        work.add(own);
        var client = world.gateway(identity, chain);
        client.begin();
        clients.add(client);
      }
      long readings = (long) work.size() * work.getFirst().size() * size;
      long cpu = processCpuNs();
      long clientCpu = clientCpuNs();
      long start = System.nanoTime();
      run(clients, work);
      double seconds = (System.nanoTime() - start) / 1e9;
      world.settle();
      double visible = (System.nanoTime() - start) / 1e9;
      double all = (processCpuNs() - cpu) / 1e3;
      double theirs = (clientCpuNs() - clientCpu) / 1e3;
      System.out.printf(
          "gateways %d batch %d: %d readings in %.2f s = %.0f/s, visible after %.2f s;"
              + " CPU per reading: head-end %.2f us, clients %.2f us; %s%n",
          gateways,
          size,
          readings,
          seconds,
          readings / seconds,
          visible,
          (all - theirs) / readings,
          theirs / readings,
          world.headEnd().store().status());
      printThreads(readings);
      clients.forEach(ScriptedGateway::close);
    }
  }

  /** Where the time went since the start of the process, the making of batches included. */
  private static void printThreads(long readings) {
    var threads = ManagementFactory.getThreadMXBean();
    Map<String, Double> byName = new TreeMap<>();
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null) {
        byName.merge(
            info.getThreadName().replaceAll("[0-9]+", ""),
            Math.max(0, threads.getThreadCpuTime(id)) / 1e3 / readings,
            Double::sum);
      }
    }
    byName.forEach(
        (name, us) -> {
          if (us > 0.02) {
            System.out.printf("  %-32s %.2f us per reading%n", name, us);
          }
        });
  }

  private static void run(List<ScriptedGateway> clients, List<List<byte[]>> work)
      throws InterruptedException {
    var wrong = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      ScriptedGateway client = clients.get(i);
      List<byte[]> own = work.get(i);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    var window = new Semaphore(WINDOW);
                    CompletableFuture<?> last = CompletableFuture.completedFuture(0);
                    for (byte[] batch : own) {
                      window.acquireUninterruptibly();
                      last =
                          client
                              .publish(client.topics.batch(), batch)
                              .whenComplete(
                                  (code, fault) -> {
                                    window.release();
                                    if (fault != null || code != 0) {
                                      wrong.incrementAndGet();
                                    }
                                  });
                    }
                    window.acquireUninterruptibly(WINDOW);
                    last.join();
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (wrong.get() > 0) {
      throw new IllegalStateException(wrong + " batches were not taken");
    }
  }

  private static long processCpuNs() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long clientCpuNs() {
    var threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().contains("hivemq")) {
        sum += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return sum;
  }

  private static List<Reading> readings(int gateway, int batch, int size) {
    List<Reading> readings = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      long n = (long) batch * size + i;
      readings.add(
          new Reading(
              new PointId("d-" + gateway + "-" + n % DEVICES, "temperature"),
              new Value.Numeric(20 + (n % 97) / 10.0),
              HeadEndFixture.START_US + n / DEVICES * 1_000 + n % DEVICES,
              Clock.DEVICE,
              QualityReason.NONE));
    }
    return readings;
  }

  private static String model(int gateways) {
    var yaml = new StringBuilder();
    yaml.append("format: sekisho-system/1\nid: load\nname: {ja: l, en: l}\nzones:\n")
        .append("  - {id: z, name: {ja: z, en: z}, safety: low, placement: centre}\n")
        .append("profiles:\n  - id: p\n    name: {ja: p, en: p}\n    points:\n")
        .append(
            "      - {id: temperature, name: {ja: t, en: t}, type: number, unit: Cel, range: [-50,"
                + " 100]}\n")
        .append("components:\n")
        .append("  - {id: head-end-1, kind: head-end, name: {ja: h, en: h}, zone: z}\n")
        .append("  - {id: management-1, kind: management, name: {ja: m, en: m}, zone: z}\n");
    var links = new StringBuilder("links:\n");
    link(links, "head-end-1", "management-1", "https", "certificate");
    for (int g = 0; g < gateways; g++) {
      yaml.append("  - {id: gw-" + g + ", kind: gateway, name: {ja: g, en: g}, zone: z}\n");
      link(links, "gw-" + g, "head-end-1", "mqtt", "certificate");
      for (int d = 0; d < DEVICES; d++) {
        String device = "d-" + g + "-" + d;
        yaml.append(
            "  - {id: " + device + ", kind: sensor, name: {ja: d, en: d}, zone: z, profile: p}\n");
        link(links, device, "gw-" + g, "mqtt", "password");
      }
    }
    return yaml.append(links).toString();
  }

  private static void link(
      StringBuilder links, String from, String to, String protocol, String authentication) {
    links.append(
        "  - {id: l-"
            + from
            + ", from: "
            + from
            + ", to: "
            + to
            + ", protocol: "
            + protocol
            + ", authentication: "
            + authentication
            + ", encryption: tls}\n");
  }
}
