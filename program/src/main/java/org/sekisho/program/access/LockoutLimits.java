package org.sekisho.program.access;

import java.time.Duration;
import org.sekisho.model.document.Fields;

/**
 * How many wrong tries are too many, from the section {@code access} of a program's configuration.
 *
 * @param perAccount wrong tries at one account within {@code window} before it is locked
 * @param perSource wrong tries from one source within {@code window} before it is locked
 * @param window how long a wrong try counts
 * @param sprayAccounts accounts with a wrong try within {@code sprayWindow}, from wherever, that
 *     are a spray
 * @param sprayWindow how long an account counts towards a spray
 * @param perSourceInSpray wrong tries that a source has while a spray goes on
 * @param firstLock the first lock; doubled with each further one
 * @param longestLock where the doubling ends; a lock level is forgotten that long after its end
 * @param longestLocalDelay the longest wait at the local console, which is never locked
 * @param remembered names that no account has, sources, and accounts, each, that are remembered
 */
public record LockoutLimits(
    int perAccount,
    int perSource,
    Duration window,
    int sprayAccounts,
    Duration sprayWindow,
    int perSourceInSpray,
    Duration firstLock,
    Duration longestLock,
    Duration longestLocalDelay,
    int remembered) {
  /** The defaults. */
  public static final LockoutLimits USUAL =
      new LockoutLimits(
          5,
          10,
          Duration.ofMinutes(5),
          20,
          Duration.ofMinutes(10),
          2,
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofSeconds(30),
          4_096);

  /** Reads the section {@code access}; every key has a default. */
  public static LockoutLimits from(Fields access) {
    Duration firstLock =
        access.duration(
            "lock-first", USUAL.firstLock(), Duration.ofSeconds(1), Duration.ofHours(1));
    Duration longestLock =
        access.duration(
            "lock-longest", USUAL.longestLock(), Duration.ofSeconds(1), Duration.ofDays(1));
    if (longestLock.compareTo(firstLock) < 0) {
      access.problem("lock-longest", "must not be shorter than lock-first");
    }
    return new LockoutLimits(
        access.integer("wrong-per-account", USUAL.perAccount(), 2, 20),
        access.integer("wrong-per-source", USUAL.perSource(), 2, 1_000),
        access.duration(
            "wrong-window", USUAL.window(), Duration.ofSeconds(10), Duration.ofHours(24)),
        access.integer("spray-accounts", USUAL.sprayAccounts(), 3, 1_000),
        access.duration(
            "spray-window", USUAL.sprayWindow(), Duration.ofSeconds(10), Duration.ofHours(24)),
        access.integer("wrong-per-source-in-spray", USUAL.perSourceInSpray(), 1, 1_000),
        firstLock,
        longestLock,
        access.duration(
            "local-delay-longest",
            USUAL.longestLocalDelay(),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5)),
        access.integer("remembered", USUAL.remembered(), 64, 100_000));
  }
}
