package org.sekisho.guard.kernel;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.guard.channel.CounterReport.Count;

/**
 * Counters of packets that the kernel throws away by itself, before or behind the rules:
 * overlapping and unfinished fragments, lengths and checksums that do not fit. Read from {@code
 * /proc/net/snmp}, {@code snmp6} and {@code netstat}; total.
 */
public final class KernelCounters {
  private static final List<String[]> WANTED =
      List.of(
          new String[] {"Ip.InHdrErrors", "ip-header-errors"},
          new String[] {"Ip.ReasmFails", "ip-reassembly-fails"},
          new String[] {"Ip.ReasmTimeout", "ip-reassembly-timeouts"},
          new String[] {"IpExt.ReasmOverlaps", "ip-reassembly-overlaps"},
          new String[] {"IpExt.InTruncatedPkts", "ip-truncated"},
          new String[] {"IpExt.InCsumErrors", "ip-checksum-errors"},
          new String[] {"Ip6InHdrErrors", "ip6-header-errors"},
          new String[] {"Ip6ReasmFails", "ip6-reassembly-fails"},
          new String[] {"Ip6InTruncatedPkts", "ip6-truncated"},
          new String[] {"Udp.InErrors", "udp-errors"},
          new String[] {"Udp.InCsumErrors", "udp-checksum-errors"},
          new String[] {"Tcp.InErrs", "tcp-errors"},
          new String[] {"TcpExt.SyncookiesSent", "syn-cookies-sent"},
          new String[] {"TcpExt.SyncookiesFailed", "syn-cookies-failed"},
          new String[] {"TcpExt.ListenDrops", "listen-drops"});

  private KernelCounters() {}

  /** The counters by {@code kernel-<name>}, from the lines of those files. */
  public static Map<String, Count> of(List<String> snmp, List<String> snmp6, List<String> netstat) {
    Map<String, Long> found = new HashMap<>();
    pairs(snmp, found);
    pairs(netstat, found);
    for (String line : snmp6) {
      String[] words = line.trim().split("\\s+", -1);
      if (words.length == 2) {
        put(found, words[0], words[1]);
      }
    }
    Map<String, Count> counters = new LinkedHashMap<>();
    for (String[] one : WANTED) {
      Long packets = found.get(one[0]);
      if (packets != null) {
        counters.put("kernel-" + one[1], new Count(packets, 0));
      }
    }
    return counters;
  }

  /** A line of names and a line of values, each with the name of the protocol before it. */
  private static void pairs(List<String> lines, Map<String, Long> found) {
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      String[] names = lines.get(i).trim().split("\\s+", -1);
      String[] values = lines.get(i + 1).trim().split("\\s+", -1);
      for (int k = 1; k < names.length && k < values.length; k++) {
        put(found, names[0].replace(":", "") + "." + names[k], values[k]);
      }
    }
  }

  private static void put(Map<String, Long> found, String name, String value) {
    try {
      found.put(name, Long.parseLong(value));
    } catch (NumberFormatException e) {
      // A value that is no number is none of ours.
    }
  }
}
