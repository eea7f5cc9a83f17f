package org.sekisho.guard.packet;

import java.util.Optional;

/**
 * A block of addresses.
 *
 * @param base any address of it
 * @param prefix leading bits that all have in common: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record IpRange(IpAddress base, int prefix) {
  private static final int BITS_4 = 32;
  private static final int BITS_6 = 128;

  /** Refuses a prefix that the address cannot have. */
  public IpRange {
    if (prefix < 0 || prefix > bits(base)) {
      throw new IllegalArgumentException("prefix " + prefix + " of " + base);
    }
  }

  /** This one address. */
  public static IpRange only(IpAddress address) {
    return new IpRange(address, bits(address));
  }

  /** Such as 192.0.2.0/24, or an address alone; empty for anything else. */
  public static Optional<IpRange> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return IpAddress.parse(text).map(IpRange::only);
    }
    String length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(length);
    return IpAddress.parse(text.substring(0, slash))
        .filter(a -> prefix <= bits(a))
        .map(a -> new IpRange(a, prefix));
  }

  /** Whether the address lies in it. */
  public boolean contains(IpAddress address) {
    if (address.v6() != base.v6()) {
      return false;
    }
    if (!base.v6()) {
      return same(address.low() << BITS_4, base.low() << BITS_4, prefix);
    }
    return same(address.high(), base.high(), Math.min(prefix, 64))
        && same(address.low(), base.low(), Math.max(0, prefix - 64));
  }

  @Override
  public String toString() {
    return base + "/" + prefix;
  }

  private static boolean same(long a, long b, int leading) {
    return leading == 0 || (a ^ b) >>> (64 - leading) == 0;
  }

  private static int bits(IpAddress address) {
    return address.v6() ? BITS_6 : BITS_4;
  }
}
