package org.sekisho.guard.ruleset;

import java.util.Map;
import java.util.TreeMap;
import org.sekisho.guard.channel.GuardRule;

/** Which flags of TCP no honest host sends together, and what is told of them. */
final class TcpFlags {
  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int PSH = 0x08;
  private static final int ACK = 0x10;
  private static final int URG = 0x20;
  private static final int ALL = FIN | SYN | RST | PSH | ACK | URG;

  private TcpFlags() {}

  /** For each such combination of the six flags the rule that it breaks. */
  static Map<Integer, GuardRule> unheardOf() {
    Map<Integer, GuardRule> rules = new TreeMap<>();
    for (int flags = 0; flags <= ALL; flags++) {
      if (flags == 0) {
        rules.put(flags, GuardRule.SCAN_FLAGS_NULL);
      } else if (has(flags, FIN | PSH | URG)) {
        rules.put(flags, GuardRule.SCAN_FLAGS_XMAS);
      } else if (has(flags, SYN | FIN)) {
        rules.put(flags, GuardRule.SCAN_FLAGS_SYN_FIN);
      } else if (has(flags, SYN | RST) || has(flags, FIN | RST)) {
        rules.put(flags, GuardRule.SCAN_FLAGS_RST);
      } else if ((flags & (FIN | ACK)) == FIN) {
        rules.put(flags, GuardRule.SCAN_FLAGS_FIN);
      }
    }
    return rules;
  }

  private static boolean has(int flags, int wanted) {
    return (flags & wanted) == wanted;
  }
}
