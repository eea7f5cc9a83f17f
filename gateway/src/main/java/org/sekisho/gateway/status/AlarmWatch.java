package org.sekisho.gateway.status;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.sekisho.gateway.journal.Journal;
import org.sekisho.gateway.journal.JournalConfig;
import org.sekisho.gateway.journal.Opening;
import org.sekisho.program.TlsIdentity;

/**
 * Looks at what cannot tell by itself that something is wrong. Not thread-safe: {@link #look} is
 * called by one timer.
 */
public final class AlarmWatch {
  /** A disk that took everything for this long works again. */
  private static final Duration QUIET = Duration.ofSeconds(30);

  private final Alarms alarms;
  private final Journal journal;
  private final JournalConfig config;
  private final LongSupplier refusedFull;
  private final LongSupplier refusedFailed;
  private final Supplier<Optional<TlsIdentity>> identity;
  private final InstantSource clock;
  private long fullBefore;
  private long failedBefore;
  private Instant failedAt = Instant.MIN;

  /**
   * A watch over journal and identity; tells at once what was found when the journal was opened.
   *
   * @param refusedFull how many messages were refused because the journal was full
   * @param refusedFailed how many because the disk failed
   */
  public AlarmWatch(
      Alarms alarms,
      Journal journal,
      JournalConfig config,
      LongSupplier refusedFull,
      LongSupplier refusedFailed,
      Supplier<Optional<TlsIdentity>> identity,
      InstantSource clock) {
    this.alarms = alarms;
    this.journal = journal;
    this.config = config;
    this.refusedFull = refusedFull;
    this.refusedFailed = refusedFailed;
    this.identity = identity;
    this.clock = clock;
    if (journal.opening() instanceof Opening.Salvaged salvaged) {
      alarms.raise(
          Alarms.Kind.JOURNAL_DAMAGED,
          "set aside as %s: %s; %d readings carried over, %d ranges lost"
              .formatted(
                  salvaged.damaged().getFileName(),
                  salvaged.reason(),
                  salvaged.carriedOver(),
                  salvaged.lostRanges().size()));
    }
  }

  /** Looks once. */
  public void look() {
    Instant now = clock.instant();
    long full = refusedFull.getAsLong();
    if (full > fullBefore) {
      alarms.raise(Alarms.Kind.JOURNAL_FULL, full + " messages refused since the start");
    } else if (journal.counts().bytes() < config.maxBytes() / 10 * 9) {
      alarms.clear(Alarms.Kind.JOURNAL_FULL);
    }
    fullBefore = full;
    long failed = refusedFailed.getAsLong();
    if (failed > failedBefore) {
      failedAt = now;
      alarms.raise(Alarms.Kind.DISK_FAILING, failed + " messages refused since the start");
    } else if (failedAt.isAfter(Instant.MIN) && now.isAfter(failedAt.plus(QUIET))) {
      failedAt = Instant.MIN;
      alarms.clear(Alarms.Kind.DISK_FAILING);
    }
    failedBefore = failed;
    identity.get().ifPresent(present -> look(present, now));
  }

  /** Renewal begins at two thirds of the life: with a sixth left it has failed for long. */
  private void look(TlsIdentity present, Instant now) {
    Duration life = Duration.between(present.notBefore(), present.notAfter());
    if (now.isAfter(present.notAfter().minus(life.dividedBy(6)))) {
      if (!alarms.active(Alarms.Kind.IDENTITY_EXPIRING)) {
        alarms.raise(Alarms.Kind.IDENTITY_EXPIRING, "certificate ends " + present.notAfter());
      }
    } else {
      alarms.clear(Alarms.Kind.IDENTITY_EXPIRING);
    }
  }
}
