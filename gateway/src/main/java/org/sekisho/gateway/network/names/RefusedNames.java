package org.sekisho.gateway.network.names;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;

/**
 * Tells which names were refused to whom: a new one at once, then each minute what came since.
 * Bounded: beyond {@value #APART} names of one asker, and beyond {@value #MOST} in all, further
 * names are told together. Used by one thread.
 */
final class RefusedNames {
  /** Names of one asker that are told apart. */
  static final int APART = 16;

  /** Names of all askers that are told apart. */
  static final int MOST = 256;

  private static final long RETELL_NS = 60_000_000_000L;
  private static final String FURTHER = "";

  private final EventSink events;
  private final InstantSource clock;
  private final Map<Key, Tally> tallies = new LinkedHashMap<>();
  private final Map<String, Integer> apart = new HashMap<>();

  private record Key(String address, String name, NameRules.Reason reason) {}

  private static final class Tally {
    final Asker asker;
    int port;
    long untold;
    long toldNs;

    Tally(Asker asker) {
      this.asker = asker;
    }
  }

  RefusedNames(EventSink events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  /** A name was refused to somebody; the name is in the form of {@link DomainName}. */
  void refused(Asker asker, Endpoint source, String name, NameRules.Reason reason, long nowNs) {
    Key key = new Key(source.address(), name, reason);
    if (!tallies.containsKey(key)
        && (apart.getOrDefault(source.address(), 0) >= APART || tallies.size() >= MOST)) {
      // One more for what is told together, even when the table is full otherwise.
      String who = tallies.size() >= MOST ? FURTHER : source.address();
      key = new Key(who, FURTHER, reason);
    }
    Tally tally = tallies.get(key);
    boolean isNew = tally == null;
    if (tally == null) {
      tally = new Tally(asker);
      tallies.put(key, tally);
      apart.merge(key.address, 1, Integer::sum);
    }
    tally.port = source.port();
    tally.untold++;
    if (isNew) {
      tell(key, tally, nowNs);
    }
  }

  /** Lets time pass; each second. */
  void tick(long nowNs) {
    for (Iterator<Map.Entry<Key, Tally>> all = tallies.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Key, Tally> entry = all.next();
      if (nowNs - entry.getValue().toldNs < RETELL_NS) {
        continue;
      }
      if (entry.getValue().untold > 0) {
        tell(entry.getKey(), entry.getValue(), nowNs);
      } else {
        all.remove();
        apart.computeIfPresent(entry.getKey().address, (_, n) -> n > 1 ? n - 1 : null);
      }
    }
  }

  int size() {
    return tallies.size();
  }

  private void tell(Key key, Tally tally, long nowNs) {
    String device = tally.asker instanceof Asker.Device(String id) ? id : "";
    EventKind kind =
        switch (tally.asker) {
          case Asker.Device _ -> EventKind.NAME_REFUSED;
          // What a person may not see is no attack.
          case Asker.Computer _ -> EventKind.DENIED_TRAFFIC;
          case Asker.Stranger _ -> EventKind.UNKNOWN_DEVICE;
        };
    String who = device.isEmpty() || key.address.isEmpty() ? "Somebody" : device;
    String what = key.name.equals(FURTHER) ? "further names" : "the address of " + key.name;
    events.record(
        SecurityEvent.of(
                kind,
                clock.instant(),
                "%s asks for %s, %s".formatted(who, what, key.reason.words()))
            .times(
                tally.untold,
                clock.instant().minusNanos(tally.toldNs == 0 ? 0 : nowNs - tally.toldNs))
            .from(new Endpoint(key.address, tally.port), "dns")
            .device(key.address.isEmpty() ? "" : device)
            .ruled(key.reason.id(), "refused"));
    tally.untold = 0;
    tally.toldNs = nowNs;
  }
}
