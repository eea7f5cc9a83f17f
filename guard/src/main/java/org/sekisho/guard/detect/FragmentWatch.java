package org.sekisho.guard.detect;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.sekisho.guard.packet.Fragment;
import org.sekisho.guard.packet.IpAddress;
import org.sekisho.guard.packet.Packet;

/**
 * Follows fragments to their datagrams without keeping their data: finds those that overlap
 * (PROTO-01), those that are too many, and datagrams that never become whole.
 */
final class FragmentWatch {
  private static final long WINDOW_NS = 60_000_000_000L;

  private final DetectionLimits.Fragments limits;
  private final LinkedHashMap<Datagram, Pieces> waiting = new LinkedHashMap<>();
  private final SourceTable<IpAddress, SlidingCount> unfinished;
  private long overlapping;

  private record Datagram(IpAddress source, IpAddress destination, int protocol, long id) {}

  private static final class Pieces {
    final Sighting first;
    final List<Fragment> fragments = new ArrayList<>(4);
    int end = -1;
    int bytes;

    Pieces(Sighting first) {
      this.first = first;
    }

    boolean isWhole() {
      return end == bytes;
    }
  }

  FragmentWatch(DetectionLimits limits) {
    this.limits = limits.fragments();
    unfinished = new SourceTable<>(limits.memory().suspects(), 1);
  }

  void look(Sighting s, BiConsumer<Evidence, Long> evidence) {
    if (!(s.packet() instanceof Packet.Ip ip) || ip.fragment() == null) {
      return;
    }
    Fragment fragment = ip.fragment();
    expire(s.atNs(), evidence);
    var key = new Datagram(ip.source(), ip.destination(), ip.protocol(), fragment.id());
    Pieces pieces = waiting.get(key);
    if (pieces == null) {
      if (waiting.size() >= limits.datagrams()) {
        evidence.accept(
            Evidence.of(
                DetectionRule.FRAGMENT_ATTACK,
                s,
                "",
                1,
                limits.datagrams() + " datagrams waiting",
                "more than %d datagrams wait for their fragments".formatted(limits.datagrams())),
            s.atNs());
        forgetEldest();
      }
      pieces = new Pieces(s);
      waiting.put(key, pieces);
    }
    for (Fragment other : pieces.fragments) {
      if (other.equals(fragment)) {
        // The same once more is what a network does, not an attacker.
        return;
      }
      if (fragment.offset() < other.end() && other.offset() < fragment.end()) {
        waiting.remove(key);
        overlapping++;
        evidence.accept(
            Evidence.of(
                DetectionRule.FRAGMENT_ATTACK,
                s,
                "",
                pieces.fragments.size() + 1,
                "no overlapping fragments",
                "fragments overlap: bytes %d to %d and %d to %d of datagram %d"
                    .formatted(
                        other.offset(),
                        other.end(),
                        fragment.offset(),
                        fragment.end(),
                        fragment.id())),
            s.atNs());
        return;
      }
    }
    if (pieces.fragments.size() >= limits.each()) {
      waiting.remove(key);
      evidence.accept(
          Evidence.of(
              DetectionRule.FRAGMENT_ATTACK,
              s,
              "",
              pieces.fragments.size() + 1,
              limits.each() + " fragments of a datagram",
              "more than %d fragments of datagram %d".formatted(limits.each(), fragment.id())),
          s.atNs());
      return;
    }
    pieces.fragments.add(fragment);
    pieces.bytes += fragment.length();
    if (!fragment.more()) {
      pieces.end = fragment.end();
    }
    if (pieces.isWhole()) {
      waiting.remove(key);
    }
  }

  /** Gives up datagrams that waited too long. */
  void expire(long nowNs, BiConsumer<Evidence, Long> evidence) {
    for (Iterator<Map.Entry<Datagram, Pieces>> all = waiting.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Datagram, Pieces> eldest = all.next();
      if (nowNs - eldest.getValue().first.atNs() < limits.patience().toNanos()) {
        return;
      }
      all.remove();
      Sighting first = eldest.getValue().first;
      IpAddress source = eldest.getKey().source();
      long sum = unfinished.of(source, _ -> new SlidingCount(WINDOW_NS)).add(nowNs, 1);
      if (sum >= limits.unfinished()) {
        evidence.accept(
            Evidence.of(
                DetectionRule.FRAGMENT_ATTACK,
                first,
                "",
                sum == limits.unfinished() ? sum : 1,
                limits.unfinished() + " unfinished datagrams in 60 s",
                "%d datagrams never became whole".formatted(sum)),
            nowNs);
      }
    }
  }

  /** Datagrams of either family whose fragments overlapped; the kernel counts those of none. */
  long overlapping() {
    return overlapping;
  }

  int size() {
    return waiting.size();
  }

  private void forgetEldest() {
    Iterator<Datagram> eldest = waiting.keySet().iterator();
    eldest.next();
    eldest.remove();
  }
}
