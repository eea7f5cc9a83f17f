package org.sekisho.guard.channel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counters of all rules at one moment, sent each second. They only grow while the guard and its
 * table stand; after that they may begin anew. Counters of the kernel itself, of packets that no
 * rule ever saw, begin with {@code kernel-}: such as {@code kernel-ip-reassembly-fails}.
 *
 * @param atNanos when they were read, in ns since 1970
 * @param counters by id of the rule, in a stable order; at most 1024
 */
public record CounterReport(long atNanos, Map<String, Count> counters) implements Report {
  /** Most counters in a report. */
  public static final int MAX_COUNTERS = 1024;

  public CounterReport {
    if (counters.size() > MAX_COUNTERS) {
      throw new IllegalArgumentException("counters: " + counters.size());
    }
    counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
  }

  /**
   * What a rule has seen.
   *
   * @param packets packets so far
   * @param bytes their bytes; 0 for counters of the kernel
   */
  public record Count(long packets, long bytes) {}
}
