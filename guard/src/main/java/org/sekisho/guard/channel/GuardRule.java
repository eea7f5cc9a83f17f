package org.sekisho.guard.channel;

import java.util.Optional;

/**
 * The rules that count and report. Each has a counter {@code c-<id>} in the table; a virtual patch
 * adds {@code patch-<id of the patch>}.
 */
public enum GuardRule {
  /** From an address that is blocked for a time. */
  BLOCKED("blocked", Disposition.DROP),
  /** A source address that cannot be behind that interface, or is bound to another device. */
  SPOOFED_SOURCE("spoofed-source", Disposition.DROP),
  /** ARP that claims the address of the gateway or of another device. */
  ARP_SPOOFED("arp-spoofed", Disposition.DROP),
  /** From the field, but from no device of the model. */
  UNKNOWN_DEVICE("unknown-device", Disposition.DROP),
  /** A router advertisement from the field. */
  ROGUE_ROUTER("rogue-router", Disposition.DROP),
  /** The answer of a DHCP server in the field. */
  ROGUE_DHCP("rogue-dhcp", Disposition.DROP),
  /** Fragments above the limit of one source or of all. */
  FRAGMENT_OVER_LIMIT("fragment-over-limit", Disposition.LIMIT),
  /** A fragment behind the end of the largest datagram: Ping of death. */
  FRAGMENT_OVERSIZE("fragment-oversize", Disposition.DROP),
  /** A fragment that is not the last one and too small to hold the header it begins with. */
  FRAGMENT_TINY("fragment-tiny", Disposition.DROP),
  /** A fragment, whatever becomes of it: the detectors look whether it fits its datagram. */
  FRAGMENT_SEEN("fragment-seen", Disposition.PASS),
  /** ARP from the field, whatever becomes of it: the detectors look who claims which address. */
  ARP_SEEN("arp-seen", Disposition.PASS),
  /** Options that let the sender choose the way. */
  SOURCE_ROUTED("source-routed", Disposition.DROP),
  /** A length in UDP that is not what the IP header leaves for it. */
  UDP_LENGTH("udp-length", Disposition.DROP),
  /** What connection tracking cannot make sense of: lengths, checksums, out-of-window. */
  INVALID("invalid", Disposition.DROP),
  /** TCP without any flag. */
  SCAN_FLAGS_NULL("scan-flags-null", Disposition.DROP),
  /** TCP with FIN, PSH and URG. */
  SCAN_FLAGS_XMAS("scan-flags-xmas", Disposition.DROP),
  /** TCP with FIN and nothing that belongs to it. */
  SCAN_FLAGS_FIN("scan-flags-fin", Disposition.DROP),
  /** TCP with SYN and FIN. */
  SCAN_FLAGS_SYN_FIN("scan-flags-syn-fin", Disposition.DROP),
  /** TCP with SYN and RST, or FIN and RST. */
  SCAN_FLAGS_RST("scan-flags-rst", Disposition.DROP),
  /** TCP of no known connection that does not begin one. */
  NOT_SYN("not-syn", Disposition.DROP),
  /** Packets of one source above its limit. */
  PACKETS_OVER_LIMIT("packets-over-limit", Disposition.LIMIT),
  /** Packets of one interface above its limit. */
  INTERFACE_OVER_LIMIT("interface-over-limit", Disposition.LIMIT),
  /** Beginnings of connections of one source above its limit. */
  SYN_OVER_LIMIT("syn-over-limit", Disposition.LIMIT),
  /** Open connections of one source above their limit. */
  CONNECTIONS_OVER_LIMIT("connections-over-limit", Disposition.LIMIT),
  /** Echo requests from the WAN. */
  ECHO_SILENCED("echo-silenced", Disposition.DROP),
  /** Echo requests above the limit. */
  ECHO_OVER_LIMIT("echo-over-limit", Disposition.LIMIT),
  /** Messages of ICMP about present connections above the limit. */
  ICMP_OVER_LIMIT("icmp-over-limit", Disposition.LIMIT),
  /** To the gateway from the WAN, and no service. */
  WAN_IN_DENIED("wan-in-denied", Disposition.DROP),
  /** To the gateway from the field, and no service. */
  FIELD_IN_DENIED("field-in-denied", Disposition.DROP),
  /** To the gateway from the LAN, and no service. */
  LAN_IN_DENIED("lan-in-denied", Disposition.DROP),
  /** To the gateway from an interface that the policy does not know. */
  OTHER_IN_DENIED("other-in-denied", Disposition.DROP),
  /** A new connection to a service of the gateway. */
  SERVICE_OPENED("service-opened", Disposition.PASS),
  /** From the WAN to the inside. */
  WAN_FORWARD_DENIED("wan-forward-denied", Disposition.DROP),
  /** From the field through the gateway, without a flow that allows it. */
  EGRESS_NOT_ALLOWED("egress-not-allowed", Disposition.DROP),
  /** To a name server or a relay that is not the gateway's. */
  NAME_BYPASS("name-bypass", Disposition.DROP),
  /** A device that sends more through the gateway than its limit. */
  EGRESS_OVER_LIMIT("egress-over-limit", Disposition.LIMIT),
  /** All devices together above their limit. */
  EGRESS_OVER_TOTAL("egress-over-total", Disposition.LIMIT),
  /** To a device, more from outside than its limit. */
  INGRESS_OVER_LIMIT("ingress-over-limit", Disposition.LIMIT),
  /** Any other packet that is not for the gateway. */
  FORWARD_DENIED("forward-denied", Disposition.DROP),
  /** A new connection through the gateway. */
  FLOW_OPENED("flow-opened", Disposition.PASS),
  /** From the gateway itself to where it has nothing to do. */
  OUTPUT_DENIED("output-denied", Disposition.DROP),
  /** More new connections of the gateway itself than its limit. */
  OUTPUT_OVER_LIMIT("output-over-limit", Disposition.LIMIT);

  private final String id;
  private final Disposition disposition;

  GuardRule(String id, Disposition disposition) {
    this.id = id;
    this.disposition = disposition;
  }

  /** Id in log prefixes and reports. */
  public String id() {
    return id;
  }

  /** What becomes of a packet. */
  public Disposition disposition() {
    return disposition;
  }

  /** Name of the counter in the table. */
  public String counter() {
    return "c-" + id;
  }

  /** Whether it looks at ARP, and therefore stands in a table of its own. */
  public boolean isArp() {
    return this == ARP_SPOOFED || this == ARP_SEEN;
  }

  /** What the kernel writes before a logged packet: {@code <id>:<disposition>}. */
  public String prefix() {
    return id + ":" + disposition.word();
  }

  /** The rule with this id; virtual patches are none of these. */
  public static Optional<GuardRule> of(String id) {
    for (GuardRule rule : values()) {
      if (rule.id.equals(id)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}
