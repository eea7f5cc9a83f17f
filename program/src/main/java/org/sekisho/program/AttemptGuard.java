package org.sekisho.program;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong passwords, codes and tokens per account and per source, and locks both for a growing
 * time.
 *
 * <p>Each admitted attempt must be answered by exactly one of {@link #right}, {@link #wrong} and
 * {@link #unjudged}. Until then it takes up one of the account's tries, so that many parallel
 * sessions get no more tries than one. Both tables are bounded: when one is full the entry that was
 * touched longest ago is forgotten. Thread-safe.
 */
public final class AttemptGuard {
  /**
   * The bounds.
   *
   * @param perAccount wrong attempts at one account within {@code window} before it is locked
   * @param perSource wrong attempts from one source within {@code window} before it is locked
   * @param window how long a wrong attempt counts
   * @param firstLock the first lock; doubled with each further one
   * @param longestLock where the doubling ends
   * @param maxEntries accounts and sources that are remembered, each
   */
  public record Limits(
      int perAccount,
      int perSource,
      Duration window,
      Duration firstLock,
      Duration longestLock,
      int maxEntries) {
    /** 5 per account and 10 per source in 5 minutes; locks from 1 minute up to 1 hour. */
    public static final Limits USUAL =
        new Limits(
            5, 10, Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(1), 10_000);
  }

  /** Whether an attempt may be made. */
  public sealed interface Admission {
    /** The attempt may be made. */
    record Admitted() implements Admission {}

    /**
     * Not now: {@code remaining} is how long the lock lasts, or a second when others are pending.
     */
    record Locked(Duration remaining) implements Admission {}
  }

  private static final class Tries {
    private int wrong;
    private int pending;
    private Instant windowStart = Instant.MIN;
    private int locks;
    private Instant lockedUntil = Instant.MIN;
  }

  private static final Duration PENDING_WAIT = Duration.ofSeconds(1);

  private final Limits limits;
  private final InstantSource clock;
  private final Map<String, Tries> accounts;
  private final Map<String, Tries> sources;

  /** Counts within the limits by the clock. */
  public AttemptGuard(Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.accounts = bounded(limits.maxEntries());
    this.sources = bounded(limits.maxEntries());
  }

  /** Asks for one attempt at the account from the source (an IP address). */
  public synchronized Admission admit(String account, String source) {
    Instant now = clock.instant();
    Tries byAccount = accounts.computeIfAbsent(account, _ -> new Tries());
    Tries bySource = sources.computeIfAbsent(source, _ -> new Tries());
    Instant until =
        byAccount.lockedUntil.isAfter(bySource.lockedUntil)
            ? byAccount.lockedUntil
            : bySource.lockedUntil;
    if (now.isBefore(until)) {
      return new Admission.Locked(Duration.between(now, until));
    }
    expire(byAccount, now);
    if (byAccount.wrong + byAccount.pending >= limits.perAccount()) {
      return new Admission.Locked(PENDING_WAIT);
    }
    byAccount.pending++;
    return new Admission.Admitted();
  }

  /** The admitted attempt was right: the account starts afresh. */
  public synchronized void right(String account, String source) {
    Tries entry = answered(account);
    entry.wrong = 0;
    entry.locks = 0;
  }

  /** The admitted attempt was wrong; answers whether this one closed a lock. */
  public synchronized boolean wrong(String account, String source) {
    Instant now = clock.instant();
    Tries bySource = sources.computeIfAbsent(source, _ -> new Tries());
    expire(bySource, now);
    boolean accountLocked = count(answered(account), limits.perAccount(), now);
    return count(bySource, limits.perSource(), now) || accountLocked;
  }

  /** The admitted attempt was not judged (too busy, say): nothing is counted. */
  public synchronized void unjudged(String account, String source) {
    answered(account);
  }

  private Tries answered(String account) {
    Tries entry = accounts.computeIfAbsent(account, _ -> new Tries());
    entry.pending = Math.max(0, entry.pending - 1);
    return entry;
  }

  private void expire(Tries entry, Instant now) {
    if (entry.windowStart.isBefore(now.minus(limits.window()))) {
      entry.windowStart = now;
      entry.wrong = 0;
      if (entry.lockedUntil.isBefore(now.minus(limits.longestLock()))) {
        entry.locks = 0;
      }
    }
  }

  private boolean count(Tries entry, int limit, Instant now) {
    entry.wrong++;
    if (entry.wrong < limit) {
      return false;
    }
    long factor = 1L << Math.min(entry.locks, 20);
    Duration lock = limits.firstLock().multipliedBy(factor);
    if (lock.compareTo(limits.longestLock()) > 0) {
      lock = limits.longestLock();
    }
    entry.lockedUntil = now.plus(lock);
    entry.locks++;
    entry.wrong = 0;
    return true;
  }

  private static Map<String, Tries> bounded(int maxEntries) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
        return size() > maxEntries;
      }
    };
  }
}
