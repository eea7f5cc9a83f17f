package org.sekisho.gateway.network.detection;

import java.net.InetAddress;

/** Whoever can have the kernel drop everything that comes from an address for some time. */
@FunctionalInterface
public interface SourceBlocks {
  /**
   * Blocks the source; called on the detection's thread.
   *
   * @param seconds 1 to 86,400
   * @return whether it is done
   */
  boolean block(InetAddress address, int seconds);
}
