package org.sekisho.guard.ruleset;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.guard.channel.GuardRule;

/**
 * Drops a datagram of UDP whose length is not what the IP header leaves for it. The kernel's rules
 * cannot compare two fields, but they can look up a pair of octets: the low octets of both lengths
 * must be such as belong together, and so must the high ones, with one less where the header's
 * length borrows from them. Exact for all lengths.
 */
final class UdpLengths {
  private static final int OCTET = 256;

  /** Words of an IPv4 header without options. */
  static final int SHORTEST_HEADER = 5;

  private static final int LONGEST_HEADER = 15;

  /** Octets of the total length of IPv4, of the payload length of IPv6, and of UDP. */
  private static final String V4_HIGH = "@nh,16,8";

  private static final String V4_LOW = "@nh,24,8";
  private static final String V6_HIGH = "@nh,32,8";
  private static final String V6_LOW = "@nh,40,8";
  private static final String UDP_HIGH = "@th,32,8";
  private static final String UDP_LOW = "@th,40,8";

  private UdpLengths() {}

  static void writeSets(RulesText text) {
    List<String> low = new ArrayList<>();
    List<String> borrow = new ArrayList<>();
    List<String> same = new ArrayList<>();
    List<String> below = new ArrayList<>();
    for (int octet = 0; octet < OCTET; octet++) {
      same.add(octet + " . " + octet);
      if (octet > 0) {
        below.add(octet + " . " + (octet - 1));
      }
      for (int words = SHORTEST_HEADER; words <= LONGEST_HEADER; words++) {
        low.add(words + " . " + octet + " . " + Math.floorMod(octet - 4 * words, OCTET));
        if (octet < 4 * words) {
          borrow.add(words + " . " + octet);
        }
      }
    }
    // Any field of one octet has the type that these have.
    set(text, "udp-low", "ip hdrlength . ip ttl . ip ttl", low);
    set(text, "udp-borrow", "ip hdrlength . ip ttl", borrow);
    set(text, "udp-same", "ip ttl . ip ttl", same);
    set(text, "udp-below", "ip ttl . ip ttl", below);
    String wrong = " goto r-" + GuardRule.UDP_LENGTH.id();
    text.open("chain udp-lengths-4");
    text.line("ip hdrlength . %s . %s != @udp-low%s".formatted(V4_LOW, UDP_LOW, wrong));
    String borrows = "ip hdrlength . " + V4_LOW;
    String high = V4_HIGH + " . " + UDP_HIGH;
    text.line("%s @udp-borrow %s != @udp-below%s".formatted(borrows, high, wrong));
    text.line("%s != @udp-borrow %s != @udp-same%s".formatted(borrows, high, wrong));
    text.close();
    text.open("chain udp-lengths-6");
    text.line("%s . %s != @udp-same%s".formatted(V6_LOW, UDP_LOW, wrong));
    text.line("%s . %s != @udp-same%s".formatted(V6_HIGH, UDP_HIGH, wrong));
    text.close();
  }

  private static void set(RulesText text, String name, String type, List<String> elements) {
    text.open("set " + name);
    text.line("typeof " + type);
    text.line("elements = { " + String.join(", ", elements) + " }");
    text.close();
  }

  /** The lines that send every datagram there. Behind other headers of IPv6 it is not looked at. */
  static void writeRules(RulesText text) {
    text.line("ip protocol udp jump udp-lengths-4");
    text.line("ip6 nexthdr udp jump udp-lengths-6");
  }
}
