package org.sekisho.guard.packet;

import static org.sekisho.guard.packet.Octets.u16;
import static org.sekisho.guard.packet.Octets.u32;
import static org.sekisho.guard.packet.Octets.u64;
import static org.sekisho.guard.packet.Octets.u8;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the first bytes of captured packets: Ethernet, VLAN tags, ARP, IPv4, IPv6, TCP, UDP,
 * ICMP. Total: any bytes give a {@link Packet}, in time bounded by their number. Lengths are judged
 * by what the headers say of each other, because a capture is cut.
 */
public final class PacketDecoder {
  /** IPv6 extension headers that are followed. */
  public static final int MAX_EXTENSIONS = 8;

  /** VLAN tags that are followed. */
  public static final int MAX_TAGS = 2;

  /** Largest length that the headers of IP can tell. */
  public static final int MAX_DATAGRAM = 65_535;

  private static final int ETHER_HEADER = 14;
  private static final int ETHER_IPV4 = 0x0800;
  private static final int ETHER_ARP = 0x0806;
  private static final int ETHER_IPV6 = 0x86dd;
  private static final int ETHER_VLAN = 0x8100;
  private static final int ETHER_SERVICE_VLAN = 0x88a8;
  private static final int TAG = 4;

  private static final int ARP_LENGTH = 28;
  private static final long ARP_ETHERNET_IPV4 = 0x0001_0800_0604L;

  private static final int HEADER_4 = 20;
  private static final int HEADER_6 = 40;
  private static final int UNIT = 8;

  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP_6 = 58;
  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION = 60;
  private static final int MOBILITY = 135;

  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int ICMP_HEADER = 4;
  private static final int DHCP_SERVER = 67;
  private static final int DHCP_CLIENT = 68;
  private static final int DHCP_NEEDED = UDP_HEADER + 34;
  private static final int BOOT_REPLY = 2;

  private final byte[] bytes;
  private final boolean whole;
  private final Set<Fault> faults = EnumSet.noneOf(Fault.class);

  private PacketDecoder(byte[] bytes, boolean whole) {
    this.bytes = bytes;
    this.whole = whole;
  }

  /**
   * Decodes what begins with an Ethernet header.
   *
   * @param captureLimit most bytes that are ever captured; fewer bytes are the whole packet
   */
  public static Packet ethernet(byte[] bytes, int captureLimit) {
    var decoder = new PacketDecoder(bytes, bytes.length < captureLimit);
    int at = ETHER_HEADER - 2;
    for (int tags = 0; bytes.length >= at + 2; tags++) {
      int type = u16(bytes, at);
      if (type != ETHER_VLAN && type != ETHER_SERVICE_VLAN) {
        return decoder.typed(type, at + 2);
      }
      if (tags == MAX_TAGS) {
        return new Packet.Foreign(type);
      }
      at += TAG;
    }
    return new Packet.Unreadable(EnumSet.of(Fault.CUT_HEADER));
  }

  /**
   * Decodes what begins with the header of the network layer, as the kernel's reports do.
   *
   * @param captureLimit most bytes that are ever captured; fewer bytes are the whole packet
   */
  public static Packet network(byte[] bytes, int captureLimit) {
    var decoder = new PacketDecoder(bytes, bytes.length < captureLimit);
    if (bytes.length == 0) {
      return new Packet.Unreadable(EnumSet.of(Fault.CUT_HEADER));
    }
    return switch (u8(bytes, 0) >>> 4) {
      case 4 -> decoder.ipv4(0);
      case 6 -> decoder.ipv6(0);
      case 0 -> decoder.arp(0);
      default -> new Packet.Unreadable(EnumSet.of(Fault.UNKNOWN_VERSION));
    };
  }

  private Packet typed(int type, int at) {
    return switch (type) {
      case ETHER_IPV4 -> ipv4(at);
      case ETHER_IPV6 -> ipv6(at);
      case ETHER_ARP -> arp(at);
      default -> new Packet.Foreign(type);
    };
  }

  private boolean has(int at, int length) {
    return bytes.length - at >= length;
  }

  private Packet unreadable(Fault fault) {
    faults.add(fault);
    return new Packet.Unreadable(faults);
  }

  private Packet arp(int at) {
    if (!has(at, ARP_LENGTH)) {
      return unreadable(Fault.CUT_HEADER);
    }
    if (u64(bytes, at) >>> 16 != ARP_ETHERNET_IPV4) {
      return unreadable(Fault.BAD_ARP);
    }
    MacAddress sender = MacAddress.of(bytes, at + 8);
    if (sender.isGroup()) {
      faults.add(Fault.BAD_ARP);
    }
    return new Packet.Arp(
        u16(bytes, at + 6),
        sender,
        IpAddress.v4(u32(bytes, at + 14)),
        MacAddress.of(bytes, at + 18),
        IpAddress.v4(u32(bytes, at + 24)),
        faults);
  }

  private Packet ipv4(int at) {
    if (!has(at, HEADER_4)) {
      return unreadable(Fault.CUT_HEADER);
    }
    if (u8(bytes, at) >>> 4 != 4) {
      return unreadable(Fault.UNKNOWN_VERSION);
    }
    int header = (u8(bytes, at) & 0xf) * 4;
    int total = u16(bytes, at + 2);
    IpAddress source = IpAddress.v4(u32(bytes, at + 12));
    IpAddress destination = IpAddress.v4(u32(bytes, at + 16));
    int protocol = u8(bytes, at + 9);
    ends(source, destination);
    if (header < HEADER_4) {
      faults.add(Fault.HEADER_LENGTH);
      return new Packet.Ip(
          source, destination, protocol, total, null, new Transport.Other(), faults);
    }
    if (total < header) {
      faults.add(Fault.TOTAL_LENGTH);
    }
    beyond(at, total);
    options(at + HEADER_4, Math.min(at + header, bytes.length));
    int data = Math.max(0, total - header);
    int word = u16(bytes, at + 6);
    boolean more = (word & 0x2000) != 0;
    int offset = (word & 0x1fff) * UNIT;
    Fragment fragment =
        more || offset > 0 ? new Fragment(u16(bytes, at + 4), offset, data, more) : null;
    fragment(fragment, protocol, header);
    return new Packet.Ip(
        source,
        destination,
        protocol,
        total,
        fragment,
        transport(protocol, at + header, data, fragment),
        faults);
  }

  /** Options that the sender uses to choose the way are never honest today. */
  private void options(int from, int to) {
    int at = from;
    while (at < to) {
      int kind = u8(bytes, at);
      if (kind == 0) {
        return;
      }
      if (kind == 1) {
        at++;
        continue;
      }
      int length = at + 1 < to ? u8(bytes, at + 1) : 0;
      if (length < 2 || at + length > to) {
        faults.add(Fault.BAD_OPTION);
        return;
      }
      if (kind == 131 || kind == 137) {
        faults.add(Fault.SOURCE_ROUTE);
      }
      at += length;
    }
  }

  private Packet ipv6(int at) {
    if (!has(at, HEADER_6)) {
      return unreadable(Fault.CUT_HEADER);
    }
    if (u8(bytes, at) >>> 4 != 6) {
      return unreadable(Fault.UNKNOWN_VERSION);
    }
    int payload = u16(bytes, at + 4);
    int total = HEADER_6 + payload;
    IpAddress source = IpAddress.v6(u64(bytes, at + 8), u64(bytes, at + 16));
    IpAddress destination = IpAddress.v6(u64(bytes, at + 24), u64(bytes, at + 32));
    ends(source, destination);
    beyond(at, total);

    int protocol = u8(bytes, at + 6);
    int next = at + HEADER_6;
    Fragment fragment = null;
    for (int extensions = 0; isExtension(protocol); extensions++) {
      boolean later = fragment != null && fragment.offset() > 0;
      if (later) {
        break;
      }
      if (extensions == MAX_EXTENSIONS || next + UNIT - at > total) {
        faults.add(Fault.EXTENSION_CHAIN);
        break;
      }
      if (!has(next, UNIT)) {
        // Cut by the capture: what follows is not known.
        return new Packet.Ip(
            source, destination, protocol, total, fragment, new Transport.Other(), faults);
      }
      int kind = protocol;
      int length = extensionBytes(kind, next);
      if (kind == ROUTING && u8(bytes, next + 2) == 0) {
        faults.add(Fault.SOURCE_ROUTE);
      }
      if (kind == FRAGMENT && fragment == null) {
        fragment = fragment6(next, total - (next - at) - UNIT);
      }
      protocol = u8(bytes, next);
      next += length;
    }
    int data = Math.max(0, total - (next - at));
    if (next - at > total) {
      faults.add(Fault.EXTENSION_CHAIN);
    }
    // The length field of IPv6 does not count the header.
    fragment(fragment, protocol, 0);
    return new Packet.Ip(
        source,
        destination,
        protocol,
        total,
        fragment,
        transport(protocol, next, data, fragment),
        faults);
  }

  private static boolean isExtension(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION, MOBILITY -> true;
      default -> false;
    };
  }

  private int extensionBytes(int kind, int at) {
    int length = u8(bytes, at + 1);
    return switch (kind) {
      case FRAGMENT -> UNIT;
      case AUTHENTICATION -> (length + 2) * 4;
      default -> (length + 1) * UNIT;
    };
  }

  /** An atomic fragment (RFC 6946), which is alone, is no fragment. */
  private @Nullable Fragment fragment6(int at, int data) {
    int word = u16(bytes, at + 2);
    int offset = word & 0xfff8;
    boolean more = (word & 1) != 0;
    return more || offset > 0
        ? new Fragment(u32(bytes, at + 4), offset, Math.max(0, data), more)
        : null;
  }

  private void ends(IpAddress source, IpAddress destination) {
    if (source.isMulticast() || source.isBroadcast()) {
      faults.add(Fault.IMPOSSIBLE_SOURCE);
    }
    if (source.equals(destination) && !source.isUnspecified() && !source.isLoopback()) {
      faults.add(Fault.SAME_ENDS);
    }
  }

  private void beyond(int at, int total) {
    if (whole && total > bytes.length - at) {
      faults.add(Fault.LENGTH_BEYOND_PACKET);
    }
  }

  private void fragment(@Nullable Fragment fragment, int protocol, int header) {
    if (fragment == null) {
      return;
    }
    if (header + fragment.end() > MAX_DATAGRAM) {
      faults.add(Fault.FRAGMENT_BEYOND_MAX);
    }
    if (fragment.length() == 0) {
      faults.add(Fault.FRAGMENT_EMPTY);
    } else if (fragment.more() && fragment.length() % UNIT != 0) {
      faults.add(Fault.FRAGMENT_LENGTH);
    }
    int needed =
        switch (protocol) {
          case TCP -> TCP_HEADER;
          case UDP -> UDP_HEADER;
          default -> 0;
        };
    // RFC 1858: neither a first fragment without the header, nor one that could lie over it.
    boolean first = fragment.offset() == 0 && fragment.length() < needed;
    boolean over = fragment.offset() > 0 && fragment.offset() < needed;
    if (first || over) {
      faults.add(Fault.FRAGMENT_TINY);
    }
  }

  private Transport transport(int protocol, int at, int data, @Nullable Fragment fragment) {
    if (fragment != null && fragment.offset() > 0) {
      return new Transport.Continuation();
    }
    return switch (protocol) {
      case TCP -> tcp(at, data, fragment != null);
      case UDP -> udp(at, data, fragment != null);
      case ICMP -> icmp(false, at, data);
      case ICMP_6 -> icmp(true, at, data);
      default -> new Transport.Other();
    };
  }

  private Transport tcp(int at, int data, boolean isFragment) {
    if (!reaches(at, data, TCP_HEADER, isFragment)) {
      return new Transport.Other();
    }
    int header = (u8(bytes, at + 12) >>> 4) * 4;
    int flags = u8(bytes, at + 13);
    if (header < TCP_HEADER || (!isFragment && header > data)) {
      faults.add(Fault.TCP_OFFSET);
    }
    boolean syn = (flags & TcpFlags.SYN) != 0;
    if (syn && (flags & (TcpFlags.FIN | TcpFlags.RST)) != 0) {
      faults.add(Fault.TCP_FLAGS);
    }
    return new Transport.Tcp(
        u16(bytes, at), u16(bytes, at + 2), flags, header, u16(bytes, at + 14));
  }

  private Transport udp(int at, int data, boolean isFragment) {
    if (!reaches(at, data, UDP_HEADER, isFragment)) {
      return new Transport.Other();
    }
    int length = u16(bytes, at + 4);
    // A first fragment tells the length of the whole datagram.
    boolean wrong = isFragment ? length < data : length != data;
    if (length < UDP_HEADER || wrong) {
      faults.add(Fault.UDP_LENGTH);
    }
    int from = u16(bytes, at);
    int to = u16(bytes, at + 2);
    boolean answer =
        from == DHCP_SERVER
            && to == DHCP_CLIENT
            && has(at, DHCP_NEEDED)
            && u8(bytes, at + UDP_HEADER) == BOOT_REPLY;
    if (answer) {
      return new Transport.DhcpAnswer(
          MacAddress.of(bytes, at + UDP_HEADER + 28),
          IpAddress.v4(u32(bytes, at + UDP_HEADER + 16)));
    }
    return new Transport.Udp(from, to, length);
  }

  private Transport icmp(boolean v6, int at, int data) {
    if (!reaches(at, data, ICMP_HEADER, false)) {
      return new Transport.Other();
    }
    return new Transport.Icmp(v6, u8(bytes, at), u8(bytes, at + 1));
  }

  /** Whether a header of this length can be read; a packet too short for it is a fault. */
  private boolean reaches(int at, int data, int needed, boolean isFragment) {
    if (data < needed) {
      if (!isFragment) {
        faults.add(Fault.CUT_HEADER);
      }
      return false;
    }
    return has(at, needed);
  }
}
