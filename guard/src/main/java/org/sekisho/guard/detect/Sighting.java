package org.sekisho.guard.detect;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.channel.PacketReport;
import org.sekisho.guard.packet.IpAddress;
import org.sekisho.guard.packet.MacAddress;
import org.sekisho.guard.packet.Packet;
import org.sekisho.guard.packet.PacketDecoder;
import org.sekisho.guard.packet.Transport;

/**
 * A reported packet, decoded.
 *
 * @param ruleId what the kernel's rule is called
 * @param rule the same, unless it is a virtual patch or unknown
 * @param atNs when it came, on the detectors' scale of time
 * @param weight for how many packets it stands: the kernel reports only some of a flood
 */
record Sighting(
    String ruleId,
    @Nullable GuardRule rule,
    Disposition disposition,
    long atNs,
    String in,
    String out,
    MacAddress mac,
    Packet packet,
    long weight) {

  static Sighting of(PacketReport report, long atNs) {
    return new Sighting(
        report.rule(),
        GuardRule.of(report.rule()).orElse(null),
        report.disposition(),
        atNs,
        report.inInterface(),
        report.outInterface(),
        MacAddress.parse(report.mac()).orElse(MacAddress.NONE),
        PacketDecoder.network(report.packet(), PacketReport.MAX_PACKET),
        1);
  }

  /** Others like it, which were counted and not reported. */
  Sighting standingFor(long number, long nowNs) {
    return new Sighting(ruleId, rule, disposition, nowNs, in, out, mac, packet, number);
  }

  Optional<IpAddress> source() {
    return switch (packet) {
      case Packet.Ip ip -> Optional.of(ip.source());
      case Packet.Arp arp -> Optional.of(arp.sender());
      case Packet.Foreign _, Packet.Unreadable _ -> Optional.empty();
    };
  }

  Optional<IpAddress> destination() {
    return switch (packet) {
      case Packet.Ip ip -> Optional.of(ip.destination());
      case Packet.Arp arp -> Optional.of(arp.target());
      case Packet.Foreign _, Packet.Unreadable _ -> Optional.empty();
    };
  }

  int destinationPort() {
    if (!(packet instanceof Packet.Ip ip)) {
      return 0;
    }
    return switch (ip.transport()) {
      case Transport.Tcp tcp -> tcp.destinationPort();
      case Transport.Udp udp -> udp.destinationPort();
      case Transport.DhcpAnswer _ -> 68;
      case Transport.Icmp _, Transport.Continuation _, Transport.Other _ -> 0;
    };
  }

  int sourcePort() {
    if (!(packet instanceof Packet.Ip ip)) {
      return 0;
    }
    return switch (ip.transport()) {
      case Transport.Tcp tcp -> tcp.sourcePort();
      case Transport.Udp udp -> udp.sourcePort();
      case Transport.DhcpAnswer _ -> 67;
      case Transport.Icmp _, Transport.Continuation _, Transport.Other _ -> 0;
    };
  }

  String protocol() {
    return switch (packet) {
      case Packet.Ip ip ->
          switch (ip.protocol()) {
            case 1 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 58 -> "icmpv6";
            default -> "ip-" + ip.protocol();
          };
      case Packet.Arp _ -> "arp";
      case Packet.Foreign f -> "ether-" + Integer.toHexString(f.etherType());
      case Packet.Unreadable _ -> "";
    };
  }
}
