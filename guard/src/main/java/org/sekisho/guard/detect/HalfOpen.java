package org.sekisho.guard.detect;

import java.util.Map;
import org.sekisho.guard.packet.IpAddress;

/**
 * Connections to this machine that were begun and not completed, at one moment.
 *
 * @param total all of them
 * @param bySource by who began them; at most 1024 sources
 * @param cookies SYN cookies that the kernel had to send since it started, or -1 when not known
 */
public record HalfOpen(long total, Map<IpAddress, Integer> bySource, long cookies) {
  /** Most sources of one reading. */
  public static final int MAX_SOURCES = 1_024;

  public HalfOpen {
    bySource = Map.copyOf(bySource);
  }
}
