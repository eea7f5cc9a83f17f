package org.sekisho.guard.detect;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.guard.channel.CounterReport;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.channel.NeighbourReport;
import org.sekisho.guard.channel.PacketReport;
import org.sekisho.guard.packet.IpAddress;

/**
 * All detectors together: reports and counts go in, findings come out. No threads, no clock: times
 * are nanoseconds of any scale that does not go back. Owned by one thread.
 */
public final class Detectors {
  private static final long MINUTE_NS = 60_000_000_000L;
  private static final int MAX_SAMPLED = 256;
  private static final String REASSEMBLY_OVERLAPS = "kernel-ip-reassembly-overlaps";

  private final Surroundings surroundings;
  private final DetectionLimits limits;
  private final Incidents incidents;
  private final FloodWatch floods;
  private final ScanWatch scans;
  private final FragmentWatch fragments;
  private final AddressWatch addresses;
  private final RuleWatch rules;
  private final Map<String, Long> counted = new HashMap<>();
  private final Map<String, Sample> samples = new HashMap<>();
  private final Map<String, Long> refused = new LinkedHashMap<>();
  private long refusedSinceNs = Long.MIN_VALUE;
  private long cookies = -1;

  /** What a rule reported since its counter was read, to share out what it did not report. */
  private static final class Sample {
    final Map<String, Share> bySource = new LinkedHashMap<>();
    long reports;
  }

  private static final class Share {
    Sighting latest;
    long reports;

    Share(Sighting first) {
      latest = first;
    }
  }

  public Detectors(DetectionLimits limits, Surroundings surroundings) {
    this.limits = limits;
    this.surroundings = surroundings;
    incidents = new Incidents(limits, surroundings);
    floods = new FloodWatch(limits);
    scans = new ScanWatch(limits);
    fragments = new FragmentWatch(limits);
    addresses = new AddressWatch(limits, surroundings);
    rules = new RuleWatch(limits);
  }

  /** Takes a reported packet that came at this time. */
  public void packet(PacketReport report, long nowNs) {
    Sighting s = Sighting.of(report, nowNs);
    sample(s);
    if (s.rule() == GuardRule.BLOCKED) {
      s.source().ifPresent(a -> incidents.alsoBlocked(a.toString(), 1, nowNs));
      return;
    }
    String device = device(s);
    if (looksFor(s)) {
      scans.look(s, device, incidents::take);
    }
    fragments.look(s, incidents::take);
    addresses.look(s, incidents::take);
    weigh(s, device);
  }

  /** What counts by number: here one packet may stand for many. */
  private void weigh(Sighting s, String device) {
    boolean isScanner =
        s.source()
            .map(
                a ->
                    incidents.isOpen(DetectionRule.PORT_SCAN, a.toString())
                        || incidents.isOpen(DetectionRule.HOST_SWEEP, a.toString()))
            .orElse(false);
    rules.look(s, device, isScanner, incidents::take);
    // What is seen passing by is reported again by the rule that decides.
    boolean counts = s.rule() != GuardRule.FRAGMENT_SEEN && s.rule() != GuardRule.ARP_SEEN;
    if (counts && !isScanner) {
      floods.look(s, device, incidents::take);
    }
  }

  /** What is allowed by the model, or forged, looks for nothing. */
  private static boolean looksFor(Sighting s) {
    GuardRule rule = s.rule();
    return rule != null
        && switch (rule) {
          case FLOW_OPENED, SPOOFED_SOURCE, OUTPUT_DENIED, OUTPUT_OVER_LIMIT -> false;
          default -> true;
        };
  }

  private String device(Sighting s) {
    return s.source().map(a -> surroundings.device(s.mac(), a)).orElse("");
  }

  private void sample(Sighting s) {
    Sample sample = samples.computeIfAbsent(s.ruleId(), _ -> new Sample());
    sample.reports++;
    String source = s.source().map(IpAddress::toString).orElse("");
    if (sample.bySource.containsKey(source) || sample.bySource.size() < MAX_SAMPLED) {
      Share share = sample.bySource.computeIfAbsent(source, _ -> new Share(s));
      share.latest = s;
      share.reports++;
    }
  }

  /** Takes the counters of all rules, which are right even when packets are not reported. */
  public void counters(CounterReport report, long nowNs) {
    report
        .counters()
        .forEach(
            (rule, count) -> {
              Long before = counted.get(rule);
              if (before == null && counted.size() >= CounterReport.MAX_COUNTERS) {
                return;
              }
              counted.put(rule, count.packets());
              // The first reading tells what was before this program; later ones may begin anew.
              long came =
                  before == null
                      ? 0
                      : count.packets() >= before ? count.packets() - before : count.packets();
              counter(rule, came, nowNs);
            });
    samples.clear();
  }

  private void counter(String rule, long came, long nowNs) {
    if (came <= 0) {
      return;
    }
    if (rule.equals(REASSEMBLY_OVERLAPS)) {
      incidents.take(
          new Evidence(
              DetectionRule.FRAGMENT_ATTACK,
              "",
              0,
              "",
              0,
              "ip",
              "",
              came,
              rule,
              "the kernel refused %d datagrams with overlapping fragments".formatted(came),
              null),
          nowNs);
      return;
    }
    boolean passes = GuardRule.of(rule).map(r -> r.disposition() == Disposition.PASS).orElse(false);
    if (!passes && !rule.startsWith("kernel-")) {
      refused.merge(rule, came, Long::sum);
    }
    Sample sample = samples.get(rule);
    if (sample == null || sample.reports >= came) {
      return;
    }
    long missing = came - sample.reports;
    long shared = 0;
    for (Share one : sample.bySource.values()) {
      long share = missing * one.reports / sample.reports;
      shared += share;
      standIn(one.latest, share, nowNs);
    }
    // What division leaves over belongs to somebody, too.
    standIn(sample.bySource.values().iterator().next().latest, missing - shared, nowNs);
  }

  private void standIn(Sighting latest, long number, long nowNs) {
    if (number <= 0) {
      return;
    }
    Sighting others = latest.standingFor(number, nowNs);
    if (others.rule() == GuardRule.BLOCKED) {
      others.source().ifPresent(a -> incidents.alsoBlocked(a.toString(), number, nowNs));
    } else {
      weigh(others, device(others));
    }
  }

  /** Takes a change of the kernel's neighbours. */
  public void neighbour(NeighbourReport report, long nowNs) {
    addresses.look(report, nowNs, incidents::take);
  }

  /** Takes the number of packets that came in by an interface since it is there; each second. */
  public void received(String interfaceName, long packets, long nowNs) {
    floods.total(interfaceName, packets, nowNs, incidents::take);
  }

  /** Takes the connections that are half open; each second. */
  public void halfOpen(HalfOpen now, long nowNs) {
    int each = limits.flood().halfOpenPerSource();
    now.bySource()
        .forEach(
            (source, number) -> {
              if (number > each) {
                halfOpen(
                    source.toString(),
                    number,
                    each + " half-open connections of one source",
                    number + " half-open connections",
                    nowNs,
                    source);
              }
            });
    long sent = cookies < 0 || now.cookies() < cookies ? 0 : now.cookies() - cookies;
    cookies = now.cookies();
    int all = limits.flood().halfOpen();
    if (now.total() > all || sent > all) {
      halfOpen(
          Incidents.MANY,
          Math.max(now.total(), sent),
          all + " half-open connections in all",
          "%d half-open connections of %d sources, %d SYN cookies sent; sources may be forged"
              .formatted(now.total(), now.bySource().size(), sent),
          nowNs,
          null);
    }
  }

  private void halfOpen(
      String source,
      long count,
      String limit,
      String what,
      long nowNs,
      @Nullable IpAddress blockable) {
    incidents.take(
        new Evidence(
            DetectionRule.SYN_FLOOD, source, 0, "", 0, "tcp", "", count, limit, what, blockable),
        nowNs);
  }

  /** Lets time pass; a few times a second. */
  public void tick(long nowNs) {
    fragments.expire(nowNs, incidents::take);
    incidents.tick(nowNs);
    if (refusedSinceNs == Long.MIN_VALUE) {
      refusedSinceNs = nowNs;
    }
    if (nowNs - refusedSinceNs >= MINUTE_NS) {
      long since = refusedSinceNs;
      refused.forEach((rule, n) -> incidents.add(new Finding.Refused(rule, n, since, nowNs)));
      refused.clear();
      refusedSinceNs = nowNs;
    }
  }

  /** What there is to tell, once. */
  public List<Finding> drain() {
    return incidents.drain();
  }

  /** Entries that all tables hold at present: bounded by {@link DetectionLimits.Memory}. */
  public int remembered() {
    return floods.size()
        + scans.size()
        + fragments.size()
        + addresses.size()
        + rules.size()
        + incidents.size();
  }

  /** Entries that were pushed out because a table was full. */
  public long forgotten() {
    return floods.forgotten() + scans.forgotten() + rules.forgotten() + incidents.closedEarly();
  }

  /** Datagrams of either family whose fragments overlapped: the kernel dropped them. */
  public long overlapping() {
    return fragments.overlapping();
  }

  /** Sources that are blocked at present. */
  public int blocked() {
    return incidents.blocks();
  }
}
