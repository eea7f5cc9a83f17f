package org.sekisho.guard.detect;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.guard.channel.CounterReport;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.channel.NeighbourReport;
import org.sekisho.guard.channel.PacketReport;
import org.sekisho.guard.policy.Mac;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.Prefix;

/** A gateway with two devices between field and WAN, and what its kernel reports in model time. */
final class Scene {
  static final String GATEWAY = "198.51.100.1";
  static final String GATEWAY_6 = "2001:db8::1";
  static final String FIELD_GATEWAY = "192.0.2.1";
  static final String SENSOR = "192.0.2.10";
  static final String SENSOR_MAC = "02:00:00:00:00:10";
  static final String LAMP = "192.0.2.11";
  static final String LAMP_MAC = "02:00:00:00:00:11";
  static final String HEAD_END = "203.0.113.80";
  static final String ATTACKER = "203.0.113.66";
  static final String OTHER_MAC = "02:00:00:00:00:66";

  final Detectors detectors;
  final List<Finding> findings = new ArrayList<>();
  private final Map<String, Long> counters = new LinkedHashMap<>();
  private long nowMs = 1_000_000;

  Scene() {
    this(DetectionLimits.USUAL);
  }

  Scene(DetectionLimits limits) {
    detectors = new Detectors(limits, surroundings());
    readCounters();
  }

  static Surroundings surroundings() {
    var policy =
        new NetworkPolicy(
            List.of(
                new NetworkPolicy.Port("wan0", NetworkSide.WAN),
                new NetworkPolicy.Port("field0", NetworkSide.FIELD)),
            List.of(device("sensor", SENSOR_MAC, SENSOR), device("lamp", LAMP_MAC, LAMP)),
            true,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            NetworkLimits.USUAL,
            List.of(),
            Optional.empty());
    return new Surroundings(
        policy,
        Set.of(address(GATEWAY), address(GATEWAY_6), address(FIELD_GATEWAY)),
        List.of(Prefix.parse(HEAD_END)));
  }

  private static NetworkPolicy.Device device(String id, String mac, String at) {
    return new NetworkPolicy.Device(id, "field0", Optional.of(new Mac(mac)), List.of(address(at)));
  }

  static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  Scene wan(GuardRule rule, byte[] packet) {
    return report(rule.id(), rule.disposition(), "wan0", "02:00:00:00:00:fe", packet);
  }

  Scene field(GuardRule rule, String mac, byte[] packet) {
    return report(rule.id(), rule.disposition(), "field0", mac, packet);
  }

  Scene report(String rule, Disposition disposition, String in, String mac, byte[] packet) {
    counters.merge(rule, 1L, Long::sum);
    detectors.packet(
        new PacketReport(rule, disposition, nowMs * 1_000_000, in, "", mac, packet), ns());
    return told();
  }

  /** Packets that the rule counted and did not report. */
  Scene unreported(GuardRule rule, long number) {
    counters.merge(rule.id(), number, Long::sum);
    return this;
  }

  Scene readCounters() {
    Map<String, CounterReport.Count> counts = new LinkedHashMap<>();
    for (GuardRule rule : GuardRule.values()) {
      counts.put(rule.id(), new CounterReport.Count(counters.getOrDefault(rule.id(), 0L), 0));
    }
    detectors.counters(new CounterReport(nowMs * 1_000_000, counts), ns());
    return told();
  }

  Scene neighbour(String in, String address, String mac) {
    detectors.neighbour(
        new NeighbourReport(in, address(address), mac, NeighbourReport.NeighbourState.REACHABLE),
        ns());
    return told();
  }

  Scene received(String in, long packets) {
    detectors.received(in, packets, ns());
    return told();
  }

  Scene halfOpen(HalfOpen now) {
    detectors.halfOpen(now, ns());
    return told();
  }

  /** Lets time pass in steps of at most a second, reading counters as the guard does. */
  Scene pass(long ms) {
    long end = nowMs + ms;
    while (nowMs < end) {
      long step = Math.min(1_000, end - nowMs);
      nowMs += step;
      if (step == 1_000) {
        readCounters();
      }
      detectors.tick(ns());
      told();
    }
    return this;
  }

  private Scene told() {
    findings.addAll(detectors.drain());
    return this;
  }

  private long ns() {
    return nowMs * 1_000_000;
  }

  List<Finding.Attack> attacks() {
    return findings.stream()
        .filter(Finding.Attack.class::isInstance)
        .map(Finding.Attack.class::cast)
        .toList();
  }

  List<Finding.Attack> attacks(DetectionRule rule) {
    return attacks().stream().filter(a -> a.rule() == rule).toList();
  }

  List<DetectionRule> rules() {
    return attacks().stream().map(Finding.Attack::rule).distinct().toList();
  }
}
