package org.sekisho.guard.detect;

import java.util.Optional;

/**
 * What can be detected. Each is one row of docs/reference/detections.md. What the kernel drops
 * packet by packet, and what one packet with a forged source could show, blocks nobody: an attacker
 * would have his victim blocked.
 */
public enum DetectionRule {
  /** One source sends too many packets. */
  PACKET_FLOOD("packet-flood", "packet-rate-detection", true),
  /** All together send too many packets through an interface. */
  INTERFACE_FLOOD("interface-flood", "packet-rate-detection", false),
  /** Many sources, each under its limit, together above that of what they aim at. */
  JOINT_FLOOD("joint-flood", "packet-rate-detection", false),
  /** Connections are begun faster than anyone needs, or begun and left half open. */
  SYN_FLOOD("syn-flood", "syn-flood-protection", true),
  /** One source holds too many connections open. */
  CONNECTION_FLOOD("connection-flood", "syn-flood-protection", true),
  /** Echo requests or other messages of ICMP above their limit. */
  ECHO_FLOOD("echo-flood", "icmp-limits", false),
  /** One source tries many ports in a short time. */
  PORT_SCAN("port-scan", "scan-detection", true),
  /** One source tries many ports in a long time. */
  SLOW_SCAN("slow-scan", "scan-detection", true),
  /** One source tries many hosts. */
  HOST_SWEEP("host-sweep", "scan-detection", true),
  /** Fragments that overlap, hide a header, never become whole, or are too many. */
  FRAGMENT_ATTACK("fragment-attack", "fragment-guard", false),
  /** Packets or datagrams that are larger than they may be. */
  OVERSIZE("oversize", "oversize-detection", false),
  /** Packets whose headers contradict each other. */
  MALFORMED("malformed", "packet-length-checks", false),
  /** A source address that cannot be there. */
  SPOOFED_SOURCE("spoofed-source", "address-spoof-guard", false),
  /** Somebody on the field network who is no device of the model. */
  UNKNOWN_DEVICE("unknown-device", "device-allow-list", false),
  /** An address that is claimed by two. */
  ADDRESS_CONFLICT("address-conflict", "address-spoof-guard", false),
  /** Somebody who gives away addresses and is not asked to. */
  ROGUE_DHCP("rogue-dhcp", "address-spoof-guard", false),
  /** Somebody who says that he is the router and is not. */
  ROGUE_ROUTER("rogue-router", "address-spoof-guard", false),
  /** A device that talks to where it has nothing to do. */
  EGRESS_VIOLATION("egress-violation", "egress-limits", false),
  /** Somebody who resolves names elsewhere than by the gateway. */
  NAME_BYPASS("name-bypass", "dns-filter", false),
  /** A device that sends more than it has to say. */
  EGRESS_FLOOD("egress-flood", "egress-limits", false),
  /** The gateway's own programs connect to where they have nothing to do, or too often. */
  GATEWAY_EGRESS("gateway-egress", "egress-limits", false),
  /** An attack on a weakness that a virtual patch covers. */
  VIRTUAL_PATCH("virtual-patch", "virtual-patch", true);

  private final String id;
  private final String control;
  private final boolean blocks;

  DetectionRule(String id, String control, boolean blocks) {
    this.id = id;
    this.control = control;
    this.blocks = blocks;
  }

  /** Dashed words. */
  public String id() {
    return id;
  }

  /** Id of the countermeasure in the risk catalogue that this detection is. */
  public String control() {
    return control;
  }

  /** Whether its source is blocked for a time, when it is known and not spared. */
  public boolean blocks() {
    return blocks;
  }

  /** The rule with this id, if there is one. */
  public static Optional<DetectionRule> of(String id) {
    for (DetectionRule rule : values()) {
      if (rule.id.equals(id)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}
