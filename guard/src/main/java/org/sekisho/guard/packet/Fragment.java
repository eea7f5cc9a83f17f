package org.sekisho.guard.packet;

/**
 * Where a fragment lies in its datagram.
 *
 * @param id which datagram, 16 bits for IPv4, 32 for IPv6
 * @param offset first byte, a multiple of 8
 * @param length bytes of data, at least 0
 * @param more whether others follow
 */
public record Fragment(long id, int offset, int length, boolean more) {
  /** First byte after it. */
  public int end() {
    return offset + length;
  }
}
