package org.sekisho.guard.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address as numbers: cheap to compare and to keep in tables, and never looked up.
 *
 * @param v6 whether it is IPv6; an IPv4 address stands in the lower 32 bits of {@code low}
 * @param high upper 64 bits
 * @param low lower 64 bits
 */
public record IpAddress(boolean v6, long high, long low) {
  private static final long V4_MASK = 0xffff_ffffL;
  private static final long MULTICAST_4 = 0xe;
  private static final long MULTICAST_6 = 0xff;
  private static final long LINK_LOCAL_6 = 0xfe80L >>> 6;
  private static final int LOOPBACK_4 = 127;

  /** The IPv4 address with these 32 bits. */
  public static IpAddress v4(long bits) {
    return new IpAddress(false, 0, bits & V4_MASK);
  }

  /** The IPv6 address with these 128 bits. */
  public static IpAddress v6(long high, long low) {
    return new IpAddress(true, high, low);
  }

  /** The address in 4 or 16 bytes; empty for any other length. */
  public static Optional<IpAddress> of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> Optional.of(v4(Octets.u32(bytes, 0)));
      case 16 -> Optional.of(v6(Octets.u64(bytes, 0), Octets.u64(bytes, 8)));
      default -> Optional.empty();
    };
  }

  /**
   * A numeric address such as 192.0.2.1 or 2001:db8::1; empty for anything else, names included.
   */
  public static Optional<IpAddress> parse(String text) {
    try {
      return of(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The 4 or 16 bytes in network order. */
  public byte[] bytes() {
    byte[] bytes = new byte[v6 ? 16 : 4];
    for (int i = bytes.length - 1, n = 0; i >= 0; i--, n++) {
      bytes[i] = (byte) ((n < 8 ? low : high) >>> (8 * (n % 8)));
    }
    return bytes;
  }

  /** Whether it stands for a group. */
  public boolean isMulticast() {
    return v6 ? high >>> 56 == MULTICAST_6 : low >>> 28 == MULTICAST_4;
  }

  /** Whether it is the limited broadcast of IPv4. */
  public boolean isBroadcast() {
    return !v6 && low == V4_MASK;
  }

  /** Whether it is the all-zero address: nobody yet. */
  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  /** Whether it may never come from outside a machine. */
  public boolean isLoopback() {
    return v6 ? high == 0 && low == 1 : low >>> 24 == LOOPBACK_4;
  }

  /** Whether it counts on one link only. */
  public boolean isLinkLocal() {
    return v6 ? high >>> 54 == LINK_LOCAL_6 : low >>> 16 == 0xa9feL;
  }

  /** Whether it names exactly one machine, as a source must. */
  public boolean isUnicast() {
    return !isMulticast() && !isBroadcast() && !isUnspecified();
  }

  /** The usual text form. */
  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(bytes()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are always an address", e);
    }
  }
}
