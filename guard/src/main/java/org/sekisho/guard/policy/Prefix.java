package org.sekisho.guard.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A range of addresses such as 192.0.2.0/24 or 2001:db8::/32; bits behind the length are zero.
 *
 * @param address first address of the range
 * @param length length of the prefix in bits: 0 to 32 or 0 to 128
 */
public record Prefix(InetAddress address, int length) {
  /** What a setting of this kind may say, for error texts. */
  public static final String ALLOWED =
      "an address or a range of addresses, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32";

  private static final Pattern NUMERIC = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]{2,45}");

  public Prefix {
    byte[] bytes = address.getAddress();
    if (length < 0 || length > bytes.length * 8) {
      throw new IllegalArgumentException("length of the prefix: " + length);
    }
    for (int bit = length; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    // Made anew from its bytes: the name and the scope of the one given are not kept.
    address = addressOf(bytes);
  }

  /** A single address. */
  public static Prefix of(InetAddress address) {
    return new Prefix(address, address.getAddress().length * 8);
  }

  /**
   * Reads an address or a range; anything else is IllegalArgumentException. No name is looked up.
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = numeric(slash < 0 ? text : text.substring(0, slash));
    return slash < 0
        ? of(address)
        : new Prefix(address, Integer.parseInt(text.substring(slash + 1)));
  }

  /** Reads a numeric address; anything else is IllegalArgumentException. No name is looked up. */
  public static InetAddress numeric(String text) {
    if (!NUMERIC.matcher(text).matches()) {
      throw new IllegalArgumentException("not a numeric address: " + text);
    }
    return text.contains(":")
        ? java.net.Inet6Address.ofLiteral(text)
        : Inet4Address.ofLiteral(text);
  }

  /** The address with these 4 or 16 bytes; any other number is IllegalArgumentException. */
  public static InetAddress addressOf(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("bytes of an address: " + bytes.length, e);
    }
  }

  /** Whether the range is one of IPv4. */
  public boolean isV4() {
    return address instanceof Inet4Address;
  }

  /** Whether the range is a single address. */
  public boolean isSingle() {
    return length == address.getAddress().length * 8;
  }

  /** Whether the address lies in the range. */
  public boolean contains(InetAddress other) {
    byte[] bytes = other.getAddress();
    return bytes.length == address.getAddress().length
        && Arrays.equals(new Prefix(other, length).address.getAddress(), address.getAddress());
  }

  @Override
  public String toString() {
    return address.getHostAddress() + (isSingle() ? "" : "/" + length);
  }
}
