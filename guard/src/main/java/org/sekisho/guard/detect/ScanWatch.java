package org.sekisho.guard.detect;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.guard.packet.IpAddress;

/** Finds who tries many ports or many hosts (SEC-STEP-03). */
final class ScanWatch {
  /** From so many different targets on a source is kept apart from newcomers. */
  private static final int SUSPICIOUS = 3;

  /** A few more than any limit needs, so that pushing out the oldest changes nothing. */
  private static final int SPARE = 16;

  private final DetectionLimits.Scan limits;
  private final int capacity;
  private final SourceTable<IpAddress, Targets> sources;

  ScanWatch(DetectionLimits limits) {
    this.limits = limits.scan();
    capacity =
        SPARE
            + Math.max(
                this.limits.slowPorts(),
                Math.max(this.limits.fastPorts(), this.limits.sweepHosts()));
    sources = new SourceTable<>(limits.memory().sources(), limits.memory().suspects());
  }

  /** What one source looked for, each target once, with the time it was tried last. */
  private static final class Targets {
    final int capacity;
    IpAddress[] hosts = new IpAddress[4];
    int[] ports = new int[4];
    ScanKind[] kinds = new ScanKind[4];
    long[] times = new long[4];
    int size;

    Targets(int capacity) {
      this.capacity = capacity;
    }

    /** Whether the target is new. */
    boolean note(IpAddress host, int port, ScanKind kind, long nowNs) {
      int oldest = 0;
      for (int i = 0; i < size; i++) {
        if (ports[i] == port && hosts[i].equals(host)) {
          times[i] = nowNs;
          kinds[i] = kind;
          return false;
        }
        if (times[i] < times[oldest]) {
          oldest = i;
        }
      }
      int at = size < capacity ? size++ : oldest;
      if (at >= hosts.length) {
        int longer = Math.min(capacity, 2 * hosts.length);
        hosts = Arrays.copyOf(hosts, longer);
        ports = Arrays.copyOf(ports, longer);
        kinds = Arrays.copyOf(kinds, longer);
        times = Arrays.copyOf(times, longer);
      }
      hosts[at] = host;
      ports[at] = port;
      kinds[at] = kind;
      times[at] = nowNs;
      return true;
    }

    int ports(long sinceNs) {
      Set<Integer> different = new HashSet<>();
      for (int i = 0; i < size; i++) {
        if (times[i] > sinceNs) {
          different.add(ports[i]);
        }
      }
      return different.size();
    }

    int hosts(long sinceNs) {
      Set<IpAddress> different = new HashSet<>();
      for (int i = 0; i < size; i++) {
        if (times[i] > sinceNs) {
          different.add(hosts[i]);
        }
      }
      return different.size();
    }

    String kinds(long sinceNs) {
      Map<ScanKind, Integer> counts = new EnumMap<>(ScanKind.class);
      for (int i = 0; i < size; i++) {
        if (times[i] > sinceNs) {
          counts.merge(kinds[i], 1, Integer::sum);
        }
      }
      return counts.entrySet().stream()
          .sorted(Map.Entry.<ScanKind, Integer>comparingByValue().reversed())
          .map(e -> e.getKey().word())
          .collect(Collectors.joining(" and "));
    }
  }

  /** Looks at a packet; evidence goes to the consumer with its time. */
  void look(Sighting s, String device, BiConsumer<Evidence, Long> evidence) {
    ScanKind kind = ScanKind.of(s).orElse(null);
    IpAddress source = s.source().orElse(null);
    IpAddress host = s.destination().orElse(null);
    if (kind == null || source == null || host == null) {
      return;
    }
    Targets targets = sources.of(source, _ -> new Targets(capacity));
    // The protocol is part of what was tried: port 53 of TCP is not port 53 of UDP.
    int port = s.destinationPort() | (kind == ScanKind.UDP ? 1 << 16 : 0);
    boolean isNew = targets.note(host, port, kind, s.atNs());
    if (targets.size >= SUSPICIOUS) {
      sources.suspect(source);
    }
    Evidence found = judge(targets, s, device, isNew);
    if (found != null) {
      evidence.accept(found, s.atNs());
    }
  }

  private @Nullable Evidence judge(Targets targets, Sighting s, String device, boolean isNew) {
    long now = s.atNs();
    long fast = since(now, limits.fastWindow());
    int ports = targets.ports(fast);
    if (ports >= limits.fastPorts()) {
      return evidence(
          DetectionRule.PORT_SCAN,
          s,
          device,
          isNew && ports == limits.fastPorts() ? ports : 1,
          limit(limits.fastPorts(), "ports", limits.fastWindow()),
          "%s scan: %d different ports within %s, last %s port %d"
              .formatted(
                  targets.kinds(fast),
                  ports,
                  words(limits.fastWindow()),
                  s.destination().orElseThrow(),
                  s.destinationPort()));
    }
    long sweep = since(now, limits.sweepWindow());
    int hosts = targets.hosts(sweep);
    if (hosts >= limits.sweepHosts()) {
      return evidence(
          DetectionRule.HOST_SWEEP,
          s,
          device,
          isNew && hosts == limits.sweepHosts() ? hosts : 1,
          limit(limits.sweepHosts(), "hosts", limits.sweepWindow()),
          "%s sweep: %d different hosts within %s, last %s port %d"
              .formatted(
                  targets.kinds(sweep),
                  hosts,
                  words(limits.sweepWindow()),
                  s.destination().orElseThrow(),
                  s.destinationPort()));
    }
    long slow = since(now, limits.slowWindow());
    int slowPorts = targets.ports(slow);
    if (isNew && slowPorts >= limits.slowPorts()) {
      return evidence(
          DetectionRule.SLOW_SCAN,
          s,
          device,
          slowPorts == limits.slowPorts() ? slowPorts : 1,
          limit(limits.slowPorts(), "ports", limits.slowWindow()),
          "slow %s scan: %d different ports within %s, last %s port %d"
              .formatted(
                  targets.kinds(slow),
                  slowPorts,
                  words(limits.slowWindow()),
                  s.destination().orElseThrow(),
                  s.destinationPort()));
    }
    return null;
  }

  private static Evidence evidence(
      DetectionRule rule, Sighting s, String device, long count, String limit, String what) {
    return Evidence.of(rule, s, device, count, limit, what);
  }

  int size() {
    return sources.size();
  }

  long forgotten() {
    return sources.forgotten();
  }

  private static long since(long nowNs, Duration window) {
    return nowNs - window.toNanos();
  }

  private static String limit(int number, String of, Duration window) {
    return number + " " + of + " in " + words(window);
  }

  static String words(Duration window) {
    if (window.toMillis() % 1000 != 0) {
      return window.toMillis() + " ms";
    }
    long s = window.toSeconds();
    return s % 3600 == 0 ? s / 3600 + " h" : s % 60 == 0 ? s / 60 + " min" : s + " s";
  }
}
