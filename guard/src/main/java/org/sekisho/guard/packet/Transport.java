package org.sekisho.guard.packet;

/** What stands in an IP packet. */
public sealed interface Transport {
  /**
   * A TCP segment.
   *
   * @param sourcePort 0 to 65535
   * @param destinationPort 0 to 65535
   * @param flags the lower eight flag bits, see {@link TcpFlags}
   * @param headerBytes 0 to 60, as the header says
   * @param window 0 to 65535, not scaled
   */
  record Tcp(int sourcePort, int destinationPort, int flags, int headerBytes, int window)
      implements Transport {}

  /**
   * A UDP datagram.
   *
   * @param sourcePort 0 to 65535
   * @param destinationPort 0 to 65535
   * @param length 0 to 65535, as the header says
   */
  record Udp(int sourcePort, int destinationPort, int length) implements Transport {}

  /**
   * An answer of a DHCPv4 server (RFC 2131), as far as its first bytes say it.
   *
   * @param client whom it is for
   * @param offered the address that is given away
   */
  record DhcpAnswer(MacAddress client, IpAddress offered) implements Transport {}

  /**
   * An ICMP or ICMPv6 message.
   *
   * @param v6 whether type and code are those of ICMPv6
   * @param type 0 to 255
   * @param code 0 to 255
   */
  record Icmp(boolean v6, int type, int code) implements Transport {
    private static final int ECHO_4 = 8;
    private static final int ECHO_6 = 128;
    private static final int ADVERTISEMENT = 134;

    /** Whether it asks for an echo. */
    public boolean isEcho() {
      return type == (v6 ? ECHO_6 : ECHO_4);
    }

    /** Whether somebody says that it is a router (RFC 4861). */
    public boolean isRouterAdvertisement() {
      return v6 && type == ADVERTISEMENT;
    }
  }

  /** A later fragment: its beginning stands in another packet. */
  record Continuation() implements Transport {}

  /** A protocol that is not looked into, or one whose header was not captured. */
  record Other() implements Transport {}
}
