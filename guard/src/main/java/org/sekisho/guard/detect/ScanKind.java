package org.sekisho.guard.detect;

import java.util.Optional;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.packet.Packet;
import org.sekisho.guard.packet.TcpFlags;
import org.sekisho.guard.packet.Transport;

/** How somebody looks for open ports. */
enum ScanKind {
  /** SYN as an operating system sends it: the scanner opens real connections. */
  CONNECT("connect"),
  /** SYN as a tool makes it, with few options. */
  SYN("SYN"),
  FIN("FIN"),
  NULL("null"),
  XMAS("Xmas"),
  ACK("ACK"),
  UDP("UDP");

  /** A stack of today sends more options than a maximum segment size with its SYN. */
  private static final int HEADER_OF_A_TOOL = 24;

  private static final int EPHEMERAL = 32_768;
  private static final int WELL_KNOWN = 1_024;

  private final String word;

  ScanKind(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /**
   * What this packet would be part of. Answers that come too late (from a server's port to a high
   * one, or with flags of a present connection) look for nothing.
   */
  static Optional<ScanKind> of(Sighting s) {
    if (!(s.packet() instanceof Packet.Ip ip) || !ip.destination().isUnicast()) {
      return Optional.empty();
    }
    return switch (ip.transport()) {
      case Transport.Tcp tcp -> tcp(tcp, s);
      case Transport.Udp udp ->
          udp.sourcePort() < WELL_KNOWN && udp.destinationPort() >= EPHEMERAL
              ? Optional.empty()
              : Optional.of(UDP);
      case Transport.DhcpAnswer _, Transport.Icmp _, Transport.Continuation _, Transport.Other _ ->
          Optional.empty();
    };
  }

  private static Optional<ScanKind> tcp(Transport.Tcp tcp, Sighting s) {
    return switch (TcpFlags.plain(tcp.flags())) {
      case 0 -> Optional.of(NULL);
      case TcpFlags.FIN -> Optional.of(FIN);
      case TcpFlags.FIN | TcpFlags.PSH | TcpFlags.URG -> Optional.of(XMAS);
      case TcpFlags.SYN -> Optional.of(tcp.headerBytes() <= HEADER_OF_A_TOOL ? SYN : CONNECT);
      case TcpFlags.ACK ->
          s.rule() == GuardRule.NOT_SYN && tcp.destinationPort() < EPHEMERAL
              ? Optional.of(ACK)
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}
