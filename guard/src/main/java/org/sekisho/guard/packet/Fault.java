package org.sekisho.guard.packet;

import java.util.Locale;

/** What is wrong with a packet: no honest sender makes one like it. */
public enum Fault {
  /** A header ends before its fields do, in a packet that was captured whole. */
  CUT_HEADER,
  /** Neither IPv4, IPv6 nor ARP where one of them must stand. */
  UNKNOWN_VERSION,
  /** The IPv4 header says that it is shorter than its fixed part or longer than the packet. */
  HEADER_LENGTH,
  /** The IP length is shorter than the headers. */
  TOTAL_LENGTH,
  /** The IP length is more than what came. */
  LENGTH_BEYOND_PACKET,
  /** An IPv4 option that runs past the header. */
  BAD_OPTION,
  /** An option or extension by which the sender chooses the way (RFC 5095, RFC 7126). */
  SOURCE_ROUTE,
  /** More IPv6 extension headers than {@link PacketDecoder#MAX_EXTENSIONS}, or one that is cut. */
  EXTENSION_CHAIN,
  /** A fragment that ends past the largest datagram: the ping of death. */
  FRAGMENT_BEYOND_MAX,
  /** A fragment that is not the last and not a multiple of eight bytes long. */
  FRAGMENT_LENGTH,
  /** A fragment so small that the transport header is split, so that filters cannot see it. */
  FRAGMENT_TINY,
  /** A fragment without data. */
  FRAGMENT_EMPTY,
  /** The UDP length and the IP length do not agree. */
  UDP_LENGTH,
  /** The TCP header says that it is shorter than its fixed part or longer than the segment. */
  TCP_OFFSET,
  /** SYN together with FIN or RST. */
  TCP_FLAGS,
  /** Source and destination are the same: the land attack. */
  SAME_ENDS,
  /** A source that cannot be one machine: group, broadcast or loopback. */
  IMPOSSIBLE_SOURCE,
  /** An ARP message of other sizes than those of Ethernet and IPv4, or with a group as sender. */
  BAD_ARP;

  /** The word in events and logs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
