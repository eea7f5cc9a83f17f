package org.sekisho.guard.policy;

/**
 * A transport protocol and ports of it.
 *
 * @param transport transport protocol
 * @param ports ports
 */
public record Reach(Transport transport, PortRange ports) {
  /** What a setting of this kind may say, for error texts. */
  public static final String ALLOWED =
      "tcp/ or udp/ with a port or a range of ports, such as tcp/8883 or udp/6000-6010";

  /** Reads {@code tcp/8883} or {@code udp/6000-6010}; anything else is IllegalArgumentException. */
  public static Reach parse(String text) {
    for (Transport one : Transport.values()) {
      String head = one.word() + "/";
      if (text.startsWith(head)) {
        return new Reach(one, PortRange.parse(text.substring(head.length())));
      }
    }
    throw new IllegalArgumentException(text);
  }

  @Override
  public String toString() {
    return transport.word() + "/" + ports;
  }
}
