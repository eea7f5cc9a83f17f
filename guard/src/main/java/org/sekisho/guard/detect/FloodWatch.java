package org.sekisho.guard.detect;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.packet.IpAddress;

/**
 * Counts packets per source, per destination and per interface (SEC-STEP-01), and finds many weak
 * sources that join (THR-03).
 */
final class FloodWatch {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int MAX_TARGETS = 256;
  private static final int MAX_SENDERS = 512;
  private static final int MAX_INTERFACES = 64;

  private final DetectionLimits.Flood limits;
  private final SourceTable<IpAddress, Rates> sources;
  private final SourceTable<IpAddress, Target> targets = new SourceTable<>(MAX_TARGETS, 1);
  private final Map<String, Line> lines = new HashMap<>();

  private static final class Rates {
    final SlidingCount second = new SlidingCount(SECOND_NS);
    final SlidingCount tenSeconds = new SlidingCount(10 * SECOND_NS);
    boolean over;
  }

  /** Somebody who is aimed at. */
  private static final class Target {
    final SlidingCount tenSeconds = new SlidingCount(10 * SECOND_NS);
    final SlidingCount refused = new SlidingCount(60 * SECOND_NS);
    final LinkedHashMap<IpAddress, Sender> senders = new LinkedHashMap<>(16, 0.75f, true);
    boolean over;

    int senders(IpAddress latest, long number, long nowNs) {
      Sender sender = senders.computeIfAbsent(latest, _ -> new Sender());
      sender.seenNs = nowNs;
      sender.packets += number;
      Iterator<Sender> eldest = senders.values().iterator();
      while (eldest.hasNext()) {
        long seenNs = eldest.next().seenNs;
        if (senders.size() <= MAX_SENDERS && nowNs - seenNs < 60 * SECOND_NS) {
          break;
        }
        eldest.remove();
      }
      return senders.size();
    }

    /** Whether one of them alone does most of it: then the others are there by chance. */
    boolean isOneAlone() {
      long most = 0;
      long all = 0;
      for (Sender sender : senders.values()) {
        most = Math.max(most, sender.packets);
        all += sender.packets;
      }
      return 2 * most > all;
    }
  }

  private static final class Sender {
    long seenNs;
    long packets;
  }

  /** A network interface. */
  private static final class Line {
    long packets = -1;
    long atNs;
    int secondsOver;
  }

  FloodWatch(DetectionLimits limits) {
    this.limits = limits.flood();
    sources = new SourceTable<>(limits.memory().sources(), limits.memory().suspects());
  }

  void look(Sighting s, String device, BiConsumer<Evidence, Long> evidence) {
    IpAddress source = s.source().orElse(null);
    if (source == null) {
      return;
    }
    long now = s.atNs();
    Rates rates = sources.of(source, _ -> new Rates());
    long second = rates.second.add(now, s.weight());
    long ten = rates.tenSeconds.add(now, s.weight());
    boolean over = second > limits.perSource1s() || ten > limits.perSource10s();
    if (over) {
      boolean fast = second > limits.perSource1s();
      long sum = fast ? second : ten;
      evidence.accept(
          Evidence.of(
              DetectionRule.PACKET_FLOOD,
              s,
              device,
              rates.over ? s.weight() : sum,
              fast
                  ? limits.perSource1s() + " packets in 1 s"
                  : limits.perSource10s() + " packets in 10 s",
              "%d packets within %s, at last to %s port %d over %s"
                  .formatted(
                      sum,
                      fast ? "1 s" : "10 s",
                      s.destination().orElse(source),
                      s.destinationPort(),
                      s.protocol())),
          now);
      sources.suspect(source);
    }
    rates.over = over;
    s.destination().ifPresent(to -> joint(s, source, to, evidence));
  }

  private void joint(
      Sighting s, IpAddress source, IpAddress to, BiConsumer<Evidence, Long> evidence) {
    long now = s.atNs();
    Target target = targets.of(to, _ -> new Target());
    int senders = target.senders(source, s.weight(), now);
    long ten = target.tenSeconds.add(now, s.weight());
    long refused =
        s.disposition() == Disposition.PASS
            ? target.refused.sum(now)
            : target.refused.add(now, s.weight());
    boolean fast = ten > limits.perTarget10s();
    boolean over =
        senders >= limits.sources()
            && (fast || refused > limits.refusedPerTarget60s())
            && !target.isOneAlone();
    if (over) {
      long sum = fast ? ten : refused;
      evidence.accept(
          Evidence.of(
                  DetectionRule.JOINT_FLOOD,
                  s,
                  "",
                  target.over ? s.weight() : sum,
                  fast
                      ? limits.perTarget10s() + " packets to one address in 10 s"
                      : limits.refusedPerTarget60s() + " refused packets to one address in 60 s",
                  "%d packets within %s from %s%d sources to %s, each under its limit or forged, at last %s"
                      .formatted(
                          sum,
                          fast ? "10 s" : "60 s",
                          senders >= MAX_SENDERS ? "more than " : "",
                          senders,
                          to,
                          source))
              .by(Incidents.MANY),
          now);
    }
    target.over = over;
  }

  /** The packets that came in by an interface so far, each second or so. */
  void total(String interfaceName, long packets, long nowNs, BiConsumer<Evidence, Long> evidence) {
    if (!lines.containsKey(interfaceName) && lines.size() >= MAX_INTERFACES) {
      return;
    }
    Line line = lines.computeIfAbsent(interfaceName, _ -> new Line());
    long elapsedNs = nowNs - line.atNs;
    if (line.packets >= 0 && packets >= line.packets && elapsedNs > 0) {
      long came = packets - line.packets;
      double perSecond = came * (double) SECOND_NS / elapsedNs;
      double limit = limits.capacity() * (limits.capacityPercent() / 100.0);
      line.secondsOver = perSecond > limit ? line.secondsOver + 1 : 0;
      if (line.secondsOver >= limits.capacitySeconds()) {
        evidence.accept(
            new Evidence(
                DetectionRule.INTERFACE_FLOOD,
                interfaceName,
                0,
                "",
                0,
                "",
                "",
                came,
                "%d %% of %d packets/s for %d s"
                    .formatted(
                        limits.capacityPercent(), limits.capacity(), limits.capacitySeconds()),
                "%.0f packets/s come in by %s".formatted(perSecond, interfaceName),
                null),
            nowNs);
      }
    }
    line.packets = packets;
    line.atNs = nowNs;
  }

  int size() {
    return sources.size() + targets.size();
  }

  long forgotten() {
    return sources.forgotten() + targets.forgotten();
  }
}
