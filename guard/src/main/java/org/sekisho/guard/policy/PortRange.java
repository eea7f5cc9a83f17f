package org.sekisho.guard.policy;

/**
 * Ports from first to last.
 *
 * @param first 1 to 65535
 * @param last not smaller than {@code first}, at most 65535
 */
public record PortRange(int first, int last) {
  /** What a setting of this kind may say, for error texts. */
  public static final String ALLOWED =
      "a port or a range of ports from 1 to 65535, such as 8883 or 6000-6010";

  private static final int GREATEST = 65_535;

  public PortRange {
    if (first < 1 || last < first || last > GREATEST) {
      throw new IllegalArgumentException("ports " + first + "-" + last);
    }
  }

  /** One port. */
  public static PortRange of(int port) {
    return new PortRange(port, port);
  }

  /** Reads {@code 8883} or {@code 6000-6010}; anything else is IllegalArgumentException. */
  public static PortRange parse(String text) {
    int dash = text.indexOf('-');
    return dash < 0
        ? of(Integer.parseInt(text))
        : new PortRange(
            Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
