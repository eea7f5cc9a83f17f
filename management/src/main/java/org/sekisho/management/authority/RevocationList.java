package org.sekisho.management.authority;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The present revocation list, for those who wait for the next one. Made anew at each revocation
 * and when half a day has passed. Thread-safe.
 */
public final class RevocationList {
  /** How many requests may wait at once; a further one is answered at once. */
  public static final int MAX_WAITING = 256;

  /** Longest wait. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Duration REFRESH = Duration.ofHours(12);

  private final Authority authority;
  private final Supplier<Collection<Authority.Revoked>> revoked;
  private final InstantSource clock;
  private Edition edition;
  private Instant made;
  private int waiting;

  /**
   * One edition.
   *
   * @param number grows with each edition, also over restarts
   * @param der the signed list
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Edition(long number, byte[] der) {
    /** The entity tag of HTTP. */
    public String tag() {
      return "\"" + number + "\"";
    }
  }

  /** Makes the first edition from what is revoked. */
  public RevocationList(
      Authority authority, Supplier<Collection<Authority.Revoked>> revoked, InstantSource clock) {
    this.authority = authority;
    this.revoked = revoked;
    this.clock = clock;
    this.made = clock.instant();
    this.edition = edition(0, made);
  }

  /** Makes a new edition and wakes all who wait. */
  public synchronized void renew() {
    made = clock.instant();
    edition = edition(edition.number(), made);
    notifyAll();
  }

  /** The present edition. */
  public synchronized Edition present() {
    if (clock.instant().isAfter(made.plus(REFRESH))) {
      renew();
    }
    return edition;
  }

  /** Waits for an edition other than the one of the tag; empty when there is none in time. */
  public synchronized Optional<Edition> awaitOther(String tag, Duration limit)
      throws InterruptedException {
    if (!present().tag().equals(tag)) {
      return Optional.of(edition);
    }
    if (waiting >= MAX_WAITING) {
      return Optional.empty();
    }
    long end = System.nanoTime() + limit.toNanos();
    waiting++;
    try {
      while (edition.tag().equals(tag)) {
        long leftMs = (end - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          return Optional.empty();
        }
        wait(leftMs);
      }
      return Optional.of(edition);
    } finally {
      waiting--;
    }
  }

  private Edition edition(long before, Instant now) {
    // Milliseconds since the epoch grow over restarts without being stored.
    long number = Math.max(before + 1, now.toEpochMilli());
    return new Edition(number, authority.list(revoked.get(), number, now));
  }
}
