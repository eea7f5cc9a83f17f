package org.sekisho.program;

import java.net.InetSocketAddress;
import org.sekisho.model.document.Fields;

/**
 * Where a listener binds: a host name or IP address and a TCP port.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 0…65535; 0 asks the system for a free port
 */
public record Address(String host, int port) {
  /** What a setting of this kind may say, for error texts. */
  public static final String ALLOWED = "host:port, such as 127.0.0.1:7443 or [::1]:7443";

  public Address {
    if (host.isEmpty() || host.length() > 253 || port < 0 || port > 65_535) {
      throw new IllegalArgumentException(host + ":" + port);
    }
  }

  /** Reads {@code host:port} or {@code [ipv6]:port}; anything else is IllegalArgumentException. */
  public static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      throw new IllegalArgumentException(text);
    }
    return new Address(host, Integer.parseInt(text.substring(colon + 1)));
  }

  /** Reads the setting {@code key}, or takes the default when it is absent. */
  public static Address of(Fields fields, String key, Address otherwise) {
    return fields.parsed(key, ALLOWED, Address::parse).orElse(otherwise);
  }

  /** Whether only programs on this machine can reach it. */
  public boolean isLoopback() {
    var resolved = new InetSocketAddress(host, port).getAddress();
    return resolved != null && resolved.isLoopbackAddress();
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
