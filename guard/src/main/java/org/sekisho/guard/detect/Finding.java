package org.sekisho.guard.detect;

import org.jspecify.annotations.Nullable;
import org.sekisho.guard.packet.IpAddress;

/** What the detectors have to say. */
public sealed interface Finding {
  /**
   * An attack began or goes on. One attack is told when it is seen, then again after a while with
   * what came since.
   *
   * @param rule what it is
   * @param first whether it is told for the first time
   * @param source who does it: a network address, a hardware address, an interface, {@link
   *     Incidents#MANY}, or empty
   * @param sourcePort port of the latest packet, or 0
   * @param target whom it is done to, or empty
   * @param targetPort port of the latest packet, or 0
   * @param protocol of the latest packet, or empty
   * @param device component id of the device that does it, or empty
   * @param count packets since it was told before, at least 1
   * @param total packets since it began
   * @param sinceNs when the first of {@code count} came
   * @param beganNs when it began
   * @param atNs when the latest came
   * @param limit what was crossed
   * @param what one English sentence
   * @param block the block that answers it, or null
   * @param refrained why there is none although the rule blocks, or empty
   */
  record Attack(
      DetectionRule rule,
      boolean first,
      String source,
      int sourcePort,
      String target,
      int targetPort,
      String protocol,
      String device,
      long count,
      long total,
      long sinceNs,
      long beganNs,
      long atNs,
      String limit,
      String what,
      @Nullable Block block,
      String refrained)
      implements Finding {}

  /**
   * Whom to block.
   *
   * @param seconds at least 1
   */
  record Block(IpAddress address, int seconds) {}

  /** A block ran out. */
  record Unblocked(IpAddress address, long atNs) implements Finding {}

  /**
   * What a rule of the kernel refused within a minute, attack or not.
   *
   * @param rule id of the rule
   * @param packets at least 1
   */
  record Refused(String rule, long packets, long sinceNs, long atNs) implements Finding {}
}
