package org.sekisho.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.network.detection.DetectionConfig;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.PortRange;
import org.sekisho.guard.policy.Transport;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;

/**
 * The gateway between weak devices and everybody else: what it takes off them, and what it takes
 * off others when they are hijacked. Real rules, real reports, real detection.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ShieldTest {
  private static final int LIMIT_MS = 60_000;
  private static final int SENSORS = 100;
  private static final int FIRST_SENSOR = 100;
  private static final int IPV4 = 0x0800;
  private static final int VICTIM_PORT = 9_000;
  private static final int FORWARDED_PORT = 9_443;
  private static final long SECOND_NS = 1_000_000_000L;

  @TempDir static Path folder;
  private Lab lab;
  private Watchtower tower;

  @BeforeAll
  void build() throws Exception {
    Lab.requires("nft", "hping3", "bash");
    lab = Lab.open();
    tower =
        new Watchtower(
            lab, DetectionConfig.from(Document.read("test", "{}").section("detection")), policy());
  }

  @AfterAll
  void end() {
    try (Lab network = lab;
        Watchtower watchtower = tower) {
      assertThat(network).isNotNull();
      assertThat(watchtower).isNotNull();
    }
  }

  /** Two devices, and a hundred sensors that may send datagrams to a server on the WAN. */
  private static NetworkPolicy policy() {
    List<NetworkPolicy.Device> devices =
        new ArrayList<>(List.of(Watchtower.device(11), Watchtower.device(12)));
    List<NetworkPolicy.Flow> flows = new ArrayList<>();
    for (int i = 0; i < SENSORS; i++) {
      String id = "sensor-" + i;
      devices.add(
          new NetworkPolicy.Device(
              id, Lab.FIELD_PORT, Optional.empty(), List.of(InetAddress.ofLiteral(sensor(i)))));
      flows.add(
          new NetworkPolicy.Flow(
              "flow-" + i,
              id,
              NetworkSide.WAN,
              Transport.UDP,
              PortRange.of(VICTIM_PORT),
              List.of(),
              false));
    }
    return new NetworkPolicy(
        List.of(
            new NetworkPolicy.Port(Lab.WAN_PORT, NetworkSide.WAN),
            new NetworkPolicy.Port(Lab.FIELD_PORT, NetworkSide.FIELD),
            new NetworkPolicy.Port(Lab.LAN_PORT, NetworkSide.LAN)),
        devices,
        true,
        List.of(Watchtower.service("mqtt", Watchtower.FIELD_SERVICE, NetworkSide.FIELD)),
        List.of(
            new NetworkPolicy.Outgoing(
                "victim", Transport.TCP, PortRange.of(VICTIM_PORT), List.of())),
        flows,
        List.of(
            new NetworkPolicy.Forward(
                "camera-view",
                Transport.UDP,
                FORWARDED_PORT,
                InetAddress.ofLiteral(Lab.fieldV4(12)),
                FORWARDED_PORT,
                List.of())),
        false,
        NetworkLimits.USUAL,
        List.of(),
        Optional.empty());
  }

  private static String sensor(int number) {
    return Lab.fieldV4(FIRST_SENSOR + number);
  }

  /** Each sensor sends one datagram, so many times in a second, for so long. */
  private void sensorsSend(int port, int perSecond, Duration time) throws Exception {
    String gateway = lab.gateway().read("/sys/class/net/" + Lab.FIELD_PORT + "/address");
    List<byte[]> round = new ArrayList<>();
    for (int i = 0; i < SENSORS; i++) {
      round.add(
          RawLink.frame(
              gateway,
              Lab.fieldMac(66),
              IPV4,
              Frames.ip(sensor(i), Lab.WAN_V4, 17, 0, 0, Frames.udp(5_000, port, 28, 20))));
    }
    long began = System.nanoTime();
    long gap = SECOND_NS / perSecond;
    for (long due = began; due - began < time.toNanos(); due += gap) {
      RawLink.send(lab.intruder(), round);
      LockSupport.parkNanos(due + gap - System.nanoTime());
    }
  }

  private static long received(Lab.Host host) {
    return Long.parseLong(host.read("/sys/class/net/eth0/statistics/rx_packets").strip());
  }

  /** Somebody honest who uses a server on the WAN all the time. */
  private final class Honest implements AutoCloseable {
    final AtomicInteger served = new AtomicInteger();
    final AtomicInteger unserved = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread serving;
    private final Thread using;

    Honest() {
      serving = NamespaceThread.on(lab.wan()).newThread(this::serve);
      using = NamespaceThread.on(lab.gateway()).newThread(this::use);
      serving.start();
      using.start();
    }

    private void serve() {
      try (var server = new ServerSocket(VICTIM_PORT, 64)) {
        while (!over.get()) {
          try (Socket peer = server.accept()) {
            peer.getOutputStream().write(7);
          }
        }
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private void use() {
      while (!over.get()) {
        try (var socket = new Socket()) {
          socket.connect(new InetSocketAddress(Lab.WAN_V4, VICTIM_PORT), LIMIT_MS);
          socket.setSoTimeout(LIMIT_MS);
          if (socket.getInputStream().read() == 7) {
            served.incrementAndGet();
          }
        } catch (java.io.IOException e) {
          unserved.incrementAndGet();
        }
        LockSupport.parkNanos(SECOND_NS / 10);
      }
    }

    @Override
    public void close() {
      over.set(true);
      join(using);
      // The server waits for one more.
      var last =
          NamespaceThread.on(lab.wan())
              .newThread(
                  () -> {
                    try (var socket = new Socket(Lab.WAN_V4, VICTIM_PORT)) {
                      assertThat(socket.isConnected()).isTrue();
                    } catch (java.io.IOException e) {
                      // It is gone already.
                    }
                  });
      last.start();
      join(serving);
    }

    private static void join(Thread thread) {
      try {
        thread.join(LIMIT_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  @Order(1)
  @Verifies({"THR-03", "SEC-STEP-08", "FEAT-02"})
  @Shows(control = "egress-limits")
  void aHundredSlowHijackedSensorsAreSeenTogetherAndTheirVictimIsServed() throws Exception {
    try (var honest = new Honest()) {
      Await.until("the victim serves", () -> honest.served.get() > 2);
      // Just under the limit of all together: everything arrives, and nobody is accused.
      long over = tower.counted("egress-over-total");
      sensorsSend(VICTIM_PORT, 6, Duration.ofSeconds(2));
      assertThat(jointFloods()).isZero();
      // Each sends twenty in a second, a tenth of what a device may.
      long before = received(lab.wan());
      long began = System.nanoTime();
      sensorsSend(VICTIM_PORT, 20, Duration.ofSeconds(4));
      double seconds = (System.nanoTime() - began) / (double) SECOND_NS;
      Await.until("they are seen", () -> jointFloods() > 0);
      assertThat(received(lab.wan()) - before)
          .as("what reaches the victim stays at the limit of all devices, and the honest one")
          .isLessThan((long) (1_000 * (seconds + 1)) + 400);
      Await.until("refused", () -> tower.counted("egress-over-total") > over);
      int served = honest.served.get();
      Await.until("the victim still serves", () -> honest.served.get() > served + 5);
      assertThat(honest.unserved.get()).isZero();
    }
    assertThat(tower.counted("egress-over-limit")).as("none was over its own limit").isZero();
    assertThat(count(EventKind.SOURCE_BLOCKED))
        .as("forged or innocent: nobody is blocked")
        .isZero();
    assertThat(tower.unserved()).as("the honest device").isZero();
  }

  private long jointFloods() {
    return tower.told().stream()
        .filter(t -> t.event().kind() == EventKind.PACKET_FLOOD)
        .filter(t -> t.event().rule().startsWith("joint-flood"))
        .count();
  }

  private long count(EventKind kind) {
    return tower.told().stream().filter(t -> t.event().kind() == kind).count();
  }

  @Test
  @Order(2)
  @Verifies({"THR-05", "FEAT-02", "SEC-STEP-01"})
  @Shows(control = "rate-limits", tool = "hping3")
  void aFloodFromTheWanReachesADeviceOnlyAsFarAsItCanBear() throws Exception {
    // Under the limit: all of it arrives.
    long before = received(lab.device2());
    lab.wan().run(Await.PATIENCE, flood("u20000", 100));
    assertThat(received(lab.device2()) - before).isGreaterThan(50);
    assertThat(tower.counted("ingress-over-limit")).isZero();
    // Far over it, from addresses that are made up anew for each packet.
    int served = tower.served();
    before = received(lab.device2());
    long began = System.nanoTime();
    lab.wan().run(Await.PATIENCE, flood("u300", 13_000));
    double seconds = (System.nanoTime() - began) / (double) SECOND_NS;
    long arrived = received(lab.device2()) - before;
    Await.until("refused", () -> tower.counted("ingress-over-limit") > 100);
    assertThat(arrived)
        .as("200 in each second, 200 at once, and what neighbours say")
        .isLessThan((long) (200 * (seconds + 1)) + 100);
    // The attack before may still be told: this one is told with the same attack, or as its own.
    Await.until(
        "it is seen",
        () ->
            tower.told().stream()
                .map(Watchtower.Told::event)
                .anyMatch(
                    e ->
                        e.rule().startsWith("joint-flood")
                            && e.destination().address().equals(Lab.fieldV4(12))));
    assertThat(tower.served() - served).as("readings meanwhile").isGreaterThan(20);
    assertThat(tower.unserved()).isZero();
  }

  /** Words of so many datagrams at the forwarded port, each from an address made up for it. */
  private static String[] flood(String interval, int packets) {
    return new String[] {
      "hping3",
      "-q",
      "--udp",
      "-p",
      Integer.toString(FORWARDED_PORT),
      "--rand-source",
      "-i",
      interval,
      "-c",
      Integer.toString(packets),
      Lab.GATEWAY_WAN_V4
    };
  }
}
