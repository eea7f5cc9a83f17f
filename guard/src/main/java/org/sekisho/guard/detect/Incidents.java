package org.sekisho.guard.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.guard.packet.IpAddress;

/**
 * Makes one attack out of many pieces of evidence, and decides on blocks. Bounded: with more
 * sources than can be told apart they are told as {@link #MANY}, and nobody of them is blocked,
 * because such sources are forged or innocent.
 */
public final class Incidents {
  /** The source of an attack that comes from more sources than are told apart. */
  public static final String MANY = "many";

  /** Most blocks at the same time. */
  public static final int MAX_BLOCKS = 4_096;

  private static final long MINUTE_NS = 60_000_000_000L;

  private record Key(DetectionRule rule, String source) {}

  private final DetectionLimits.Memory memory;
  private final DetectionLimits.Block block;
  private final Surroundings surroundings;
  private final LinkedHashMap<Key, Incident> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<DetectionRule, Integer> openOfRule = new EnumMap<>(DetectionRule.class);
  private final LinkedHashMap<IpAddress, Long> blockedUntil = new LinkedHashMap<>();
  private final Deque<Long> blockTimes = new ArrayDeque<>();
  private final List<Finding> findings = new ArrayList<>();
  private long closedEarly;

  private static final class Incident {
    final long beganNs;
    Evidence latest;
    long toldNs;
    long lastNs;
    long total;
    long told;
    long untoldSinceNs;
    boolean isTold;

    Incident(Evidence first, long nowNs) {
      beganNs = nowNs;
      latest = first;
      lastNs = nowNs;
      untoldSinceNs = nowNs;
    }
  }

  Incidents(DetectionLimits limits, Surroundings surroundings) {
    memory = limits.memory();
    block = limits.block();
    this.surroundings = surroundings;
  }

  /** Takes evidence; something new is told at once. */
  void take(Evidence evidence, long nowNs) {
    Key key = new Key(evidence.rule(), evidence.source());
    Incident incident = open.get(key);
    if (incident == null
        && openOfRule.getOrDefault(evidence.rule(), 0) >= memory.apart()
        && !evidence.source().isEmpty()) {
      key = new Key(evidence.rule(), MANY);
      incident = open.get(key);
    }
    if (incident == null) {
      incident = begin(key, evidence, nowNs);
    }
    if (incident.told == incident.total) {
      incident.untoldSinceNs = nowNs;
    }
    incident.total += Math.max(1, evidence.count());
    incident.lastNs = nowNs;
    incident.latest = evidence;
    boolean blockRanOut =
        evidence.blockable() != null
            && evidence.rule().blocks()
            && incident.isTold
            && !key.source.equals(MANY)
            && !blockedUntil.containsKey(evidence.blockable())
            && nowNs - incident.toldNs >= memory.retell().toNanos();
    if (!incident.isTold || blockRanOut) {
      tell(key, incident, true, nowNs);
    }
  }

  /** A packet of a source that is blocked already: it belongs to whatever that one is doing. */
  void alsoBlocked(String source, long count, long nowNs) {
    for (DetectionRule rule : openOfRule.keySet()) {
      Incident incident = open.get(new Key(rule, source));
      if (incident != null) {
        incident.total += count;
        incident.lastNs = nowNs;
        return;
      }
    }
  }

  /** Whether somebody is known to be doing this. */
  boolean isOpen(DetectionRule rule, String source) {
    return open.containsKey(new Key(rule, source));
  }

  /** Tells again what goes on, closes what is over, and lets blocks run out. */
  void tick(long nowNs) {
    for (Iterator<Map.Entry<Key, Incident>> all = open.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Key, Incident> entry = all.next();
      Incident incident = entry.getValue();
      boolean over = nowNs - incident.lastNs >= memory.quiet().toNanos();
      boolean due = over || nowNs - incident.toldNs >= memory.retell().toNanos();
      if (due && incident.total > incident.told) {
        // Nothing new has come: whoever was blocked and is not any more stays free.
        tell(entry.getKey(), incident, false, nowNs);
      }
      if (over) {
        all.remove();
        openOfRule.merge(entry.getKey().rule, -1, Integer::sum);
      }
    }
    for (Iterator<Map.Entry<IpAddress, Long>> all = blockedUntil.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<IpAddress, Long> entry = all.next();
      if (entry.getValue() <= nowNs) {
        all.remove();
        findings.add(new Finding.Unblocked(entry.getKey(), nowNs));
      }
    }
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  /** What there is to tell, once. */
  List<Finding> drain() {
    List<Finding> drained = List.copyOf(findings);
    findings.clear();
    return drained;
  }

  /** Attacks that were given up because too many were open. */
  long closedEarly() {
    return closedEarly;
  }

  int size() {
    return open.size();
  }

  int blocks() {
    return blockedUntil.size();
  }

  private Incident begin(Key key, Evidence evidence, long nowNs) {
    if (open.size() >= memory.incidents()) {
      Iterator<Map.Entry<Key, Incident>> eldest = open.entrySet().iterator();
      Map.Entry<Key, Incident> gone = eldest.next();
      if (gone.getValue().total > gone.getValue().told) {
        tell(gone.getKey(), gone.getValue(), false, nowNs);
      }
      eldest.remove();
      openOfRule.merge(gone.getKey().rule, -1, Integer::sum);
      closedEarly++;
    }
    var incident = new Incident(evidence, nowNs);
    open.put(key, incident);
    openOfRule.merge(key.rule, 1, Integer::sum);
    return incident;
  }

  private void tell(Key key, Incident incident, boolean mayBlock, long nowNs) {
    Evidence e = incident.latest;
    boolean many = key.source.equals(MANY);
    Finding.@Nullable Block answer = null;
    String refrained = "";
    if (key.rule.blocks()) {
      refrained = reasonNotToBlock(e, many, nowNs);
      IpAddress address = e.blockable();
      if (mayBlock && refrained.isEmpty() && address != null) {
        answer = block(address, nowNs);
      }
    }
    findings.add(
        new Finding.Attack(
            key.rule,
            !incident.isTold,
            key.source,
            many ? 0 : e.sourcePort(),
            e.target(),
            e.targetPort(),
            e.protocol(),
            many ? "" : e.device(),
            incident.total - incident.told,
            incident.total,
            incident.untoldSinceNs,
            incident.beganNs,
            incident.lastNs,
            e.limit(),
            many && !e.source().equals(MANY) ? "from many sources, at last: " + e.what() : e.what(),
            answer,
            refrained));
    incident.isTold = true;
    incident.toldNs = nowNs;
    incident.told = incident.total;
  }

  private String reasonNotToBlock(Evidence e, boolean many, long nowNs) {
    IpAddress address = e.blockable();
    if (many) {
      return "too many sources at once: they are forged or innocent";
    }
    if (address == null) {
      return "no certain source";
    }
    if (blockedUntil.containsKey(address)) {
      return "blocked already";
    }
    if (surroundings.isSpared(address, block.devices())) {
      return "never blocked";
    }
    while (!blockTimes.isEmpty() && nowNs - blockTimes.peekFirst() >= MINUTE_NS) {
      blockTimes.removeFirst();
    }
    return blockTimes.size() >= block.perMinute() || blockedUntil.size() >= MAX_BLOCKS
        ? "too many blocks in a minute: addresses are forged or innocent"
        : "";
  }

  private Finding.Block block(IpAddress address, long nowNs) {
    blockTimes.addLast(nowNs);
    blockedUntil.put(address, nowNs + block.time().toNanos());
    return new Finding.Block(address, (int) Math.max(1, block.time().toSeconds()));
  }
}
