package org.sekisho.guard.packet;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What captured bytes are. */
public sealed interface Packet {
  /** What is wrong with it; empty for an honest one. */
  Set<Fault> faults();

  /**
   * An IP packet.
   *
   * @param source who says to have sent it
   * @param destination whom it is for
   * @param protocol number of what it carries, 0 to 255, behind all extension headers
   * @param totalBytes header and data, as the header says
   * @param fragment where it lies in its datagram, or null when it is whole
   */
  record Ip(
      IpAddress source,
      IpAddress destination,
      int protocol,
      int totalBytes,
      @Nullable Fragment fragment,
      Transport transport,
      Set<Fault> faults)
      implements Packet {
    public Ip {
      faults = Set.copyOf(faults);
    }
  }

  /**
   * An ARP message: who says to have an address.
   *
   * @param operation 1 asks, 2 answers
   */
  record Arp(
      int operation,
      MacAddress senderMac,
      IpAddress sender,
      MacAddress targetMac,
      IpAddress target,
      Set<Fault> faults)
      implements Packet {
    public Arp {
      faults = Set.copyOf(faults);
    }
  }

  /**
   * Something else on the link, which the gateway does not use.
   *
   * @param etherType 0 to 65535
   */
  record Foreign(int etherType) implements Packet {
    @Override
    public Set<Fault> faults() {
      return Set.of();
    }
  }

  /** Bytes that are nothing. */
  record Unreadable(Set<Fault> faults) implements Packet {
    public Unreadable {
      faults = Set.copyOf(faults);
    }
  }
}
