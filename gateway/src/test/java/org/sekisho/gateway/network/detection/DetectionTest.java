package org.sekisho.gateway.network.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.channel.PacketReport;
import org.sekisho.guard.detect.DetectionLimits;
import org.sekisho.guard.detect.DetectionRule;
import org.sekisho.guard.detect.HalfOpen;
import org.sekisho.guard.detect.Surroundings;
import org.sekisho.guard.packet.IpAddress;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;

class DetectionTest {
  private static final DetectionConfig USUAL =
      DetectionConfig.from(Document.read("none", "a: 1").section("detection"));

  @TempDir Path tables;

  private final BlockingQueue<SecurityEvent> events = new LinkedBlockingQueue<>();
  private final List<String> blocked = new ArrayList<>();

  @Test
  @Timeout(300)
  @Verifies({"SEC-STEP-03", "SEC-CONF-13"})
  void tellsWhoDidWhatHowOftenSinceWhenByWhichRuleAndWhatWasDone() throws Exception {
    Instant before = Instant.now();
    try (var detection = detection(USUAL, true)) {
      for (int port = 1; port <= 15; port++) {
        detection.accept(syn(port));
      }
      SecurityEvent block = await(EventKind.SOURCE_BLOCKED);
      SecurityEvent scan = await(EventKind.PORT_SCAN);

      assertThat(block.source().address()).isEqualTo("203.0.113.66");
      assertThat(blocked).containsExactly("203.0.113.66 600");
      assertThat(scan.source().address()).isEqualTo("203.0.113.66");
      assertThat(scan.source().port()).isEqualTo(4_000);
      assertThat(scan.destination().address()).isEqualTo("198.51.100.1");
      assertThat(scan.destination().port()).isEqualTo(15);
      assertThat(scan.protocol()).isEqualTo("tcp");
      assertThat(scan.count()).isEqualTo(15);
      assertThat(scan.since()).isBetween(before.minusSeconds(1), Instant.now());
      assertThat(scan.rule()).isEqualTo("port-scan (15 ports in 10 s)");
      assertThat(scan.action()).isEqualTo("blocked 10m");
      assertThat(scan.detail())
          .isEqualTo("SYN scan: 15 different ports within 10 s, last 198.51.100.1 port 15");
    }
  }

  @Test
  @Timeout(300)
  void saysSoWhenTheGuardCouldNotBlock() throws Exception {
    try (var detection = detection(USUAL, false)) {
      for (int port = 1; port <= 15; port++) {
        detection.accept(syn(port));
      }
      assertThat(await(EventKind.PORT_SCAN).action())
          .isEqualTo("not blocked: the guard did not do it");
      assertThat(events).noneMatch(e -> e.kind() == EventKind.SOURCE_BLOCKED);
    }
  }

  @Test
  @Timeout(300)
  void aClockThatIsSetMakesNoAttack() throws Exception {
    var now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    try (var detection =
        new Detection(
            USUAL,
            surroundings(),
            (_, _) -> true,
            events::add,
            now::get,
            System::nanoTime,
            tables)) {
      detection.start();
      for (int port = 1; port <= 14; port++) {
        detection.accept(syn(port));
      }
      now.set(Instant.parse("2020-01-01T00:00:00Z"));
      for (int port = 1; port <= 14; port++) {
        detection.accept(syn(port));
      }
      detection.accept(syn(15));
      assertThat(await(EventKind.PORT_SCAN).count()).isEqualTo(15);
    }
  }

  @Test
  void moreReportsThanCanWaitAreCountedAndLetGo() {
    var detection =
        new Detection(
            USUAL,
            surroundings(),
            (_, _) -> true,
            events::add,
            InstantSource.system(),
            System::nanoTime,
            tables);
    for (int i = 0; i < Detection.MAX_WAITING + 10; i++) {
      detection.accept(syn(1));
    }
    assertThat(detection.lost()).isEqualTo(10);
  }

  @Test
  @Timeout(300)
  @Verifies("PROTO-04")
  void seesHalfOpenConnectionsInTheKernelsOwnTable() throws Exception {
    Files.writeString(
        tables.resolve("tcp"),
        "  sl  local_address rem_address   st tx_queue rx_queue\n"
            + "   0: 0100007F:22B3 00000000:0000 0A 00000000:00000000\n"
            + "   1: 0164A8C0:22B3 427100CB:9C40 03 00000000:00000000\n".repeat(17));
    try (var detection = detection(USUAL, true)) {
      SecurityEvent flood = await(EventKind.SYN_FLOOD);

      assertThat(flood.source().address()).isEqualTo("203.0.113.66");
      assertThat(flood.count()).isEqualTo(17);
      assertThat(flood.rule()).isEqualTo("syn-flood (16 half-open connections of one source)");
      assertThat(detection.lost()).isZero();
    }
  }

  @Test
  void readsTheTablesOfTheKernel() throws Exception {
    Files.writeString(
        tables.resolve("dev"),
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets
            lo:  1234      11    0    0    0     0          0         0     1234      11
          wan0: 99999    7777    0    0    0     0          0         0        0       0
        """);
    Files.writeString(
        tables.resolve("tcp6"),
        "  sl  local_address rem_address st\n"
            + "   0: 00000000000000000000000001000000:22B3"
            + " B80D0120000000000000000066000000:9C40 03 0\n"
            + "   1: 0000000000000000FFFF00000164A8C0:22B3"
            + " 0000000000000000FFFF0000427100CB:9C40 03 0\n"
            + "   2: broken\n");
    Files.writeString(
        tables.resolve("netstat"),
        "TcpExt: SyncookiesSent SyncookiesRecv\nTcpExt: 42 7\nIpExt: InNoRoutes\nIpExt: 3\n");
    var read = new KernelTables(tables);

    assertThat(read.received()).isEqualTo(Map.of("lo", 11L, "wan0", 7777L));
    assertThat(read.halfOpen())
        .isEqualTo(
            new HalfOpen(
                2,
                Map.of(
                    IpAddress.parse("2001:db8::66").orElseThrow(),
                    1,
                    IpAddress.parse("203.0.113.66").orElseThrow(),
                    1),
                42));
  }

  @Test
  void findsTheRoutersThatMustNotBeBlocked() throws Exception {
    Files.writeString(
        tables.resolve("route"),
        """
        Iface   Destination     Gateway         Flags   RefCnt  Use
        wan0    00000000        026433C6        0003    0       0
        wan0    006433C6        00000000        0001    0       0
        """);
    Files.writeString(
        tables.resolve("ipv6_route"),
        "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
            + " 20010db8000100000000000000000002 00000400 00000001 00000000 00000003     wan0\n");

    assertThat(new KernelTables(tables).routers())
        .containsExactlyInAnyOrder(
            IpAddress.parse("198.51.100.2").orElseThrow(),
            IpAddress.parse("2001:db8:1::2").orElseThrow());
  }

  @Test
  void readsThisMachinesOwnTables() {
    assertThat(new KernelTables(KernelTables.OWN).received()).containsKey("lo");
    assertThat(new KernelTables(KernelTables.OWN).halfOpen().cookies()).isGreaterThanOrEqualTo(-1);
  }

  @Test
  void settingsHaveTheDefaultsOfTheRequirementsAndAreAllReadAndBounded() {
    assertThat(USUAL.limits()).isEqualTo(DetectionLimits.USUAL);

    Fields root =
        Document.read(
            "gateway.yaml",
            """
            detection:
              flood: {per-source-1s: 1, per-source-10s: 2, capacity: 3, capacity-percent: 4,
                capacity-seconds: 5, per-target-10s: 6, refused-per-target-60s: 7, sources: 8,
                half-open: 9, half-open-per-source: 10}
              scan: {fast-ports: 11, fast-window: 12s, slow-ports: 13, slow-window: 14s,
                sweep-hosts: 15, sweep-window: 16s}
              fragments: {datagrams: 17, each: 18, patience: 19s, unfinished: 20}
              attempts: {spoofed: 21, egress: 22, syn: 23, echo: 24, address-hold: 25s}
              block: {time: 26s, per-minute: 27, devices: true, never: [192.0.2.0/24, "2001:db8::1"]}
              memory: {sources: 28, suspects: 29, incidents: 30, apart: 31, retell: 32s, quiet: 33s}
            """);
    DetectionConfig read = DetectionConfig.from(root.section("detection"));
    root.finish();
    assertThat(read.limits().toString().replaceAll("[^0-9]+", " ").strip())
        .isEqualTo(
            "1 1 10 2 3 4 5 10 6 60 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28"
                + " 29 30 31 32 33");
    assertThat(read.neverBlock()).hasSize(2);

    for (String wrong :
        List.of("scan: {fast-ports: 1}", "block: {never: [gateway]}", "flood: {per-second: 9}")) {
      Fields bad = Document.read("gateway.yaml", "detection:\n  " + wrong);
      DetectionConfig.from(bad.section("detection"));
      org.assertj.core.api.Assertions.assertThatThrownBy(bad::finish)
          .isInstanceOf(DocumentException.class);
    }
  }

  @Test
  void everyDetectionHasAKindOfEvent() {
    for (DetectionRule rule : DetectionRule.values()) {
      assertThat(Detection.kind(rule)).isNotNull();
    }
  }

  private Detection detection(DetectionConfig config, boolean blocks) {
    var detection =
        new Detection(
            config,
            surroundings(),
            (address, seconds) -> {
              blocked.add(address.getHostAddress() + " " + seconds);
              return blocks;
            },
            events::add,
            InstantSource.system(),
            System::nanoTime,
            tables);
    detection.start();
    return detection;
  }

  private static Surroundings surroundings() {
    return new Surroundings(
        new NetworkPolicy(
            List.of(new NetworkPolicy.Port("wan0", NetworkSide.WAN)),
            List.of(),
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            NetworkLimits.USUAL,
            List.of(),
            java.util.Optional.empty()),
        Set.of(InetAddress.ofLiteral("198.51.100.1")),
        List.of());
  }

  private SecurityEvent await(EventKind kind) throws InterruptedException {
    while (true) {
      SecurityEvent event = events.poll(120, TimeUnit.SECONDS);
      assertThat(event).as("an event " + kind).isNotNull();
      if (event.kind() == kind) {
        return event;
      }
    }
  }

  private static PacketReport syn(int port) {
    byte[] packet = new byte[40];
    ByteBuffer.wrap(packet)
        .put(0, (byte) 0x45)
        .putShort(2, (short) 40)
        .put(9, (byte) 6)
        .put(12, InetAddress.ofLiteral("203.0.113.66").getAddress())
        .put(16, InetAddress.ofLiteral("198.51.100.1").getAddress())
        .putShort(20, (short) 4_000)
        .putShort(22, (short) port)
        .put(32, (byte) 0x50)
        .put(33, (byte) 2);
    return new PacketReport(
        "wan-in-denied",
        Disposition.DROP,
        System.currentTimeMillis() * 1_000_000,
        "wan0",
        "",
        "",
        packet);
  }
}
