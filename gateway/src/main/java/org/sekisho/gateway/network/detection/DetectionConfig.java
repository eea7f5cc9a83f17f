package org.sekisho.gateway.network.detection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.guard.detect.DetectionLimits;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.model.document.Fields;

/**
 * The section {@code network.detection}: how much is too much, and what is done about it.
 *
 * @param limits of the detectors
 * @param neverBlock who is never blocked beside the gateway itself, its head-end, its management
 *     and its routers
 */
public record DetectionConfig(DetectionLimits limits, List<Prefix> neverBlock) {
  private static final int MOST = 1_000_000;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration DAY = Duration.ofDays(1);

  public DetectionConfig {
    neverBlock = List.copyOf(neverBlock);
  }

  /** Reads the section; every key has a default. */
  public static DetectionConfig from(Fields detection) {
    DetectionLimits usual = DetectionLimits.USUAL;
    Fields block = detection.section("block");
    return new DetectionConfig(
        new DetectionLimits(
            flood(detection.section("flood"), usual.flood()),
            scan(detection.section("scan"), usual.scan()),
            fragments(detection.section("fragments"), usual.fragments()),
            attempts(detection.section("attempts"), usual.attempts()),
            new DetectionLimits.Block(
                block.duration("time", usual.block().time(), Duration.ofSeconds(1), DAY),
                block.integer("per-minute", usual.block().perMinute(), 0, 1_000),
                block.flag("devices", usual.block().devices())),
            memory(detection.section("memory"), usual.memory())),
        never(block));
  }

  private static DetectionLimits.Flood flood(Fields f, DetectionLimits.Flood usual) {
    return new DetectionLimits.Flood(
        f.integer("per-source-1s", usual.perSource1s(), 1, MOST),
        f.integer("per-source-10s", usual.perSource10s(), 1, MOST),
        f.integer("capacity", usual.capacity(), 1, 100_000_000),
        f.integer("capacity-percent", usual.capacityPercent(), 1, 100),
        f.integer("capacity-seconds", usual.capacitySeconds(), 1, 3_600),
        f.integer("per-target-10s", usual.perTarget10s(), 1, MOST),
        f.integer("refused-per-target-60s", usual.refusedPerTarget60s(), 1, MOST),
        f.integer("sources", usual.sources(), 2, 500),
        f.integer("half-open", usual.halfOpen(), 1, MOST),
        f.integer("half-open-per-source", usual.halfOpenPerSource(), 1, MOST));
  }

  private static DetectionLimits.Scan scan(Fields f, DetectionLimits.Scan usual) {
    return new DetectionLimits.Scan(
        f.integer("fast-ports", usual.fastPorts(), 2, 1_000),
        f.duration("fast-window", usual.fastWindow(), SHORTEST, DAY),
        f.integer("slow-ports", usual.slowPorts(), 2, 1_000),
        f.duration("slow-window", usual.slowWindow(), SHORTEST, DAY),
        f.integer("sweep-hosts", usual.sweepHosts(), 2, 1_000),
        f.duration("sweep-window", usual.sweepWindow(), SHORTEST, DAY));
  }

  private static DetectionLimits.Fragments fragments(Fields f, DetectionLimits.Fragments usual) {
    return new DetectionLimits.Fragments(
        f.integer("datagrams", usual.datagrams(), 1, 4_096),
        f.integer("each", usual.each(), 2, 64),
        f.duration("patience", usual.patience(), SHORTEST, Duration.ofMinutes(10)),
        f.integer("unfinished", usual.unfinished(), 1, MOST));
  }

  private static DetectionLimits.Attempts attempts(Fields f, DetectionLimits.Attempts usual) {
    return new DetectionLimits.Attempts(
        f.integer("spoofed", usual.spoofed(), 1, MOST),
        f.integer("egress", usual.egress(), 1, MOST),
        f.integer("syn", usual.syn(), 1, MOST),
        f.integer("echo", usual.echo(), 1, MOST),
        f.duration("address-hold", usual.addressHold(), SHORTEST, DAY));
  }

  private static DetectionLimits.Memory memory(Fields f, DetectionLimits.Memory usual) {
    return new DetectionLimits.Memory(
        f.integer("sources", usual.sources(), 16, 65_536),
        f.integer("suspects", usual.suspects(), 16, 65_536),
        f.integer("incidents", usual.incidents(), 16, 4_096),
        f.integer("apart", usual.apart(), 1, 256),
        f.duration("retell", usual.retell(), SHORTEST, DAY),
        f.duration("quiet", usual.quiet(), SHORTEST, DAY));
  }

  private static List<Prefix> never(Fields block) {
    List<Prefix> never = new ArrayList<>();
    for (String text : block.texts("never")) {
      try {
        never.add(Prefix.parse(text));
      } catch (IllegalArgumentException e) {
        block.problem("never", "'" + text + "' is not " + Prefix.ALLOWED);
      }
    }
    return never;
  }
}
