package org.sekisho.program.access;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Counts wrong tries at all doors of a program together: per account, per source, and over accounts
 * (spraying), and locks accounts and sources for a growing time.
 *
 * <p>A try is reserved before it is judged, so that parallel sessions get no more tries than one.
 * Accounts that exist have a table of their own, which names that nobody has cannot push anything
 * out of; such names are kept as keyed hashes only. Every table is bounded. The local console has
 * counts of its own and a delay instead of a lock: nobody elsewhere can shut the owner out there.
 * What is locked or counted survives a restart (see {@link LockoutMemory}). Thread-safe; never
 * blocks.
 */
public final class LockoutEngine implements AutoCloseable {
  /** What events say instead of a name that no account has. */
  public static final String UNKNOWN = "(unknown)";

  /** The source of tries at the local console. */
  public static final String LOCAL = "local";

  private static final Duration PENDING_WAIT = Duration.ofSeconds(1);
  private static final long FIRST_LOCAL_DELAY_MS = 1_000;
  private static final int LOCAL_UNKNOWN = 256;
  private static final int KEY_BYTES = 32;

  /** Entries of one table that are written down; those locked longest come first. */
  private static final int WRITTEN = 512;

  private static final int EVICTION_LOOK = 64;

  /** One admitted try: whom it concerns and the entries that it takes a place in. */
  record Held(
      String door,
      String account,
      boolean known,
      String source,
      boolean local,
      String accountKey,
      Tries byAccount,
      String sourceKey,
      Tries bySource) {}

  private final LockoutLimits limits;
  private final InstantSource clock;
  private final List<AccessListener> listeners = new CopyOnWriteArrayList<>();
  private final LockoutMemory memory;
  private final SecretKeySpec nameKey;
  private final long windowMs;
  private final Map<String, Tries> accounts = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Tries> strangers = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Tries> sources = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Tries> locals = new LinkedHashMap<>(16, 0.75f, true);

  /** Accounts with a wrong try, by when it was; at most one more than make a spray. */
  private final Map<String, Long> sprayed = new LinkedHashMap<>(16, 0.75f, true);

  private long sprayUntil;
  private long refused;

  private LockoutEngine(
      LockoutLimits limits, InstantSource clock, SecureRandom random, @Nullable Path file) {
    this.limits = limits;
    this.clock = clock;
    this.windowMs = limits.window().toMillis();
    byte[] fresh = new byte[KEY_BYTES];
    random.nextBytes(fresh);
    this.memory = new LockoutMemory(file, this::lines);
    LockoutMemory.Remembered remembered = memory.read();
    this.nameKey = new SecretKeySpec(remembered.key().orElse(fresh), "HmacSHA256");
    remembered.lines().forEach(this::restore);
  }

  /** An engine that remembers in the file, which holds no secrets and no names of strangers. */
  public static LockoutEngine open(
      LockoutLimits limits, InstantSource clock, SecureRandom random, Path file) {
    return new LockoutEngine(limits, clock, random, file);
  }

  /** An engine that forgets at the end of the program. */
  public static LockoutEngine inMemory(
      LockoutLimits limits, InstantSource clock, SecureRandom random) {
    return new LockoutEngine(limits, clock, random, null);
  }

  /** Adds a listener; those that are added hear what happens from now on. */
  public void listen(AccessListener listener) {
    listeners.add(listener);
  }

  /**
   * Asks for one try at the account from the source.
   *
   * @param door a word of the program such as {@code mqtt}; accounts of different doors are
   *     different accounts, sources are the same at all doors
   * @param account as the door spells it, whoever typed it
   * @param known whether the account exists
   * @param address of the peer, numeric, without port
   */
  public Admission admit(String door, String account, boolean known, String address) {
    long now = now();
    Admission admission;
    synchronized (this) {
      String accountKey = accountKey(door, account, known);
      String sourceKey = Source.key(address);
      Tries byAccount = entry(known ? accounts : strangers, accountKey, now);
      Tries bySource = entry(sources, sourceKey, now);
      long until = Math.max(lockEnd(byAccount, now), lockEnd(bySource, now));
      if (until > now) {
        refused++;
        admission = new Admission.Later(Duration.ofMillis(until - now));
      } else if (byAccount.wrong(now, windowMs) + byAccount.pending >= limits.perAccount()
          || bySource.wrong(now, windowMs) + bySource.pending >= perSource(now)) {
        refused++;
        admission = new Admission.Later(PENDING_WAIT);
      } else {
        byAccount.pending++;
        bySource.pending++;
        return new Admission.Admitted(
            new Attempt(
                this,
                new Held(
                    door,
                    account,
                    known,
                    address,
                    false,
                    accountKey,
                    byAccount,
                    sourceKey,
                    bySource)));
      }
    }
    tell(
        event(
            AccessEvent.Kind.REFUSED, now, door, account, known, address, "a try while locked out"),
        ((Admission.Later) admission).remaining());
    return admission;
  }

  /**
   * Asks for one try at the local console, which only somebody in front of the machine (or already
   * on it) can reach. Counted apart from all others: one try at a time, and from the {@code
   * perAccount}-th wrong one on a wait of 1 s, doubled up to {@code longestLocalDelay}.
   */
  public Admission admitLocal(String door, String account, boolean known) {
    long now = now();
    Duration wait;
    synchronized (this) {
      String key =
          known
              ? accountKey(door, account, true)
              : "?" + Math.floorMod(accountKey(door, account, false).hashCode(), LOCAL_UNKNOWN);
      Tries entry = entry(locals, key, now);
      long cap = now + limits.longestLocalDelay().toMillis();
      entry.lockedUntil = Math.min(entry.lockedUntil, cap);
      if (!entry.locked(now) && entry.pending == 0) {
        entry.pending++;
        return new Admission.Admitted(
            new Attempt(
                this, new Held(door, account, known, LOCAL, true, key, entry, LOCAL, entry)));
      }
      refused++;
      wait = entry.locked(now) ? Duration.ofMillis(entry.lockedUntil - now) : PENDING_WAIT;
    }
    tell(
        event(AccessEvent.Kind.REFUSED, now, door, account, known, LOCAL, "a try during the delay"),
        wait);
    return new Admission.Later(wait);
  }

  /**
   * Notes a right try that was not asked for: at doors where a right secret of 128 random bits or
   * more is never kept waiting.
   */
  public void welcome(String door, String account, String address) {
    long now = now();
    synchronized (this) {
      String key = accountKey(door, account, true);
      Tries entry = address.equals(LOCAL) ? locals.get(key) : accounts.get(key);
      if (entry != null) {
        entry.forgetWrong();
        entry.locks = 0;
        if (address.equals(LOCAL)) {
          entry.lockedUntil = 0;
        }
        memory.changed(false);
      }
    }
    tell(event(AccessEvent.Kind.SUCCEEDED, now, door, account, true, address, "came in"), null);
  }

  /** Notes that somebody left. */
  public void left(String door, String account, String address) {
    tell(event(AccessEvent.Kind.LOGOUT, now(), door, account, true, address, "left"), null);
  }

  /** Opens the account's lock and the local delay; answers whether there was one. */
  public synchronized boolean unlock(String door, String account) {
    String key = accountKey(door, account, true);
    Tries entry = accounts.remove(key);
    boolean wasLocked = entry != null && entry.locked(now());
    locals.remove(key);
    memory.changed(true);
    return wasLocked;
  }

  /** How long the account is locked for tries from elsewhere; zero when it is not. */
  public synchronized Duration locked(String door, String account) {
    long now = now();
    Tries entry = accounts.get(accountKey(door, account, true));
    long until = entry == null ? now : lockEnd(entry, now);
    return Duration.ofMillis(Math.max(0, until - now));
  }

  /** Entries of all tables together: bounded by three times {@code remembered} and a few. */
  public synchronized int entries() {
    return accounts.size() + strangers.size() + sources.size() + locals.size() + sprayed.size();
  }

  /** Tries that were not even looked at since the start. */
  public synchronized long refusedTries() {
    return refused;
  }

  /** Writes down what is counted. */
  @Override
  public void close() {
    memory.close();
  }

  // --- the answers of attempts

  void right(Held held) {
    long now = now();
    synchronized (this) {
      release(held);
      held.byAccount().forgetWrong();
      held.byAccount().locks = 0;
      if (held.local()) {
        held.byAccount().lockedUntil = 0;
      }
      memory.changed(false);
    }
    tell(event(AccessEvent.Kind.SUCCEEDED, now, held, "came in"), null);
  }

  void unjudged(Held held) {
    synchronized (this) {
      release(held);
    }
  }

  boolean wrong(Held held) {
    long now = now();
    List<AccessEvent> events = new ArrayList<>();
    Duration lock;
    synchronized (this) {
      release(held);
      lock = held.local() ? countLocal(held, now, events) : count(held, now, events);
      spray(held, now, events);
      memory.changed(!lock.isZero());
    }
    tell(event(AccessEvent.Kind.FAILED, now, held, "a wrong try"), lock);
    events.forEach(e -> tell(e, null));
    return !lock.isZero();
  }

  private void release(Held held) {
    held.byAccount().pending = Math.max(0, held.byAccount().pending - 1);
    if (!held.local()) {
      held.bySource().pending = Math.max(0, held.bySource().pending - 1);
    }
  }

  /** Counts at account and source, whose entries may have been forgotten meanwhile. */
  private Duration count(Held held, long now, List<AccessEvent> events) {
    Map<String, Tries> table = held.known() ? accounts : strangers;
    Tries byAccount = table.computeIfAbsent(held.accountKey(), _ -> held.byAccount());
    Tries bySource = sources.computeIfAbsent(held.sourceKey(), _ -> held.bySource());
    Duration ofAccount =
        count(
            byAccount,
            limits.perAccount(),
            now,
            (wrong, since) ->
                events.add(
                    guessing(held, now, since, wrong, "wrong tries at one account reached %d")));
    Duration ofSource =
        count(
            bySource,
            perSource(now),
            now,
            (wrong, since) ->
                events.add(
                    guessing(held, now, since, wrong, "wrong tries from one source reached %d")));
    return ofAccount.compareTo(ofSource) > 0 ? ofAccount : ofSource;
  }

  /** Hears of a limit that was reached. */
  private interface Reached {
    void at(int wrong, long since);
  }

  private Duration count(Tries entry, int limit, long now, Reached reached) {
    long longestMs = limits.longestLock().toMillis();
    if (entry.locks > 0 && now - entry.lockedUntil > longestMs) {
      entry.locks = 0;
    }
    entry.add(now, windowMs, Math.max(limit, limits.perSource()));
    int wrong = entry.wrong(now, windowMs);
    if (wrong < limit) {
      return Duration.ZERO;
    }
    long lockMs = Math.min(longestMs, limits.firstLock().toMillis() << Math.min(entry.locks, 20));
    reached.at(wrong, entry.firstWrong(now, windowMs));
    entry.lockedUntil = now + lockMs;
    entry.locks++;
    entry.forgetWrong();
    return Duration.ofMillis(lockMs);
  }

  private Duration countLocal(Held held, long now, List<AccessEvent> events) {
    Tries entry = locals.computeIfAbsent(held.accountKey(), _ -> held.byAccount());
    entry.add(now, windowMs, limits.perAccount());
    entry.locks++;
    int over = entry.locks - limits.perAccount();
    if (over < 0) {
      return Duration.ZERO;
    }
    long delayMs =
        Math.min(limits.longestLocalDelay().toMillis(), FIRST_LOCAL_DELAY_MS << Math.min(over, 20));
    entry.lockedUntil = now + delayMs;
    if (over % limits.perAccount() == 0) {
      events.add(
          guessing(
              held,
              now,
              entry.firstWrong(now, windowMs),
              entry.locks,
              "wrong tries at the local console reached %d"));
    }
    return Duration.ofMillis(delayMs);
  }

  private AccessEvent guessing(Held held, long now, long since, int wrong, String detail) {
    return new AccessEvent(
        AccessEvent.Kind.GUESSING,
        Instant.ofEpochMilli(now),
        Instant.ofEpochMilli(since),
        wrong,
        held.door(),
        shown(held.account(), held.known()),
        held.source(),
        Duration.ZERO,
        detail.formatted(wrong));
  }

  private void spray(Held held, long now, List<AccessEvent> events) {
    long spanMs = limits.sprayWindow().toMillis();
    sprayed.put(held.accountKey(), now);
    sprayed.values().removeIf(at -> at > now || now - at >= spanMs);
    while (sprayed.size() > limits.sprayAccounts()) {
      sprayed.remove(sprayed.keySet().iterator().next());
    }
    if (sprayed.size() < limits.sprayAccounts()) {
      return;
    }
    if (now >= sprayUntil) {
      long since = sprayed.values().stream().min(Comparator.naturalOrder()).orElse(now);
      events.add(
          new AccessEvent(
              AccessEvent.Kind.SPRAYING,
              Instant.ofEpochMilli(now),
              Instant.ofEpochMilli(since),
              sprayed.size(),
              held.door(),
              "",
              held.source(),
              Duration.ZERO,
              ("wrong tries at %d accounts; until it is over a source has %d wrong tries instead of"
                      + " %d")
                  .formatted(sprayed.size(), limits.perSourceInSpray(), limits.perSource())));
    }
    sprayUntil = now + spanMs;
  }

  private int perSource(long now) {
    boolean spraying = now < sprayUntil && sprayUntil - now <= limits.sprayWindow().toMillis();
    return spraying ? Math.min(limits.perSource(), limits.perSourceInSpray()) : limits.perSource();
  }

  /** The end of the lock; one that a clock set back has put too far ahead is cut. */
  private long lockEnd(Tries entry, long now) {
    long furthest = now + limits.longestLock().toMillis();
    if (entry.lockedUntil > furthest) {
      entry.lockedUntil = furthest;
    }
    return entry.lockedUntil;
  }

  // --- tables

  private Tries entry(Map<String, Tries> table, String key, long now) {
    Tries present = table.get(key);
    if (present != null) {
      return present;
    }
    while (table.size() >= limits.remembered()) {
      makeRoom(table, now);
    }
    var made = new Tries();
    table.put(key, made);
    return made;
  }

  /** Forgets one entry: the eldest that is not locked, looked for among the eldest few. */
  private void makeRoom(Map<String, Tries> table, long now) {
    String chosen = null;
    int looked = 0;
    for (Map.Entry<String, Tries> entry : table.entrySet()) {
      if (chosen == null) {
        chosen = entry.getKey();
      }
      if (!entry.getValue().locked(now) && entry.getValue().pending == 0) {
        chosen = entry.getKey();
        break;
      }
      if (++looked >= EVICTION_LOOK) {
        break;
      }
    }
    if (chosen != null) {
      table.remove(chosen);
    }
  }

  private String accountKey(String door, String account, boolean known) {
    String name = door + "/" + account;
    if (known) {
      return name;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(nameKey);
      return HexFormat.of().formatHex(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)), 0, 12);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of the JDK", e);
    }
  }

  // --- memory

  private synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("key " + HexFormat.of().formatHex(nameKey.getEncoded()));
    write(lines, "account", accounts);
    write(lines, "stranger", strangers);
    write(lines, "source", sources);
    write(lines, "local", locals);
    return lines;
  }

  private void write(List<String> lines, String table, Map<String, Tries> entries) {
    long now = now();
    long longestMs = limits.longestLock().toMillis();
    entries.entrySet().stream()
        .filter(e -> e.getValue().locks > 0 || e.getValue().wrong(now, windowMs) > 0)
        .filter(
            e ->
                e.getValue().wrong(now, windowMs) > 0
                    || now - e.getValue().lockedUntil <= longestMs)
        .sorted(
            Comparator.<Map.Entry<String, Tries>>comparingLong(e -> e.getValue().lockedUntil)
                .reversed())
        .limit(WRITTEN)
        .forEach(e -> lines.add(LockoutMemory.line(table, e.getKey(), e.getValue())));
  }

  private void restore(LockoutMemory.Line line) {
    Map<String, Tries> table =
        switch (line.table()) {
          case "account" -> accounts;
          case "stranger" -> strangers;
          case "source" -> sources;
          case "local" -> locals;
          default -> Map.of();
        };
    if (table.size() < limits.remembered() && table instanceof LinkedHashMap<String, Tries> its) {
      its.put(line.key(), line.tries());
    }
  }

  // --- telling

  private long now() {
    return clock.millis();
  }

  private static String shown(String account, boolean known) {
    return known ? account : UNKNOWN;
  }

  private static AccessEvent event(AccessEvent.Kind kind, long now, Held held, String detail) {
    return event(kind, now, held.door(), held.account(), held.known(), held.source(), detail);
  }

  private static AccessEvent event(
      AccessEvent.Kind kind,
      long now,
      String door,
      String account,
      boolean known,
      String source,
      String detail) {
    Instant at = Instant.ofEpochMilli(now);
    return new AccessEvent(
        kind, at, at, 1, door, shown(account, known), source, Duration.ZERO, detail);
  }

  private void tell(AccessEvent event, @Nullable Duration lock) {
    AccessEvent told =
        lock == null
            ? event
            : new AccessEvent(
                event.kind(),
                event.at(),
                event.since(),
                event.count(),
                event.door(),
                event.account(),
                event.source(),
                lock,
                event.detail());
    listeners.forEach(listener -> listener.heard(told));
  }
}
