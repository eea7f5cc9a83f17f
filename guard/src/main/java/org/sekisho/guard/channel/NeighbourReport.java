package org.sekisho.guard.channel;

import java.net.InetAddress;
import java.util.Locale;

/**
 * The kernel learnt or lost the hardware address of a neighbour.
 *
 * @param interfaceName the interface behind which it stands
 * @param address its network address
 * @param mac its hardware address in lower-case hexadecimal digits with colons, or empty
 * @param state what the kernel thinks of it
 */
public record NeighbourReport(
    String interfaceName, InetAddress address, String mac, NeighbourState state) implements Report {
  public NeighbourReport {
    interfaceName = PacketReport.cut(interfaceName);
    mac = PacketReport.cut(mac);
  }

  /** States of a neighbour, as in the kernel. */
  public enum NeighbourState {
    INCOMPLETE,
    REACHABLE,
    STALE,
    DELAY,
    PROBE,
    FAILED,
    NOARP,
    PERMANENT,
    /** The entry is gone. */
    GONE;

    /** The word in logs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
