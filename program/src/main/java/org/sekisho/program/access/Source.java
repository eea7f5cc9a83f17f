package org.sekisho.program.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Under which key the tries of an address are counted. */
final class Source {
  private static final Pattern NUMERIC = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  private Source() {}

  /**
   * IPv4 by address; IPv6 by its /64, which one host can fill with addresses at will; link-local
   * IPv6 by address, because there one /64 holds all neighbours; IPv4 in IPv6 as IPv4.
   */
  static String key(String address) {
    int scope = address.indexOf('%');
    String numeric = scope < 0 ? address : address.substring(0, scope);
    if (!NUMERIC.matcher(numeric).matches()) {
      return address.length() > 64 ? address.substring(0, 64) : address;
    }
    try {
      InetAddress parsed = InetAddress.getByName(numeric);
      if (parsed instanceof Inet6Address six && !six.isLinkLocalAddress()) {
        return HexFormat.of().formatHex(six.getAddress(), 0, 8) + "/64";
      }
      return parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return numeric;
    }
  }
}
