package org.sekisho.gateway.event;

/**
 * One end of a conversation.
 *
 * @param address numeric IPv4 or IPv6 address, or a MAC address where there is no other; at most 64
 *     characters
 * @param port 0 to 65535; 0 where the protocol has none or it is not known
 */
public record Endpoint(String address, int port) {
  /** Nobody known. */
  public static final Endpoint NONE = new Endpoint("", 0);

  private static final int MAX_ADDRESS = 64;

  /** Bounds the address: it may come from a packet. */
  public Endpoint {
    if (address.length() > MAX_ADDRESS) {
      address = address.substring(0, MAX_ADDRESS);
    }
  }
}
