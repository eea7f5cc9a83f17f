package org.sekisho.guard.channel;

import java.util.Arrays;
import java.util.Objects;

/**
 * A packet that a rule logged. The kernel reports only so many in a second for each rule; {@link
 * CounterReport} counts all.
 *
 * @param rule id of the rule: dashed words, at most 64 characters
 * @param disposition what became of it
 * @param atNanos when it came, in ns since 1970, by the kernel's clock
 * @param inInterface name of the interface it came in on, or empty
 * @param outInterface name of the interface it would leave by, or empty
 * @param mac hardware address of the sender in lower-case hexadecimal digits with colons, or empty
 * @param packet the packet from its network header on (for ARP: the ARP header); at most 128 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied in, copied out, compared by content
public record PacketReport(
    String rule,
    Disposition disposition,
    long atNanos,
    String inInterface,
    String outInterface,
    String mac,
    byte[] packet)
    implements Report {
  /** Most bytes of a packet in a report. */
  public static final int MAX_PACKET = 128;

  /** Longest text in a report. */
  public static final int MAX_TEXT = 64;

  public PacketReport {
    rule = cut(rule);
    inInterface = cut(inInterface);
    outInterface = cut(outInterface);
    mac = cut(mac);
    packet = Arrays.copyOf(packet, Math.min(packet.length, MAX_PACKET));
  }

  /** The first bytes of the packet; a copy. */
  @Override
  public byte[] packet() {
    return packet.clone();
  }

  static String cut(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PacketReport p
        && rule.equals(p.rule)
        && disposition == p.disposition
        && atNanos == p.atNanos
        && inInterface.equals(p.inInterface)
        && outInterface.equals(p.outInterface)
        && mac.equals(p.mac)
        && Arrays.equals(packet, p.packet);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rule, atNanos, Arrays.hashCode(packet));
  }
}
