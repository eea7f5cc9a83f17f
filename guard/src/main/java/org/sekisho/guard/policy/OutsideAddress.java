package org.sekisho.guard.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Addresses that a server on the Internet can have. */
public final class OutsideAddress {
  /** Of no use on the Internet, or meant for machines nearby (RFC 6890). */
  private static final List<Prefix> INSIDE_V4 =
      List.of(
          Prefix.parse("0.0.0.0/8"),
          Prefix.parse("10.0.0.0/8"),
          Prefix.parse("100.64.0.0/10"),
          Prefix.parse("127.0.0.0/8"),
          Prefix.parse("169.254.0.0/16"),
          Prefix.parse("172.16.0.0/12"),
          Prefix.parse("192.0.0.0/24"),
          Prefix.parse("192.168.0.0/16"),
          Prefix.parse("224.0.0.0/3"));

  private static final Prefix OUTSIDE_V6 = Prefix.parse("2000::/3");

  /** Tunnels of old: an address of IPv4 lies within, possibly one of the inside. */
  private static final List<Prefix> TUNNELS =
      List.of(Prefix.parse("2001::/32"), Prefix.parse("2002::/16"));

  private OutsideAddress() {}

  /** Whether it is one: neither private, nor loopback, link-local, a group or reserved. */
  public static boolean is(InetAddress address) {
    return address instanceof Inet4Address
        ? INSIDE_V4.stream().noneMatch(p -> p.contains(address))
        : OUTSIDE_V6.contains(address) && TUNNELS.stream().noneMatch(p -> p.contains(address));
  }
}
