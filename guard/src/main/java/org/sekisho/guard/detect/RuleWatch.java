package org.sekisho.guard.detect;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.packet.Fault;
import org.sekisho.guard.packet.IpAddress;
import org.sekisho.guard.packet.MacAddress;
import org.sekisho.guard.packet.Packet;
import org.sekisho.guard.packet.Transport;

/**
 * Judges a packet by the rule of the kernel that reported it and by what is wrong with its headers.
 * Most of these need one packet, because the kernel itself has counted or compared already.
 */
final class RuleWatch {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final String PATCH = "patch-";

  /** Faults that say that the source address is not the sender's. */
  private static final Set<Fault> FORGED = EnumSet.of(Fault.SAME_ENDS, Fault.IMPOSSIBLE_SOURCE);

  private static final Set<Fault> OVERSIZE = EnumSet.of(Fault.FRAGMENT_BEYOND_MAX);
  private static final Set<Fault> FRAGMENTS =
      EnumSet.of(Fault.FRAGMENT_LENGTH, Fault.FRAGMENT_TINY, Fault.FRAGMENT_EMPTY);

  private final DetectionLimits.Attempts attempts;
  private final SourceTable<Attempt, SlidingCount> counts;

  private record Attempt(DetectionRule rule, String who) {}

  /** How many within how long are an attack. */
  private record Threshold(DetectionRule rule, int number, int seconds) {
    static Threshold one(DetectionRule rule) {
      return new Threshold(rule, 1, 60);
    }
  }

  RuleWatch(DetectionLimits limits) {
    attempts = limits.attempts();
    counts = new SourceTable<>(limits.memory().sources(), 1);
  }

  void look(Sighting s, String device, boolean isScanner, BiConsumer<Evidence, Long> evidence) {
    Threshold byRule = threshold(s, isScanner);
    if (byRule != null) {
      count(byRule, s, device, evidence);
    }
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    faults.addAll(s.packet().faults());
    if (s.rule() == GuardRule.SPOOFED_SOURCE) {
      // It is told already, by the sender's hardware address.
      faults.remove(Fault.IMPOSSIBLE_SOURCE);
    }
    if (!faults.isEmpty()) {
      DetectionRule rule = byFault(faults);
      if (byRule == null || byRule.rule != rule) {
        count(Threshold.one(rule), s, device, evidence);
      }
    }
  }

  private static DetectionRule byFault(Set<Fault> faults) {
    if (faults.stream().anyMatch(OVERSIZE::contains)) {
      return DetectionRule.OVERSIZE;
    }
    return faults.stream().anyMatch(FRAGMENTS::contains)
        ? DetectionRule.FRAGMENT_ATTACK
        : DetectionRule.MALFORMED;
  }

  private @Nullable Threshold threshold(Sighting s, boolean isScanner) {
    GuardRule rule = s.rule();
    if (rule == null) {
      return s.ruleId().startsWith(PATCH) ? Threshold.one(DetectionRule.VIRTUAL_PATCH) : null;
    }
    return switch (rule) {
      case SPOOFED_SOURCE -> new Threshold(DetectionRule.SPOOFED_SOURCE, attempts.spoofed(), 60);
      case ARP_SPOOFED -> Threshold.one(DetectionRule.ADDRESS_CONFLICT);
      case UNKNOWN_DEVICE -> Threshold.one(DetectionRule.UNKNOWN_DEVICE);
      case ROGUE_ROUTER -> Threshold.one(DetectionRule.ROGUE_ROUTER);
      case ROGUE_DHCP -> Threshold.one(DetectionRule.ROGUE_DHCP);
      case FRAGMENT_OVER_LIMIT, FRAGMENT_TINY -> Threshold.one(DetectionRule.FRAGMENT_ATTACK);
      case FRAGMENT_OVERSIZE -> Threshold.one(DetectionRule.OVERSIZE);
      case SOURCE_ROUTED, UDP_LENGTH, SCAN_FLAGS_SYN_FIN -> Threshold.one(DetectionRule.MALFORMED);
      case PACKETS_OVER_LIMIT -> isScanner ? null : Threshold.one(DetectionRule.PACKET_FLOOD);
      case INTERFACE_OVER_LIMIT -> Threshold.one(DetectionRule.INTERFACE_FLOOD);
      case SYN_OVER_LIMIT ->
          isScanner ? null : new Threshold(DetectionRule.SYN_FLOOD, attempts.syn(), 10);
      case CONNECTIONS_OVER_LIMIT ->
          isScanner ? null : Threshold.one(DetectionRule.CONNECTION_FLOOD);
      case ECHO_SILENCED -> new Threshold(DetectionRule.ECHO_FLOOD, attempts.echo(), 10);
      case ECHO_OVER_LIMIT, ICMP_OVER_LIMIT -> Threshold.one(DetectionRule.ECHO_FLOOD);
      case EGRESS_NOT_ALLOWED ->
          isUnicast(s)
              ? new Threshold(DetectionRule.EGRESS_VIOLATION, attempts.egress(), 60)
              : null;
      case NAME_BYPASS -> Threshold.one(DetectionRule.NAME_BYPASS);
      case EGRESS_OVER_LIMIT -> Threshold.one(DetectionRule.EGRESS_FLOOD);
      case EGRESS_OVER_TOTAL, INGRESS_OVER_LIMIT -> Threshold.one(DetectionRule.JOINT_FLOOD);
      case OUTPUT_DENIED ->
          isUnicast(s) ? new Threshold(DetectionRule.GATEWAY_EGRESS, attempts.egress(), 60) : null;
      case OUTPUT_OVER_LIMIT -> Threshold.one(DetectionRule.GATEWAY_EGRESS);
      case BLOCKED,
          FRAGMENT_SEEN,
          ARP_SEEN,
          INVALID,
          SCAN_FLAGS_NULL,
          SCAN_FLAGS_XMAS,
          SCAN_FLAGS_FIN,
          SCAN_FLAGS_RST,
          NOT_SYN,
          WAN_IN_DENIED,
          FIELD_IN_DENIED,
          LAN_IN_DENIED,
          OTHER_IN_DENIED,
          SERVICE_OPENED,
          WAN_FORWARD_DENIED,
          FORWARD_DENIED,
          FLOW_OPENED ->
          null;
    };
  }

  private void count(
      Threshold threshold, Sighting s, String device, BiConsumer<Evidence, Long> evidence) {
    boolean forged = s.packet().faults().stream().anyMatch(FORGED::contains);
    String who =
        forged ? who(DetectionRule.SPOOFED_SOURCE, s, device) : who(threshold.rule, s, device);
    SlidingCount window =
        counts.of(
            new Attempt(threshold.rule, who), _ -> new SlidingCount(threshold.seconds * SECOND_NS));
    long before = window.sum(s.atNs());
    long sum = window.add(s.atNs(), s.weight());
    if (sum < threshold.number) {
      return;
    }
    long count = before < threshold.number ? sum : s.weight();
    Evidence found =
        Evidence.of(
            threshold.rule,
            s,
            device,
            count,
            threshold.number == 1
                ? s.ruleId()
                : s.ruleId() + ", " + threshold.number + " in " + threshold.seconds + " s",
            what(threshold.rule, s, sum, threshold.seconds));
    boolean bySource = who.equals(found.source()) && !forged;
    evidence.accept(bySource ? found : found.by(who), s.atNs());
  }

  /** By what the sender is known: an address that may be forged says nothing. */
  private static String who(DetectionRule rule, Sighting s, String device) {
    String mac = s.mac().equals(MacAddress.NONE) ? "" : s.mac().toString();
    String address = s.source().map(IpAddress::toString).orElse("");
    return switch (rule) {
      case SPOOFED_SOURCE, UNKNOWN_DEVICE, ADDRESS_CONFLICT, ROGUE_DHCP, ROGUE_ROUTER ->
          arpSender(s, mac.isEmpty() ? address : mac);
      case EGRESS_VIOLATION, EGRESS_FLOOD, NAME_BYPASS ->
          device.isEmpty() && !mac.isEmpty() ? mac : address;
      case INTERFACE_FLOOD -> s.in();
      case JOINT_FLOOD -> Incidents.MANY;
      case GATEWAY_EGRESS -> s.out();
      default -> address.isEmpty() ? mac : address;
    };
  }

  private static String arpSender(Sighting s, String otherwise) {
    return s.packet() instanceof Packet.Arp arp ? arp.senderMac().toString() : otherwise;
  }

  private static String what(DetectionRule rule, Sighting s, long sum, int seconds) {
    String to = s.destination().map(IpAddress::toString).orElse("?");
    String from = s.source().map(IpAddress::toString).orElse("?");
    String port = s.destinationPort() == 0 ? "" : " port " + s.destinationPort();
    String faults =
        s.packet().faults().stream().map(Fault::word).sorted().collect(Collectors.joining(", "));
    String packets = sum + (sum == 1 ? " packet" : " packets");
    String last = "at last to %s%s over %s".formatted(to, port, s.protocol());
    return switch (rule) {
      case SPOOFED_SOURCE ->
          "%s by %s with the source %s, which cannot be there, to %s%s"
              .formatted(packets, s.in(), from, to, port);
      case ADDRESS_CONFLICT ->
          "%s claims the address %s on %s".formatted(who(rule, s, ""), from, s.in());
      case UNKNOWN_DEVICE ->
          "%s with address %s on %s is no device of the model"
              .formatted(who(rule, s, ""), from, s.in());
      case ROGUE_DHCP ->
          s.packet() instanceof Packet.Ip ip
                  && ip.transport() instanceof Transport.DhcpAnswer answer
              ? "%s on %s gives %s the address %s"
                  .formatted(from, s.in(), answer.client(), answer.offered())
              : "%s on %s answers as a DHCP server".formatted(from, s.in());
      case ROGUE_ROUTER -> "%s on %s says that it is a router".formatted(from, s.in());
      case EGRESS_VIOLATION ->
          "%s within %d s to where the device has nothing to do, %s"
              .formatted(packets, seconds, last);
      case NAME_BYPASS ->
          "%s to a name server that is not the gateway's, %s".formatted(packets, last);
      case EGRESS_FLOOD -> "%s above the device's limit, %s".formatted(packets, last);
      case GATEWAY_EGRESS -> "%s of the gateway itself refused, %s".formatted(packets, last);
      case SYN_FLOOD ->
          "%s to begin a connection within %d s, above the limit, %s"
              .formatted(packets, seconds, last);
      case ECHO_FLOOD ->
          "%s of ICMP within %d s above the limit, at last to %s".formatted(packets, seconds, to);
      case PACKET_FLOOD -> "%s above the limit for one source, %s".formatted(packets, last);
      case INTERFACE_FLOOD ->
          "%s above the limit for the interface %s, %s".formatted(packets, s.in(), last);
      case JOINT_FLOOD ->
          "%s above the limit for %s, %s"
              .formatted(
                  packets,
                  s.rule() == GuardRule.INGRESS_OVER_LIMIT
                      ? "what a device is sent"
                      : "all devices together",
                  last);
      case CONNECTION_FLOOD ->
          "%s to open a connection while one source has as many open as it may, %s"
              .formatted(packets, last);
      case FRAGMENT_ATTACK -> "%s: %s, %s".formatted(packets, fragments(s, faults), last);
      case OVERSIZE ->
          "%s that would make a datagram larger than the largest, %s".formatted(packets, last);
      case MALFORMED ->
          "%s with headers that contradict each other (%s), %s"
              .formatted(packets, faults.isEmpty() ? s.ruleId() : faults, last);
      case VIRTUAL_PATCH ->
          "%s against the weakness that the virtual patch %s covers, %s"
              .formatted(packets, s.ruleId().substring(PATCH.length()), last);
      case PORT_SCAN, SLOW_SCAN, HOST_SWEEP ->
          throw new IllegalArgumentException("no single packet is a " + rule.id());
    };
  }

  private static String fragments(Sighting s, String faults) {
    if (s.rule() == GuardRule.FRAGMENT_OVER_LIMIT) {
      return "more fragments than the limit";
    }
    return faults.isEmpty()
        ? "a fragment too small to hold the header that it begins with"
        : "fragments that cannot belong to a datagram (" + faults + ")";
  }

  private static boolean isUnicast(Sighting s) {
    return s.destination().map(IpAddress::isUnicast).orElse(false);
  }

  int size() {
    return counts.size();
  }

  long forgotten() {
    return counts.forgotten();
  }
}
