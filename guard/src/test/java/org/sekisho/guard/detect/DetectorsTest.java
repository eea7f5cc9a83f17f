package org.sekisho.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.guard.detect.Scene.ATTACKER;
import static org.sekisho.guard.detect.Scene.FIELD_GATEWAY;
import static org.sekisho.guard.detect.Scene.GATEWAY;
import static org.sekisho.guard.detect.Scene.GATEWAY_6;
import static org.sekisho.guard.detect.Scene.HEAD_END;
import static org.sekisho.guard.detect.Scene.LAMP;
import static org.sekisho.guard.detect.Scene.LAMP_MAC;
import static org.sekisho.guard.detect.Scene.OTHER_MAC;
import static org.sekisho.guard.detect.Scene.SENSOR;
import static org.sekisho.guard.detect.Scene.SENSOR_MAC;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.packet.IpAddress;
import org.sekisho.guard.packet.PacketBytes;
import org.sekisho.guard.packet.TcpFlags;
import org.sekisho.model.Verifies;

class DetectorsTest {
  private static final int SYN = TcpFlags.SYN;

  /** What is just allowed, and what is just not. */
  private record Sample(
      DetectionRule rule, String name, Consumer<Scene> silent, Consumer<Scene> seen) {}

  private static List<Sample> samples() {
    List<Sample> all = new ArrayList<>();
    for (String[] ends :
        List.of(new String[] {ATTACKER, GATEWAY}, new String[] {"2001:db8:6::66", GATEWAY_6})) {
      String from = ends[0];
      String to = ends[1];
      all.add(
          new Sample(
              DetectionRule.PACKET_FLOOD,
              "1000 in 1 s from " + from,
              s -> repeat(s, 1_000, 0, i -> s.wan(GuardRule.WAN_IN_DENIED, udp(from, to, 9))),
              s -> repeat(s, 1_001, 0, i -> s.wan(GuardRule.WAN_IN_DENIED, udp(from, to, 9)))));
      all.add(
          new Sample(
              DetectionRule.PORT_SCAN,
              "15 ports in 10 s from " + from,
              s -> repeat(s, 14, 700, i -> s.wan(GuardRule.WAN_IN_DENIED, syn(from, to, i))),
              s -> repeat(s, 15, 700, i -> s.wan(GuardRule.WAN_IN_DENIED, syn(from, to, i)))));
    }
    all.add(
        new Sample(
            DetectionRule.PORT_SCAN,
            "15 ports in more than 10 s",
            s -> repeat(s, 29, 720, i -> s.wan(GuardRule.WAN_IN_DENIED, syn(ATTACKER, GATEWAY, i))),
            s ->
                repeat(
                    s, 29, 710, i -> s.wan(GuardRule.WAN_IN_DENIED, syn(ATTACKER, GATEWAY, i)))));
    all.add(
        new Sample(
            DetectionRule.PACKET_FLOOD,
            "5000 in 10 s",
            s ->
                repeat(s, 5_000, 1, i -> s.wan(GuardRule.WAN_IN_DENIED, udp(ATTACKER, GATEWAY, 9))),
            s ->
                repeat(
                    s, 5_001, 1, i -> s.wan(GuardRule.WAN_IN_DENIED, udp(ATTACKER, GATEWAY, 9)))));
    all.add(
        new Sample(
            DetectionRule.PACKET_FLOOD,
            "counted and not reported",
            s ->
                repeat(s, 200, 0, i -> s.wan(GuardRule.WAN_IN_DENIED, udp(ATTACKER, GATEWAY, 9)))
                    .unreported(GuardRule.WAN_IN_DENIED, 800)
                    .readCounters(),
            s ->
                repeat(s, 200, 0, i -> s.wan(GuardRule.WAN_IN_DENIED, udp(ATTACKER, GATEWAY, 9)))
                    .unreported(GuardRule.WAN_IN_DENIED, 801)
                    .readCounters()));
    all.add(
        new Sample(
            DetectionRule.SLOW_SCAN,
            "30 ports in 1 h",
            s ->
                repeat(
                    s, 29, 120_000, i -> s.wan(GuardRule.WAN_IN_DENIED, syn(ATTACKER, GATEWAY, i))),
            s ->
                repeat(
                    s,
                    30,
                    120_000,
                    i -> s.wan(GuardRule.WAN_IN_DENIED, syn(ATTACKER, GATEWAY, i)))));
    all.add(
        new Sample(
            DetectionRule.HOST_SWEEP,
            "20 hosts in 60 s",
            s ->
                repeat(
                    s,
                    19,
                    3_000,
                    i ->
                        s.field(
                            GuardRule.EGRESS_NOT_ALLOWED,
                            OTHER_MAC,
                            syn(ATTACKER, "10.0.0." + i, 22))),
            s ->
                repeat(
                    s,
                    20,
                    3_000,
                    i ->
                        s.field(
                            GuardRule.EGRESS_NOT_ALLOWED,
                            OTHER_MAC,
                            syn(ATTACKER, "10.0.0." + i, 22)))));
    all.add(
        new Sample(
            DetectionRule.SYN_FLOOD,
            "20 above the kernel's limit in 10 s",
            s ->
                repeat(
                    s, 19, 100, i -> s.wan(GuardRule.SYN_OVER_LIMIT, syn(ATTACKER, GATEWAY, 22))),
            s ->
                repeat(
                    s, 20, 100, i -> s.wan(GuardRule.SYN_OVER_LIMIT, syn(ATTACKER, GATEWAY, 22)))));
    all.add(
        new Sample(
            DetectionRule.SYN_FLOOD,
            "16 half open of one source",
            s -> s.halfOpen(halfOpen(16, 1)),
            s -> s.halfOpen(halfOpen(17, 1))));
    all.add(
        new Sample(
            DetectionRule.SYN_FLOOD,
            "128 half open in all",
            s -> s.halfOpen(halfOpen(1, 128)),
            s -> s.halfOpen(halfOpen(1, 129))));
    all.add(
        new Sample(
            DetectionRule.SYN_FLOOD,
            "cookies",
            s ->
                s.halfOpen(new HalfOpen(0, Map.of(), 1_000))
                    .halfOpen(new HalfOpen(0, Map.of(), 1_128)),
            s ->
                s.halfOpen(new HalfOpen(0, Map.of(), 1_000))
                    .halfOpen(new HalfOpen(0, Map.of(), 1_129))));
    all.add(
        new Sample(
            DetectionRule.INTERFACE_FLOOD,
            "80 % of the capacity for 3 s",
            s -> totals(s, 16_000, 16_001, 16_001, 16_000, 16_001),
            s -> totals(s, 16_001, 16_001, 16_001)));
    all.add(
        new Sample(
            DetectionRule.JOINT_FLOOD,
            "100 slow sources, each far below its limit",
            s -> joint(s, 100, 6),
            s -> joint(s, 100, 7)));
    all.add(
        new Sample(
            DetectionRule.JOINT_FLOOD, "20 sources", s -> joint(s, 19, 50), s -> joint(s, 20, 50)));
    all.add(
        new Sample(
            DetectionRule.ECHO_FLOOD,
            "silent on the WAN: 60 in 10 s",
            s -> repeat(s, 59, 100, i -> s.wan(GuardRule.ECHO_SILENCED, echo())),
            s -> repeat(s, 60, 100, i -> s.wan(GuardRule.ECHO_SILENCED, echo()))));
    all.add(
        new Sample(
            DetectionRule.ECHO_FLOOD,
            "above the kernel's limit",
            s -> s.wan(GuardRule.ECHO_SILENCED, echo()),
            s -> s.field(GuardRule.ECHO_OVER_LIMIT, LAMP_MAC, echo())));
    all.add(
        new Sample(
            DetectionRule.FRAGMENT_ATTACK,
            "Teardrop: fragments that overlap",
            s -> fragments(s, 0, 1480, 1480, 520),
            s -> fragments(s, 0, 40, 24, 4)));
    all.add(
        new Sample(
            DetectionRule.FRAGMENT_ATTACK,
            "16 fragments of a datagram",
            s -> pieces(s, 16),
            s -> pieces(s, 17)));
    all.add(
        new Sample(
            DetectionRule.FRAGMENT_ATTACK,
            "64 datagrams waiting",
            s -> waiting(s, 64),
            s -> waiting(s, 65)));
    all.add(
        new Sample(
            DetectionRule.FRAGMENT_ATTACK,
            "16 datagrams that never become whole",
            s -> waiting(s, 15).pass(31_000),
            s -> waiting(s, 16).pass(31_000)));
    all.add(
        new Sample(
            DetectionRule.OVERSIZE,
            "reassembled beyond 65535 octets",
            s -> seen(s, PacketBytes.fragment(ATTACKER, GATEWAY, 1, 7, 65_512, false, 3)),
            s -> seen(s, PacketBytes.fragment(ATTACKER, GATEWAY, 1, 7, 65_512, false, 4))));
    all.add(
        new Sample(
            DetectionRule.MALFORMED,
            "UDP length",
            s -> seen(s, udpOf(30, 22)),
            s -> seen(s, udpOf(31, 22))));
    all.add(
        new Sample(
            DetectionRule.MALFORMED,
            "land",
            s -> seen(s, syn(ATTACKER, GATEWAY, 80)),
            s -> seen(s, syn(GATEWAY, GATEWAY, 80))));
    all.add(
        new Sample(
            DetectionRule.SPOOFED_SOURCE,
            "3 in 60 s",
            s ->
                repeat(
                    s,
                    2,
                    10,
                    i ->
                        s.field(
                            GuardRule.SPOOFED_SOURCE, LAMP_MAC, udp("10.9.9." + i, GATEWAY, 1))),
            s ->
                repeat(
                    s,
                    3,
                    10,
                    i ->
                        s.field(
                            GuardRule.SPOOFED_SOURCE, LAMP_MAC, udp("10.9.9." + i, GATEWAY, 1)))));
    all.add(
        new Sample(
            DetectionRule.EGRESS_VIOLATION,
            "3 in 60 s",
            s ->
                repeat(
                    s,
                    2,
                    10,
                    i ->
                        s.field(GuardRule.EGRESS_NOT_ALLOWED, LAMP_MAC, syn(LAMP, ATTACKER, 6667))),
            s ->
                repeat(
                    s,
                    3,
                    10,
                    i ->
                        s.field(
                            GuardRule.EGRESS_NOT_ALLOWED, LAMP_MAC, syn(LAMP, ATTACKER, 6667)))));
    all.add(
        new Sample(
            DetectionRule.EGRESS_VIOLATION,
            "not for groups",
            s ->
                repeat(
                    s,
                    50,
                    10,
                    i ->
                        s.field(
                            GuardRule.EGRESS_NOT_ALLOWED,
                            LAMP_MAC,
                            udp(LAMP, "224.0.0.251", 5353))),
            s ->
                repeat(
                    s,
                    50,
                    10,
                    i ->
                        s.field(
                            GuardRule.EGRESS_NOT_ALLOWED, LAMP_MAC, udp(LAMP, "9.9.9.9", 53)))));
    all.add(
        new Sample(
            DetectionRule.NAME_BYPASS,
            "the first",
            s -> s.field(GuardRule.FLOW_OPENED, LAMP_MAC, udp(LAMP, HEAD_END, 443)),
            s -> s.field(GuardRule.NAME_BYPASS, LAMP_MAC, udp(LAMP, "9.9.9.9", 53))));
    all.add(
        new Sample(
            DetectionRule.EGRESS_FLOOD,
            "above the kernel's limit",
            s -> s.field(GuardRule.FLOW_OPENED, LAMP_MAC, syn(LAMP, HEAD_END, 443)),
            s -> s.field(GuardRule.EGRESS_OVER_LIMIT, LAMP_MAC, syn(LAMP, HEAD_END, 443))));
    all.add(
        new Sample(
            DetectionRule.GATEWAY_EGRESS,
            "3 in 60 s",
            s ->
                repeat(s, 2, 10, i -> s.wan(GuardRule.OUTPUT_DENIED, syn(GATEWAY, ATTACKER, 6667))),
            s ->
                repeat(
                    s, 3, 10, i -> s.wan(GuardRule.OUTPUT_DENIED, syn(GATEWAY, ATTACKER, 6667)))));
    all.add(
        new Sample(
            DetectionRule.UNKNOWN_DEVICE,
            "neighbour of the field",
            s -> s.neighbour("field0", LAMP, LAMP_MAC).neighbour("wan0", ATTACKER, OTHER_MAC),
            s -> s.neighbour("field0", "192.0.2.99", OTHER_MAC)));
    all.add(
        new Sample(
            DetectionRule.UNKNOWN_DEVICE,
            "packet",
            s -> s.field(GuardRule.SERVICE_OPENED, LAMP_MAC, syn(LAMP, FIELD_GATEWAY, 8883)),
            s ->
                s.field(
                    GuardRule.UNKNOWN_DEVICE, OTHER_MAC, syn("192.0.2.99", FIELD_GATEWAY, 8883))));
    all.add(
        new Sample(
            DetectionRule.ADDRESS_CONFLICT,
            "device's address with another hardware address",
            s -> s.neighbour("field0", LAMP, LAMP_MAC),
            s -> s.neighbour("field0", LAMP, SENSOR_MAC)));
    all.add(
        new Sample(
            DetectionRule.ADDRESS_CONFLICT,
            "address moves within 10 min",
            s ->
                s.neighbour("wan0", "198.51.100.254", OTHER_MAC)
                    .pass(600_000)
                    .neighbour("wan0", "198.51.100.254", SENSOR_MAC),
            s ->
                s.neighbour("wan0", "198.51.100.254", OTHER_MAC)
                    .pass(599_000)
                    .neighbour("wan0", "198.51.100.254", SENSOR_MAC)));
    all.add(
        new Sample(
            DetectionRule.ADDRESS_CONFLICT,
            "claim of the gateway's address",
            s -> s.neighbour("field0", SENSOR, SENSOR_MAC),
            s ->
                s.field(
                    GuardRule.ARP_SPOOFED,
                    OTHER_MAC,
                    PacketBytes.arp(2, OTHER_MAC, FIELD_GATEWAY, SENSOR))));
    all.add(
        new Sample(
            DetectionRule.ADDRESS_CONFLICT,
            "gateway's own address claimed before everybody",
            s -> arpSeen(s, SENSOR_MAC, SENSOR),
            s -> arpSeen(s, LAMP_MAC, FIELD_GATEWAY)));
    all.add(
        new Sample(
            DetectionRule.UNKNOWN_DEVICE,
            "question for an address",
            s -> arpSeen(s, LAMP_MAC, LAMP),
            s -> arpSeen(s, OTHER_MAC, "192.0.2.99")));
    all.add(
        new Sample(
            DetectionRule.ROGUE_DHCP,
            "answer of a server",
            s -> s.field(GuardRule.FIELD_IN_DENIED, LAMP_MAC, udp(LAMP, "255.255.255.255", 67)),
            s ->
                s.field(
                    GuardRule.ROGUE_DHCP,
                    OTHER_MAC,
                    PacketBytes.dhcpOffer(
                        "192.0.2.66", "255.255.255.255", LAMP_MAC, "192.0.2.77"))));
    all.add(
        new Sample(
            DetectionRule.ROGUE_ROUTER,
            "advertisement",
            s -> s.field(GuardRule.FIELD_IN_DENIED, LAMP_MAC, echo()),
            s ->
                s.field(
                    GuardRule.ROGUE_ROUTER,
                    OTHER_MAC,
                    PacketBytes.ip(
                        "fe80::66", "ff02::1", 58, 0, 0, new byte[] {(byte) 134, 0, 0, 0}))));
    all.add(
        new Sample(
            DetectionRule.CONNECTION_FLOOD,
            "above the kernel's limit",
            s -> s.wan(GuardRule.SERVICE_OPENED, syn(ATTACKER, GATEWAY, 8883)),
            s -> s.wan(GuardRule.CONNECTIONS_OVER_LIMIT, syn(ATTACKER, GATEWAY, 8883))));
    all.add(
        new Sample(
            DetectionRule.VIRTUAL_PATCH,
            "hit",
            s -> s.wan(GuardRule.FLOW_OPENED, syn(ATTACKER, LAMP, 80)),
            s ->
                s.report(
                    "patch-cve-2026-1",
                    Disposition.DROP,
                    "wan0",
                    OTHER_MAC,
                    syn(ATTACKER, LAMP, 80))));
    return all;
  }

  @TestFactory
  @Verifies({
    "SEC-CONF-13",
    "SEC-STEP-01",
    "SEC-STEP-03",
    "SEC-STEP-04",
    "SEC-STEP-06",
    "SEC-STEP-08",
    "PROTO-01",
    "PROTO-02",
    "PROTO-04",
    "PROTO-05",
    "THR-03",
    "THR-05",
    "THR-06"
  })
  Stream<DynamicTest> isSilentJustUnderAndSeesJustOver() {
    return samples().stream()
        .flatMap(
            sample ->
                Stream.of(
                    DynamicTest.dynamicTest(
                        sample.rule.id() + ", " + sample.name + ": silent",
                        () -> {
                          var scene = new Scene();
                          sample.silent.accept(scene);
                          assertThat(scene.attacks(sample.rule)).isEmpty();
                        }),
                    DynamicTest.dynamicTest(
                        sample.rule.id() + ", " + sample.name + ": seen",
                        () -> {
                          var scene = new Scene();
                          sample.seen.accept(scene);
                          assertThat(scene.rules()).contains(sample.rule);
                          assertThat(scene.attacks(sample.rule).getFirst().first()).isTrue();
                        })));
  }

  @Test
  void everyRuleHasASample() {
    var sampled = EnumSet.noneOf(DetectionRule.class);
    samples().forEach(s -> sampled.add(s.rule));

    assertThat(sampled).containsExactlyInAnyOrder(DetectionRule.values());
  }

  @TestFactory
  @Verifies("SEC-STEP-03")
  Stream<DynamicTest> tellsTheKindOfAScan() {
    Map<String, byte[]> kinds = new HashMap<>();
    kinds.put("connect", withHeader(40));
    kinds.put("SYN", withHeader(24));
    kinds.put("FIN", PacketBytes.tcp(ATTACKER, 5, GATEWAY, 1, TcpFlags.FIN));
    kinds.put("null", PacketBytes.tcp(ATTACKER, 5, GATEWAY, 1, 0));
    kinds.put(
        "Xmas",
        PacketBytes.tcp(ATTACKER, 5, GATEWAY, 1, TcpFlags.FIN | TcpFlags.PSH | TcpFlags.URG));
    kinds.put("UDP", udp(ATTACKER, GATEWAY, 1));
    return kinds.entrySet().stream()
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind.getKey(),
                    () -> {
                      var scene = new Scene();
                      for (int port = 1; port <= 15; port++) {
                        byte[] packet = kind.getValue().clone();
                        packet[23] = (byte) port;
                        scene.wan(GuardRule.WAN_IN_DENIED, packet).pass(10);
                      }
                      assertThat(scene.attacks()).hasSize(1);
                      Finding.Attack attack = scene.attacks().getFirst();
                      assertThat(attack.what())
                          .startsWith(kind.getKey() + " scan: 15 different ports within 10 s");
                      assertThat(attack.source()).isEqualTo(ATTACKER);
                      assertThat(attack.target()).isEqualTo(GATEWAY);
                      assertThat(attack.count()).isEqualTo(15);
                      assertThat(attack.limit()).isEqualTo("15 ports in 10 s");
                      assertThat(attack.block())
                          .isEqualTo(
                              new Finding.Block(IpAddress.parse(ATTACKER).orElseThrow(), 600));
                    }));
  }

  @Test
  void oneAttackIsToldOnceThenAgainWithWhatCameSinceAndOneBlockRunsOut() {
    var scene = new Scene();
    repeat(scene, 15, 10, i -> scene.wan(GuardRule.WAN_IN_DENIED, syn(ATTACKER, GATEWAY, i)));
    assertThat(scene.attacks()).hasSize(1);
    // Blocked now: the kernel reports him under that name only.
    repeat(scene, 1_000, 25, i -> scene.wan(GuardRule.BLOCKED, syn(ATTACKER, GATEWAY, 80)));
    scene.pass(60_000);

    assertThat(scene.attacks())
        .hasSizeBetween(3, 5)
        .allMatch(a -> a.rule() == DetectionRule.PORT_SCAN);
    assertThat(scene.attacks().stream().mapToLong(Finding.Attack::count).sum()).isEqualTo(1_015);
    assertThat(scene.attacks().getLast().total()).isEqualTo(1_015);
    assertThat(scene.attacks().stream().filter(a -> a.block() != null)).hasSize(1);

    assertThat(scene.findings).noneMatch(Finding.Unblocked.class::isInstance);
    scene.pass(600_000);
    assertThat(scene.findings.stream().filter(Finding.Unblocked.class::isInstance)).hasSize(1);
    assertThat(scene.detectors.blocked()).isZero();
  }

  @Test
  @Verifies("THR-03")
  void aFloodWithForgedSourcesIsOneAttackAndBlocksNobody() {
    var scene = new Scene();
    for (int i = 0; i < 20_000; i++) {
      String from = "100." + (64 + i % 32) + "." + (i / 32 % 256) + "." + (i / 8192);
      scene.wan(GuardRule.WAN_IN_DENIED, syn(from, GATEWAY, 80));
      if (i % 20 == 0) {
        scene.pass(1);
      }
    }
    assertThat(scene.rules()).containsExactly(DetectionRule.JOINT_FLOOD);
    assertThat(scene.attacks().stream().filter(a -> a.block() != null)).isEmpty();
    assertThat(scene.attacks()).hasSize(1);
    assertThat(scene.attacks().getFirst().what()).contains("sources to " + GATEWAY);
  }

  @Test
  void forgedAddressesThatEachLookGuiltyAreBlockedUpToTheBudgetOnly() {
    var scene = new Scene();
    for (int i = 0; i < 500; i++) {
      for (int port = 1; port <= 15; port++) {
        scene.wan(GuardRule.WAN_IN_DENIED, syn("100.64." + i / 200 + "." + i % 200, GATEWAY, port));
      }
    }
    int budget = DetectionLimits.USUAL.block().perMinute();
    assertThat(scene.attacks().stream().filter(a -> a.block() != null).count())
        .isLessThanOrEqualTo(budget);
    List<Finding.Attack> scans = scene.attacks(DetectionRule.PORT_SCAN);
    assertThat(scans).hasSizeLessThanOrEqualTo(budget + 1);
    assertThat(scans.getLast().source()).isEqualTo(Incidents.MANY);
    assertThat(scans.getLast().refrained()).startsWith("too many sources");
  }

  @Test
  void neverBlocksItselfTheHeadEndOrADeviceWhoseAddressIsForged() {
    for (String innocent : List.of(GATEWAY, HEAD_END, SENSOR, "127.0.0.1", "0.0.0.0")) {
      var scene = new Scene();
      repeat(
          scene, 20, 10, i -> scene.wan(GuardRule.WAN_IN_DENIED, syn(innocent, FIELD_GATEWAY, i)));

      assertThat(scene.attacks(DetectionRule.PORT_SCAN)).as(innocent).isNotEmpty();
      assertThat(scene.attacks(DetectionRule.PORT_SCAN).getFirst().block()).as(innocent).isNull();
      assertThat(scene.attacks(DetectionRule.PORT_SCAN).getFirst().refrained())
          .isEqualTo("never blocked");
    }
  }

  @Test
  void aSlowScannerIsRememberedThroughAFloodOfMadeUpSources() {
    var scene = new Scene();
    for (int port = 1; port <= 30; port++) {
      scene.wan(GuardRule.WAN_IN_DENIED, syn(ATTACKER, GATEWAY, port)).pass(60_000);
      for (int i = 0; port > 2 && i < 1_000; i++) {
        scene.wan(
            GuardRule.WAN_IN_DENIED, syn("100.64." + port + "." + i % 256, GATEWAY, 1 + i % 2));
      }
    }
    assertThat(scene.attacks(DetectionRule.SLOW_SCAN)).hasSize(1);
    assertThat(scene.attacks(DetectionRule.SLOW_SCAN).getFirst().source()).isEqualTo(ATTACKER);
  }

  @Test
  void memoryIsBoundedUnderAMillionSources() {
    var scene = new Scene();
    long before = used();
    for (int i = 0; i < 1_000_000; i++) {
      byte[] packet = syn(ATTACKER, GATEWAY, 1 + i % 40_000);
      packet[12] = 100;
      packet[13] = (byte) (i >> 16);
      packet[14] = (byte) (i >> 8);
      packet[15] = (byte) i;
      scene.wan(GuardRule.WAN_IN_DENIED, packet);
      if (i % 1000 == 0) {
        scene.pass(10);
      }
    }
    long grown = used() - before;

    assertThat(scene.detectors.remembered()).isLessThan(20_000);
    assertThat(scene.detectors.forgotten()).isGreaterThan(900_000);
    assertThat(grown).as("bytes").isLessThan(64L * 1024 * 1024);
    assertThat(scene.findings.size()).isLessThan(200);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  @Verifies("SEC-CONF-13")
  void anHourOfHonestTrafficRaisesNothing() {
    var scene = new Scene();
    long packets = 0;
    for (int second = 0; second < 3_600; second++) {
      packets += 400;
      scene.received("field0", packets).received("wan0", packets / 2);
      if (second % 30 == 0) {
        // Devices connect again now and then; a stack picks a new port each time.
        scene.field(
            GuardRule.SERVICE_OPENED,
            SENSOR_MAC,
            PacketBytes.tcp(SENSOR, 40_000 + second % 20_000, FIELD_GATEWAY, 8883, SYN));
        scene.neighbour("field0", SENSOR, SENSOR_MAC).neighbour("field0", LAMP, LAMP_MAC);
        scene.halfOpen(new HalfOpen(2, Map.of(IpAddress.parse(SENSOR).orElseThrow(), 1), 0));
      }
      if (second % 10 == 0) {
        // What every network is full of: service discovery, broadcasts.
        scene.field(GuardRule.FIELD_IN_DENIED, LAMP_MAC, udp(LAMP, "224.0.0.251", 5353));
        scene.field(GuardRule.EGRESS_NOT_ALLOWED, LAMP_MAC, udp(LAMP, "239.255.255.250", 1900));
        scene.field(GuardRule.FIELD_IN_DENIED, LAMP_MAC, udp(LAMP, "255.255.255.255", 67));
      }
      if (second % 20 == 0) {
        // Answers that come too late, to ports that were the gateway's own a moment ago.
        scene.wan(
            GuardRule.NOT_SYN,
            PacketBytes.tcp(HEAD_END, 7883, GATEWAY, 33_000 + second % 20_000, TcpFlags.ACK));
        scene.wan(
            GuardRule.WAN_IN_DENIED,
            PacketBytes.udp("203.0.113.53", 53, GATEWAY, 34_000 + second % 20_000, 60));
        scene.wan(
            GuardRule.NOT_SYN,
            PacketBytes.tcp(
                HEAD_END, 7883, GATEWAY, 33_000 + second % 20_000, TcpFlags.FIN | TcpFlags.ACK));
      }
      if (second % 7 == 0) {
        // The noise of the Internet: each source tries a port or two and goes.
        scene.wan(
            GuardRule.WAN_IN_DENIED,
            syn("100.66." + second / 250 + "." + second % 250, GATEWAY, 1 + second % 5_000));
        scene.wan(GuardRule.ECHO_SILENCED, echo());
      }
      if (second % 300 == 0) {
        // A whole datagram in two fragments, and one whose second half was lost.
        fragments(scene, 0, 1480, 1480, 520);
        seen(scene, PacketBytes.fragment(HEAD_END, GATEWAY, 1, second, 0, true, 1480));
      }
      scene.pass(1_000);
    }

    assertThat(scene.attacks()).isEmpty();
    assertThat(scene.findings.stream().filter(Finding.Refused.class::isInstance))
        .as("what was refused is told once a minute for each rule")
        .hasSizeBetween(59, 6 * 60);
  }

  @Test
  void aBlockThatRanOutComesAgainOnlyWithNewEvidence() {
    var limits =
        new DetectionLimits(
            DetectionLimits.USUAL.flood(),
            DetectionLimits.USUAL.scan(),
            DetectionLimits.USUAL.fragments(),
            DetectionLimits.USUAL.attempts(),
            new DetectionLimits.Block(Duration.ofSeconds(4), 16, false),
            DetectionLimits.USUAL.memory());
    var scene = new Scene(limits);
    repeat(scene, 1_001, 0, i -> scene.wan(GuardRule.WAN_IN_DENIED, udp(ATTACKER, GATEWAY, 9)));
    repeat(scene, 30, 100, i -> scene.wan(GuardRule.BLOCKED, udp(ATTACKER, GATEWAY, 9)));
    scene.pass(20_000);
    assertThat(scene.attacks().stream().filter(a -> a.block() != null)).hasSize(1);

    repeat(scene, 1_001, 0, i -> scene.wan(GuardRule.WAN_IN_DENIED, udp(ATTACKER, GATEWAY, 9)));
    assertThat(scene.attacks().stream().filter(a -> a.block() != null)).hasSize(2);
  }

  @Test
  void aFloodOfOneAmongOthersIsNoJointOne() {
    var scene = new Scene();
    for (int i = 1; i <= 40; i++) {
      scene.wan(GuardRule.WAN_IN_DENIED, udp("100.64.0." + i, GATEWAY, 9));
    }
    repeat(scene, 1_500, 0, i -> scene.wan(GuardRule.WAN_IN_DENIED, udp(ATTACKER, GATEWAY, 9)));

    assertThat(scene.rules()).containsExactly(DetectionRule.PACKET_FLOOD);
  }

  @Test
  void sourcesThatCannotBeAreToldByTheSendersHardwareAddress() {
    var scene = new Scene();
    for (int i = 1; i <= 100; i++) {
      scene.wan(GuardRule.SPOOFED_SOURCE, udp("224.64.0." + i, GATEWAY, 9));
    }

    assertThat(scene.rules()).containsExactly(DetectionRule.SPOOFED_SOURCE);
    assertThat(scene.attacks()).hasSize(1);
    assertThat(scene.attacks().getFirst().source()).isEqualTo("02:00:00:00:00:fe");
  }

  @Test
  void countsThatNobodyReportedStillExplainTheFlood() {
    var scene = new Scene();
    repeat(scene, 150, 0, i -> scene.wan(GuardRule.WAN_IN_DENIED, udp(ATTACKER, GATEWAY, 9)));
    repeat(scene, 50, 0, i -> scene.wan(GuardRule.WAN_IN_DENIED, udp("203.0.113.9", GATEWAY, 9)));
    scene.unreported(GuardRule.WAN_IN_DENIED, 3_800).readCounters();

    // Three of four reports were his: so were three of four packets.
    assertThat(scene.attacks(DetectionRule.PACKET_FLOOD)).hasSize(1);
    Finding.Attack attack = scene.attacks(DetectionRule.PACKET_FLOOD).getFirst();
    assertThat(attack.source()).isEqualTo(ATTACKER);
    assertThat(attack.count()).isEqualTo(3_000);
  }

  @Test
  void aLimitOfTheKernelThatWasCrossedNeedsNoSecondCount() {
    var scene = new Scene();
    scene.wan(GuardRule.PACKETS_OVER_LIMIT, udp(ATTACKER, GATEWAY, 9));

    Finding.Attack attack = scene.attacks().getFirst();
    assertThat(attack.rule()).isEqualTo(DetectionRule.PACKET_FLOOD);
    assertThat(attack.limit()).isEqualTo("packets-over-limit");
    assertThat(attack.what())
        .isEqualTo(
            "1 packet above the limit for one source, at last to " + GATEWAY + " port 9 over udp");
    assertThat(attack.protocol()).isEqualTo("udp");
    assertThat(attack.targetPort()).isEqualTo(9);
  }

  private static Scene repeat(
      Scene scene, int times, long stepMs, java.util.function.IntConsumer packet) {
    for (int i = 1; i <= times; i++) {
      packet.accept(i);
      if (stepMs > 0 && i < times) {
        scene.pass(stepMs);
      }
    }
    return scene;
  }

  private static Scene totals(Scene scene, int... perSecond) {
    long sum = 7;
    scene.received("wan0", sum);
    for (int packets : perSecond) {
      sum += packets;
      scene.pass(1_000).received("wan0", sum);
    }
    return scene;
  }

  private static Scene joint(Scene scene, int sources, int each) {
    for (int round = 0; round < each; round++) {
      for (int i = 0; i < sources; i++) {
        scene.field(
            GuardRule.EGRESS_NOT_ALLOWED,
            "02:00:00:00:01:%02x".formatted(i),
            udp("192.0.2." + (100 + i), "203.0.113.5", 53));
      }
      if (round < each - 1) {
        scene.pass(1_000);
      }
    }
    return scene;
  }

  private static void fragments(Scene scene, int... offsetsAndLengths) {
    for (int i = 0; i < offsetsAndLengths.length; i += 2) {
      boolean more = i < offsetsAndLengths.length - 2;
      seen(
          scene,
          PacketBytes.fragment(
              ATTACKER, GATEWAY, 1, 242, offsetsAndLengths[i], more, offsetsAndLengths[i + 1]));
    }
  }

  private static void pieces(Scene scene, int number) {
    for (int i = 0; i < number; i++) {
      seen(scene, PacketBytes.fragment(ATTACKER, GATEWAY, 1, 5, i * 8, i < number - 1, 8));
    }
  }

  private static Scene waiting(Scene scene, int number) {
    for (int i = 0; i < number; i++) {
      seen(scene, PacketBytes.fragment(ATTACKER, GATEWAY, 1, i, 0, true, 1480));
    }
    return scene;
  }

  private static void seen(Scene scene, byte[] packet) {
    scene.wan(GuardRule.FRAGMENT_SEEN, Arrays.copyOf(packet, Math.min(packet.length, 128)));
  }

  private static void arpSeen(Scene scene, String mac, String sender) {
    scene.field(GuardRule.ARP_SEEN, mac, PacketBytes.arp(1, mac, sender, FIELD_GATEWAY));
  }

  private static byte[] syn(String from, String to, int port) {
    return PacketBytes.tcp(from, 40_000, to, port, SYN);
  }

  private static byte[] udp(String from, String to, int port) {
    return PacketBytes.udp(from, 40_000, to, port, 20);
  }

  private static byte[] udpOf(int claimed, int data) {
    return PacketBytes.ip(
        ATTACKER, GATEWAY, 17, 0, 0, PacketBytes.datagram(40_000, 9, claimed, data));
  }

  private static byte[] echo() {
    return PacketBytes.echo(ATTACKER, GATEWAY, 56);
  }

  private static byte[] withHeader(int bytes) {
    return PacketBytes.ip(ATTACKER, GATEWAY, 6, 0, 0, PacketBytes.segment(40_000, 1, SYN, bytes));
  }

  private static HalfOpen halfOpen(int each, int sources) {
    Map<IpAddress, Integer> bySource = new HashMap<>();
    for (int i = 0; i < sources; i++) {
      bySource.put(IpAddress.v4(0x64400000L + i), each);
    }
    return new HalfOpen((long) each * sources, bySource, -1);
  }
}
