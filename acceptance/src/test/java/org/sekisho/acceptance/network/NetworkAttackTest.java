package org.sekisho.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.network.detection.DetectionConfig;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;

/**
 * Attacks with real tools and own packets on the real kernel, while an honest device works. Each is
 * bounded in count and time, and each stays within the laboratory.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class NetworkAttackTest {
  /** Blocks are short, so that their end can be seen. */
  private static final String SETTINGS =
      """
      detection:
        block: {time: 4s}
        memory: {retell: 2s}
      """;

  private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int ARP = 0x0806;

  private static @Nullable Lab lab;
  private static @Nullable Watchtower watchtower;
  private static final List<String> MEASURED = new ArrayList<>();
  private static final List<Process> TOOLS = new ArrayList<>();
  private static int nextAttacker = 60;

  @TempDir static Path folder;

  @BeforeAll
  static void begin() throws Exception {
    Lab.requires("nft", "nmap", "hping3");
    lab = Lab.open();
    watchtower =
        new Watchtower(
            lab, DetectionConfig.from(Document.read("test", SETTINGS).section("detection")));
    // Half a minute of patience, in which everything else happens; from the LAN, where nobody else
    // attacks. So slow that it never comes to 15 ports in 10 s.
    lab.maintainer()
        .start(
            Files.createTempFile(folder, "slow", ".log"),
            "nmap",
            "-sS",
            "-Pn",
            "-n",
            "--max-retries",
            "0",
            "--scan-delay",
            "750ms",
            "--max-scan-delay",
            "750ms",
            "-p",
            "1-34",
            Lab.GATEWAY_LAN_V4);
  }

  @AfterAll
  static void end() {
    endTools();
    try (Lab network = lab;
        Watchtower tower = watchtower) {
      if (network != null && tower != null) {
        System.out.println("detection delays:\n" + String.join("\n", MEASURED));
      }
    }
  }

  @TestFactory
  @Order(1)
  @Verifies({"SEC-STEP-03", "SEC-CONF-13", "SEC-ALERT-01"})
  Stream<DynamicTest> everyKindOfScanIsSeen() {
    return Stream.of(
            List.of("connect", "-sT"),
            List.of("SYN", "-sS"),
            List.of("FIN", "-sF"),
            List.of("null", "-sN"),
            List.of("Xmas", "-sX"),
            List.of("UDP", "-sU"))
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind.getFirst(),
                    () -> {
                      String attacker = newAttacker();
                      long began = System.nanoTime();
                      tool(
                          lab().wan(),
                          "nmap",
                          kind.getLast(),
                          "-Pn",
                          "-n",
                          "--max-retries",
                          "0",
                          "--min-rate",
                          "50",
                          "--host-timeout",
                          "10s",
                          "-p",
                          "1-100",
                          Lab.GATEWAY_WAN_V4);
                      SecurityEvent scan =
                          seen(
                              kind.getFirst() + " scan",
                              began,
                              EventKind.PORT_SCAN,
                              e -> e.source().address().equals(attacker));
                      assertThat(scan.detail()).startsWith(kind.getFirst() + " scan: ");
                      assertThat(scan.detail()).contains("different ports within 10 s");
                      assertThat(scan.destination().address()).isEqualTo(Lab.GATEWAY_WAN_V4);
                      assertThat(scan.rule()).isEqualTo("port-scan (15 ports in 10 s)");
                      assertThat(scan.action()).isEqualTo("blocked 4s");
                      assertThat(scan.protocol())
                          .isEqualTo(kind.getFirst().equals("UDP") ? "udp" : "tcp");
                    }));
  }

  @Test
  @Order(2)
  @Verifies("SEC-STEP-03")
  void aScanOverIpv6IsSeen() throws Exception {
    long began = System.nanoTime();
    tool(
        lab().wan(),
        "nmap",
        "-6",
        "-sS",
        "-Pn",
        "-n",
        "--max-retries",
        "0",
        "--min-rate",
        "50",
        "--host-timeout",
        "10s",
        "-p",
        "1-60",
        Lab.GATEWAY_WAN_V6);
    SecurityEvent scan =
        seen(
            "SYN scan, IPv6",
            began,
            EventKind.PORT_SCAN,
            e -> e.destination().address().startsWith("2001:db8:1:"));
    assertThat(scan.source().address()).isEqualTo("2001:db8:1:0:0:0:0:2");
  }

  @Test
  @Order(4)
  @Verifies({"SEC-STEP-01", "SEC-CONF-13"})
  void aFloodOfOneSourceIsSeenAndBlockedForATimeOnly() throws Exception {
    String attacker = newAttacker();
    long began = System.nanoTime();
    tool(
        lab().wan(),
        "timeout",
        "3",
        "hping3",
        "-q",
        "--udp",
        "-p",
        "9",
        "--flood",
        "-d",
        "40",
        "-a",
        attacker,
        Lab.GATEWAY_WAN_V4);
    SecurityEvent flood =
        seen(
            "UDP flood", began, EventKind.PACKET_FLOOD, e -> e.source().address().equals(attacker));
    assertThat(flood.protocol()).isEqualTo("udp");
    assertThat(flood.action()).isEqualTo("blocked 4s");

    tower().await(EventKind.SOURCE_BLOCKED, e -> e.source().address().equals(attacker));
    Watchtower.Told free =
        tower().await(EventKind.SOURCE_UNBLOCKED, e -> e.source().address().equals(attacker));
    assertThat(Duration.ofNanos(free.atNs() - began)).isGreaterThan(Duration.ofSeconds(4));
    // The address may come in again: the service answers it.
    assertThat(connects()).isTrue();
  }

  @Test
  @Order(5)
  @Verifies({"PROTO-04", "THR-05"})
  void aSynFloodWithForgedSourcesIsOneAttackAndNobodyIsBlockedForIt() throws Exception {
    long began = System.nanoTime();
    tool(
        lab().wan(),
        "timeout",
        "5",
        "hping3",
        "-q",
        "-S",
        "-p",
        String.valueOf(Watchtower.WAN_SERVICE),
        "--rand-source",
        "-i",
        "u250",
        Lab.GATEWAY_WAN_V4);
    SecurityEvent flood =
        seen(
            "SYN flood, forged sources, 4000/s",
            began,
            EventKind.SYN_FLOOD,
            e -> e.source().address().isEmpty());
    assertThat(flood.detail()).contains("half-open connections").contains("SYN cookies");
    assertThat(flood.action()).startsWith("not blocked");
    assertThat(
            tower().told().stream()
                .map(Watchtower.Told::event)
                .filter(e -> e.kind() == EventKind.SOURCE_BLOCKED)
                .map(e -> e.source().address())
                .filter(address -> address.contains(".") && !ofTheLaboratory(address)))
        .as("forged sources that were blocked")
        .isEmpty();
    newAttacker();
    assertThat(connects()).as("others still get in").isTrue();
  }

  @Test
  @Order(6)
  @Verifies("PROTO-04")
  void aSynFloodOfOneSourceIsSeen() throws Exception {
    String attacker = newAttacker();
    long began = System.nanoTime();
    tool(
        lab().wan(),
        "timeout",
        "4",
        "hping3",
        "-q",
        "-S",
        "-p",
        String.valueOf(Watchtower.WAN_SERVICE),
        "-i",
        "u2000",
        "-a",
        attacker,
        Lab.GATEWAY_WAN_V4);
    SecurityEvent flood =
        seen(
            "SYN flood of one source, 500/s",
            began,
            EventKind.SYN_FLOOD,
            e -> e.source().address().equals(attacker));
    assertThat(flood.destination().port()).isIn(0, Watchtower.WAN_SERVICE);
  }

  @Test
  @Order(7)
  @Verifies("SEC-STEP-06")
  void anEchoFloodIsSeenOnBothSides() throws Exception {
    String attacker = newAttacker();
    long began = System.nanoTime();
    tool(
        lab().wan(),
        "timeout",
        "3",
        "hping3",
        "-q",
        "-1",
        "-i",
        "u10000",
        "-a",
        attacker,
        Lab.GATEWAY_WAN_V4);
    seen(
        "echo on the WAN, 100/s",
        began,
        EventKind.ECHO_FLOOD,
        e -> e.source().address().equals(attacker));
    began = System.nanoTime();
    tool(
        lab().device2(),
        "timeout",
        "3",
        "hping3",
        "-q",
        "-1",
        "-i",
        "u10000",
        Lab.GATEWAY_FIELD_V4);
    SecurityEvent inside =
        seen(
            "echo in the field, 100/s",
            began,
            EventKind.ECHO_FLOOD,
            e -> e.source().address().equals(Lab.fieldV4(12)));
    assertThat(inside.device()).isEqualTo("device-12");
    assertThat(inside.rule()).isEqualTo("echo-flood (echo-over-limit)");
  }

  @Test
  @Order(8)
  @Verifies("PROTO-01")
  void teardropIsSeen() throws Exception {
    String attacker = newAttacker();
    // In the classic shape the first fragment is small, and the second lies within it.
    long began =
        fromWan(
            Frames.ip(attacker, Lab.GATEWAY_WAN_V4, 17, 242, 0x2000, Frames.udp(1, 9, 44, 28)),
            Frames.ip(attacker, Lab.GATEWAY_WAN_V4, 17, 242, 3, new byte[4]));
    seen(
        "Teardrop, classic",
        began,
        EventKind.FRAGMENT_ATTACK,
        e -> e.source().address().equals(attacker));

    String other = newAttacker();
    began =
        fromWan(
            Frames.ip(other, Lab.GATEWAY_WAN_V4, 17, 243, 0x2000, Frames.udp(1, 9, 1400, 792)),
            Frames.ip(other, Lab.GATEWAY_WAN_V4, 17, 243, 0x2000 | 50, new byte[800]),
            Frames.ip(other, Lab.GATEWAY_WAN_V4, 17, 243, 150, new byte[200]));
    SecurityEvent overlap =
        seen(
            "Teardrop, large fragments",
            began,
            EventKind.FRAGMENT_ATTACK,
            e -> e.source().address().equals(other));
    assertThat(overlap.detail()).startsWith("fragments overlap: bytes 0 to 800 and 400 to 1200");
  }

  @Test
  @Order(8)
  @Verifies("PROTO-01")
  void teardropOverIpv6IsSeenThoughTheKernelCountsNone() throws Exception {
    String from = Lab.WAN_V6;
    String to = Lab.GATEWAY_WAN_V6;
    long began =
        fromWan(
            Frames.ip6(from, to, 44, Frames.fragment6(6, 0, true, Frames.udp(1, 9, 1400, 792))),
            Frames.ip6(from, to, 44, Frames.fragment6(6, 400, true, new byte[800])),
            Frames.ip6(from, to, 44, Frames.fragment6(6, 1200, false, new byte[200])));
    SecurityEvent overlap =
        seen(
            "Teardrop over IPv6",
            began,
            EventKind.FRAGMENT_ATTACK,
            e -> e.source().address().equals("2001:db8:1:0:0:0:0:2"));
    assertThat(overlap.detail()).startsWith("fragments overlap: bytes 0 to 800 and 400 to 1200");
  }

  @Test
  @Order(9)
  @Verifies({"PROTO-02", "SEC-STEP-04"})
  void pingOfDeathIsSeen() throws Exception {
    String attacker = newAttacker();
    List<byte[]> packets = new ArrayList<>();
    byte[] echo = new byte[1480];
    echo[0] = 8;
    for (int offset = 0; offset < 65_120; offset += 1480) {
      packets.add(
          Frames.ip(attacker, Lab.GATEWAY_WAN_V4, 1, 77, 0x2000 | offset / 8, echo.clone()));
    }
    packets.add(Frames.ip(attacker, Lab.GATEWAY_WAN_V4, 1, 77, 65_120 / 8, new byte[1480]));
    long began = fromWan(packets.toArray(byte[][]::new));
    seen("Ping of death", began, EventKind.OVERSIZE, e -> e.source().address().equals(attacker));
  }

  @Test
  @Order(10)
  @Verifies("PROTO-05")
  @Shows(control = "packet-length-checks")
  void wrongLengthsOfUdpAreSeenAndDropped() throws Exception {
    // Below its header, shorter than its packet by one and by much, longer than it.
    for (int claimed : new int[] {4, 27, 12, 2_000}) {
      String attacker = newAttacker();
      long before = tower().counted("udp-length");
      long began =
          fromWan(Frames.ip(attacker, Lab.GATEWAY_WAN_V4, 17, 1, 0, Frames.udp(5, 9, claimed, 20)));
      SecurityEvent wrong =
          seen(
              "UDP length " + claimed,
              began,
              EventKind.MALFORMED_PACKET,
              e -> e.source().address().equals(attacker));
      assertThat(wrong.detail()).contains("udp-length");
      Await.until("the kernel dropped it", () -> tower().counted("udp-length") > before);
    }
  }

  @Test
  @Order(11)
  @Verifies("SEC-STEP-08")
  void forgedSourcesAreSeen() throws Exception {
    long began =
        fromWan(Frames.ip(Lab.GATEWAY_WAN_V4, Lab.GATEWAY_WAN_V4, 6, 1, 0, Frames.syn(80, 80)));
    SecurityEvent land =
        seen("land", began, EventKind.MALFORMED_PACKET, e -> e.detail().contains("same-ends"));
    assertThat(land.action()).doesNotStartWith("blocked");

    byte[] forged =
        Frames.ip(Lab.fieldV4(11), Lab.GATEWAY_FIELD_V4, 17, 1, 0, Frames.udp(5, 9, 28, 20));
    began = fromField(lab().device2(), Lab.fieldMac(12), forged, forged, forged);
    SecurityEvent spoofed =
        seen(
            "device uses another's address",
            began,
            EventKind.SPOOFED_SOURCE,
            e -> e.source().address().equals(Lab.fieldMac(12)));
    assertThat(spoofed.detail()).contains(Lab.fieldV4(11));
    assertThat(spoofed.device()).isEqualTo("device-12");
  }

  @Test
  @Order(12)
  @Verifies({"THR-06", "FEAT-01"})
  void whoeverPlugsHimselfInIsSeen() throws Exception {
    long began = System.nanoTime();
    lab().addFieldHost("intruder-2", 77);
    SecurityEvent intruder =
        seen(
            "intruder plugged in",
            began,
            EventKind.UNKNOWN_DEVICE,
            e -> e.source().address().equals(Lab.fieldMac(77)));
    assertThat(intruder.detail()).contains(Lab.FIELD_PORT).contains("no device of the model");

    began =
        fromField(
            lab().intruder(),
            Lab.fieldMac(66),
            Frames.dhcpOffer(Lab.fieldV4(66), Lab.fieldMac(11), Lab.fieldV4(99)));
    SecurityEvent dhcp =
        seen(
            "rogue DHCP server",
            began,
            EventKind.ADDRESS_CONFLICT,
            e -> e.rule().startsWith("rogue-dhcp"));
    assertThat(dhcp.source().address()).isEqualTo(Lab.fieldMac(66));
    assertThat(dhcp.detail()).contains(Lab.fieldV4(99));
  }

  @Test
  @Order(13)
  @Verifies("THR-06")
  void whoeverTakesAnAddressIsSeen() throws Exception {
    // The devices know the gateway's hardware address, so that the lie harms nobody here.
    String gateway = lab().gateway().read("/sys/class/net/" + Lab.FIELD_PORT + "/address");
    for (Lab.Host device : List.of(lab().device1(), lab().device2())) {
      device.must(
          "ip",
          "neigh",
          "replace",
          Lab.GATEWAY_FIELD_V4,
          "lladdr",
          gateway,
          "dev",
          "eth0",
          "nud",
          "permanent");
    }
    int thief = 66;
    for (String taken : List.of(Lab.GATEWAY_FIELD_V4, Lab.fieldV4(11))) {
      String mac = Lab.fieldMac(thief);
      long began =
          RawLink.send(
              lab().intruder(),
              List.of(RawLink.frame(BROADCAST, mac, ARP, Frames.arp(2, mac, taken, taken))));
      SecurityEvent conflict =
          seen(
              "ARP spoof of " + taken,
              began,
              EventKind.ADDRESS_CONFLICT,
              e -> e.detail().contains(taken) && e.protocol().equals("arp"));
      assertThat(conflict.source().address()).isEqualTo(mac);
      thief++;
    }
  }

  @Test
  @Order(14)
  @Verifies({"THR-03", "SEC-STEP-08"})
  void aHijackedDeviceIsSeen() throws Exception {
    long began = System.nanoTime();
    tool(
        lab().device2(),
        "nmap",
        "-sS",
        "-Pn",
        "-n",
        "--max-retries",
        "0",
        "--min-rate",
        "50",
        "--host-timeout",
        "5s",
        "-p",
        "22",
        "198.51.100.100-140");
    SecurityEvent egress =
        seen(
            "device talks to strangers",
            began,
            EventKind.EGRESS_VIOLATION,
            e -> e.device().equals("device-12"));
    assertThat(egress.source().address()).isEqualTo(Lab.fieldV4(12));
    SecurityEvent sweep =
        seen(
            "device sweeps hosts",
            began,
            EventKind.HOST_SWEEP,
            e -> e.device().equals("device-12"));
    assertThat(sweep.action()).isEqualTo("not blocked: never blocked");

    began = System.nanoTime();
    tool(
        lab().device2(),
        "timeout",
        "3",
        "hping3",
        "-q",
        "--udp",
        "-k",
        "-s",
        "5000",
        "-p",
        String.valueOf(Watchtower.FLOW_PORT),
        "-i",
        "u1000",
        Lab.WAN_V4);
    seen(
        "device floods, 1000/s",
        began,
        EventKind.EGRESS_VIOLATION,
        e -> e.rule().startsWith("egress-flood"));
  }

  @Test
  @Order(98)
  @Verifies("SEC-STEP-03")
  void aSlowScanIsSeenWhenItReachesItsLimitAndNotAsAFastOne() throws Exception {
    SecurityEvent scan =
        tower()
            .await(EventKind.PORT_SCAN, e -> e.source().address().equals(Lab.MAINTAINER_V4))
            .event();
    assertThat(scan.detail()).startsWith("slow SYN scan: 30 different ports within 1 h");
    assertThat(scan.rule()).isEqualTo("slow-scan (30 ports in 1 h)");
    assertThat(scan.count()).isEqualTo(30);
  }

  @Test
  @Order(99)
  @Verifies({"THR-05", "SEC-STEP-01"})
  void theHonestDeviceWasServedAllTheTimeAndNobodyAccusedIt() {
    MEASURED.add(
        String.format(
            Locale.ROOT,
            "  honest device: %d answers, slowest %d ms, cut off %d times; reports lost %d",
            tower().served(),
            tower().slowest().toMillis(),
            tower().unserved(),
            tower().lost()));
    assertThat(tower().served()).isGreaterThan(200);
    assertThat(tower().unserved()).isZero();
    assertThat(
            tower().told().stream()
                .map(Watchtower.Told::event)
                .filter(
                    e ->
                        e.source().address().equals(Lab.fieldV4(11))
                            || e.source().address().equals(Lab.fieldMac(11))
                            || e.device().equals("device-11")))
        .isEmpty();
  }

  /** Waits until it is told; how soon that must be, {@code benchmarks/run guard} measures. */
  private static SecurityEvent seen(
      String attack, long beganNs, EventKind kind, Predicate<SecurityEvent> wanted)
      throws InterruptedException {
    Watchtower.Told told = tower().await(kind, wanted);
    Duration delay = Duration.ofNanos(told.atNs() - beganNs);
    MEASURED.add(
        String.format(
            Locale.ROOT, "  %-40s %5d ms  %s", attack, delay.toMillis(), told.event().detail()));
    return told.event();
  }

  /** Whether a host of the laboratory has this address; a forged one is almost never like that. */
  private static boolean ofTheLaboratory(String address) {
    return Stream.of(Lab.WAN_V4, Lab.MAINTAINER_V4, Lab.GATEWAY_FIELD_V4)
        .map(host -> host.substring(0, host.lastIndexOf('.') + 1))
        .anyMatch(address::startsWith);
  }

  /** From now on the WAN host speaks as somebody new. */
  private static String newAttacker() {
    // Whoever came before would speak with the new address, too.
    endTools();
    String address = "198.51.100." + nextAttacker++;
    lab().wan().must("ip", "addr", "add", address + "/24", "dev", "eth0");
    lab()
        .wan()
        .must("ip", "route", "replace", Lab.GATEWAY_WAN_V4 + "/32", "dev", "eth0", "src", address);
    return address;
  }

  private static void endTools() {
    for (Process one : TOOLS) {
      one.descendants().forEach(ProcessHandle::destroyForcibly);
      one.destroyForcibly();
      one.onExit().join();
    }
    TOOLS.clear();
  }

  /** The kernel's own time of a block ends a little after the detection's. */
  private static boolean connects() {
    long end = System.nanoTime() + Await.PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Lab.Result result =
          lab()
              .wan()
              .run(
                  Await.PATIENCE,
                  "nmap",
                  "-sT",
                  "-Pn",
                  "-n",
                  "-p",
                  String.valueOf(Watchtower.WAN_SERVICE),
                  Lab.GATEWAY_WAN_V4);
      if (result.output().contains("open")) {
        return true;
      }
    }
    return false;
  }

  private static void tool(Lab.Host host, String... command) throws IOException {
    TOOLS.add(host.start(Files.createTempFile(folder, "tool", ".log"), command));
  }

  private static long fromWan(byte[]... packets) throws Exception {
    String mac = lab().wan().read("/sys/class/net/eth0/address");
    return fromHost(lab().wan(), mac, Lab.WAN_PORT, packets);
  }

  private static long fromField(Lab.Host host, String mac, byte[]... packets) throws Exception {
    return fromHost(host, mac, Lab.FIELD_PORT, packets);
  }

  private static long fromHost(Lab.Host host, String mac, String port, byte[]... packets)
      throws Exception {
    endTools();
    String to = lab().gateway().read("/sys/class/net/" + port + "/address");
    return RawLink.send(
        host,
        Arrays.stream(packets)
            .map(p -> RawLink.frame(to, mac, p[0] >> 4 == 4 ? IPV4 : IPV6, p))
            .toList());
  }

  private static Lab lab() {
    return java.util.Objects.requireNonNull(lab);
  }

  private static Watchtower tower() {
    return java.util.Objects.requireNonNull(watchtower);
  }
}
