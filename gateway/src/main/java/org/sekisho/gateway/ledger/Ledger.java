package org.sekisho.gateway.ledger;

import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.status.Alarms;
import org.sekisho.wan.message.WanMessage.LedgerAnswer;
import org.sekisho.wan.message.WanMessage.LedgerReport;

/**
 * Compares what the gateway counts with itself and with what the head-end counts; any difference is
 * the alarm {@code ledger-gap} until a later comparison finds none. Thread-safe.
 */
public final class Ledger {
  private final Alarms alarms;
  private final InstantSource clock;
  private @Nullable LedgerReport report;
  private @Nullable LedgerAnswer answer;
  private long answeredAtMs;
  private boolean ownCountsAgree = true;
  private long reports;
  private long answers;

  /** An empty ledger. */
  public Ledger(Alarms alarms, InstantSource clock) {
    this.alarms = alarms;
    this.clock = clock;
  }

  /**
   * How the ledger stands.
   *
   * @param report the latest report, if any was made
   * @param answer the latest answer of the head-end, if any came for the present chain
   * @param answeredAtMs when it came, milliseconds since 1970, 0 when none did
   * @param ownCountsAgree whether accepted = delivered + waiting + dropped in the latest report
   * @param reports reports made since the start
   * @param answers answers that came since the start
   */
  public record Standing(
      Optional<LedgerReport> report,
      Optional<LedgerAnswer> answer,
      long answeredAtMs,
      boolean ownCountsAgree,
      long reports,
      long answers) {
    /** Delivered minus stored as the head-end answered, 0 when there is no answer. */
    public long gap() {
      return answer.map(LedgerAnswer::gap).orElse(0L);
    }
  }

  /** A report was made: checks that the gateway's own counts add up. */
  public synchronized void reported(LedgerReport made) {
    if (report != null && !report.chain().equals(made.chain())) {
      answer = null;
      answeredAtMs = 0;
    }
    report = made;
    reports++;
    ownCountsAgree = made.accepted() == made.delivered() + made.waiting() + made.dropped();
    if (!ownCountsAgree) {
      alarms.raise(
          Alarms.Kind.LEDGER_GAP,
          "accepted %d is not delivered %d + waiting %d + dropped %d"
              .formatted(made.accepted(), made.delivered(), made.waiting(), made.dropped()));
    }
  }

  /** The head-end answered; an answer about another chain says nothing of this one. */
  public synchronized void answered(LedgerAnswer came) {
    if (report == null || !report.chain().equals(came.chain())) {
      return;
    }
    answer = came;
    answeredAtMs = clock.millis();
    answers++;
    if (came.gap() != 0) {
      alarms.raise(
          Alarms.Kind.LEDGER_GAP,
          "delivered %d, the head-end stored %d: gap %d"
              .formatted(report.delivered(), came.stored(), came.gap()));
    } else if (ownCountsAgree) {
      alarms.clear(Alarms.Kind.LEDGER_GAP);
    }
  }

  /** How it stands now. */
  public synchronized Standing standing() {
    return new Standing(
        Optional.ofNullable(report),
        Optional.ofNullable(answer),
        answeredAtMs,
        ownCountsAgree,
        reports,
        answers);
  }
}
