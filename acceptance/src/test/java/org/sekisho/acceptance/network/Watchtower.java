package org.sekisho.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.sekisho.acceptance.system.Await;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.network.detection.Detection;
import org.sekisho.gateway.network.detection.DetectionConfig;
import org.sekisho.guard.channel.CounterReport;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.detect.Surroundings;
import org.sekisho.guard.kernel.Kernel;
import org.sekisho.guard.kernel.KernelSettings;
import org.sekisho.guard.kernel.LinuxKernel;
import org.sekisho.guard.netlink.KernelReports;
import org.sekisho.guard.policy.Mac;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.PortRange;
import org.sekisho.guard.policy.Transport;
import org.sekisho.guard.ruleset.RulesetState;

/**
 * The gateway's host of a laboratory with the real rules in its kernel, the real reports, the real
 * detection, a service that an honest device uses all the time, and everything that was told.
 */
final class Watchtower implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Watchtower.class.getName());

  /** A service that the field may use. */
  static final int FIELD_SERVICE = 8883;

  /** A service that the WAN may use. */
  static final int WAN_SERVICE = 8443;

  /** Longer than a TCP connection needs that loses packets. */
  private static final int LIMIT_MS = 60_000;

  /** A port of the WAN that device-2 may use. */
  static final int FLOW_PORT = 443;

  /** What was told, and when. */
  record Told(SecurityEvent event, long atNs) {}

  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService host;
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger unserved = new AtomicInteger();
  private final AtomicLong slowestNs = new AtomicLong();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private final Detection detection;
  private volatile boolean over;
  private volatile Map<String, Count> counted = Map.of();

  Watchtower(Lab lab, DetectionConfig config) throws Exception {
    this(lab, config, policy());
  }

  Watchtower(Lab lab, DetectionConfig config, NetworkPolicy policy) throws Exception {
    host = Executors.newSingleThreadScheduledExecutor(NamespaceThread.on(lab.gateway()));
    Kernel kernel =
        on(
            () -> {
              LinuxKernel opened = LinuxKernel.open();
              assertThat(opened.replace(RulesetState.of(policy)))
                  .isEqualTo(new Kernel.Outcome.Done());
              opened.settings(KernelSettings.of(policy));
              return opened;
            });
    detection =
        new Detection(
            config,
            new Surroundings(
                policy,
                Set.of(
                    InetAddress.ofLiteral(Lab.GATEWAY_WAN_V4),
                    InetAddress.ofLiteral(Lab.GATEWAY_FIELD_V4),
                    InetAddress.ofLiteral(Lab.GATEWAY_LAN_V4),
                    InetAddress.ofLiteral(Lab.GATEWAY_WAN_V6),
                    InetAddress.ofLiteral(Lab.GATEWAY_FIELD_V6),
                    InetAddress.ofLiteral(Lab.GATEWAY_LAN_V6)),
                config.neverBlock()),
            (address, seconds) -> done(() -> kernel.block(address, seconds)),
            event -> told.add(new Told(event, System.nanoTime())),
            InstantSource.system(),
            System::nanoTime);
    on(
        () -> {
          detection.start();
          closing.add(KernelReports.open(detection));
          for (int port : new int[] {FIELD_SERVICE, WAN_SERVICE}) {
            var server = new ServerSocket(port, 64);
            closing.add(server);
            Thread.ofPlatform().daemon().start(() -> serve(server));
          }
          return true;
        });
    var counting = host.scheduleAtFixedRate(() -> count(kernel), 1, 1, TimeUnit.SECONDS);
    closing.add(() -> counting.cancel(false));
    closing.add(detection);
    closing.add(() -> on(() -> closed(kernel)));
    NamespaceThread.on(lab.device1()).newThread(this::beHonest).start();
  }

  private static boolean closed(Kernel kernel) {
    kernel.close();
    return true;
  }

  private static NetworkPolicy policy() {
    return new NetworkPolicy(
        List.of(
            new NetworkPolicy.Port(Lab.WAN_PORT, NetworkSide.WAN),
            new NetworkPolicy.Port(Lab.FIELD_PORT, NetworkSide.FIELD),
            new NetworkPolicy.Port(Lab.LAN_PORT, NetworkSide.LAN)),
        List.of(device(11), device(12)),
        true,
        List.of(
            service("mqtt", FIELD_SERVICE, NetworkSide.FIELD),
            service("public", WAN_SERVICE, NetworkSide.WAN)),
        List.of(),
        List.of(
            new NetworkPolicy.Flow(
                "cloud",
                "device-12",
                NetworkSide.WAN,
                Transport.UDP,
                PortRange.of(FLOW_PORT),
                List.of(),
                false)),
        List.of(),
        false,
        NetworkLimits.USUAL,
        List.of(),
        Optional.empty());
  }

  static NetworkPolicy.Device device(int number) {
    return new NetworkPolicy.Device(
        "device-" + number,
        Lab.FIELD_PORT,
        Optional.of(new Mac(Lab.fieldMac(number))),
        List.of(
            InetAddress.ofLiteral(Lab.fieldV4(number)),
            InetAddress.ofLiteral(Lab.fieldV6(number))));
  }

  static NetworkPolicy.Service service(String id, int port, NetworkSide side) {
    return new NetworkPolicy.Service(
        id, Transport.TCP, PortRange.of(port), Set.of(side), List.of(), List.of());
  }

  private boolean done(Callable<Kernel.Outcome> work) {
    try {
      return on(work) instanceof Kernel.Outcome.Done;
    } catch (Exception e) {
      return false;
    }
  }

  private void count(Kernel kernel) {
    try {
      Map<String, Count> all = new LinkedHashMap<>(kernel.counters());
      counted = Map.copyOf(all);
      all.putAll(kernel.ownCounters());
      detection.accept(new CounterReport(System.currentTimeMillis() * 1_000_000, all));
    } catch (RuntimeException e) {
      // A task that throws is never run again; what was wrong must be seen all the same.
      LOG.log(System.Logger.Level.WARNING, "counting failed", e);
    }
  }

  /** Runs on the gateway's host. */
  <T> T on(Callable<T> work) throws Exception {
    return host.submit(work).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void serve(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } catch (IOException e) {
                    // The other side went away.
                  }
                });
      }
    } catch (IOException e) {
      // Closed at the end.
    }
  }

  /** A device that connects, says something twenty times a second, and connects again. */
  private void beHonest() {
    byte[] reading = new byte[64];
    while (!over) {
      try (var socket = new Socket()) {
        long began = System.nanoTime();
        socket.connect(new InetSocketAddress(Lab.GATEWAY_FIELD_V4, FIELD_SERVICE), LIMIT_MS);
        socket.setSoTimeout(LIMIT_MS);
        for (int i = 0; i < 40 && !over; i++) {
          socket.getOutputStream().write(reading);
          if (socket.getInputStream().readNBytes(reading.length).length != reading.length) {
            throw new IOException("cut");
          }
          long took = System.nanoTime() - began;
          slowestNs.accumulateAndGet(took, Math::max);
          served.incrementAndGet();
          TimeUnit.MILLISECONDS.sleep(50);
          began = System.nanoTime();
        }
      } catch (IOException e) {
        unserved.incrementAndGet();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Packets that a rule counted, as of the last second. */
  long counted(String rule) {
    Count count = counted.get(rule);
    return count == null ? 0 : count.packets();
  }

  /** What was told so far. */
  List<Told> told() {
    return told;
  }

  /** Waits for an event of this kind. */
  Told await(EventKind kind, Predicate<SecurityEvent> wanted) throws InterruptedException {
    long end = System.nanoTime() + Await.PATIENCE.toNanos();
    while (true) {
      for (Told one : told) {
        if (one.event.kind() == kind && wanted.test(one.event)) {
          return one;
        }
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(kind + " was not told; told was " + told);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Answers that the honest device got. */
  int served() {
    return served.get();
  }

  /** How often the honest device was cut off or not let in. */
  int unserved() {
    return unserved.get();
  }

  /** The longest that the honest device waited, connecting included. */
  Duration slowest() {
    return Duration.ofNanos(slowestNs.get());
  }

  /** Reports that could not be looked at. */
  long lost() {
    return detection.lost();
  }

  @Override
  public void close() {
    over = true;
    for (AutoCloseable one : closing) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    host.shutdownNow();
  }
}
