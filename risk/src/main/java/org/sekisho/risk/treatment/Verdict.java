package org.sekisho.risk.treatment;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the evidence about one control at one place comes to on a day.
 *
 * <p>The latest evidence about what runs today counts. A failure beats every success made before
 * it, and goes on beating it when it has expired itself: a test that failed does not come right by
 * waiting.
 *
 * @param kind what it comes to
 * @param evidence id of the evidence that decided it
 */
record Verdict(Kind kind, String evidence) {
  enum Kind {
    PASSED,
    FAILED,
    STALE_PASSED,
    STALE_FAILED
  }

  private static final Comparator<Evidence> LATEST =
      Comparator.comparing(Evidence::made).thenComparing(Evidence::id);

  /**
   * The verdict on a day; empty when nothing was made by then.
   *
   * @param all evidence about the control at the place
   * @param ofToday whether it is about what runs today
   */
  static Optional<Verdict> of(List<Evidence> all, Predicate<Evidence> ofToday, LocalDate on) {
    List<Evidence> made = all.stream().filter(e -> e.madeBy(on)).toList();
    List<Evidence> current = made.stream().filter(ofToday).toList();
    if (current.isEmpty()) {
      return made.stream().max(LATEST).map(Verdict::stale);
    }
    Optional<Evidence> failed =
        current.stream().filter(e -> e.result() == Evidence.Result.FAILED).max(LATEST);
    Instant since = failed.map(Evidence::made).orElse(Instant.MIN);
    List<Evidence> passed =
        current.stream()
            .filter(e -> e.result() == Evidence.Result.PASSED && e.made().isAfter(since))
            .toList();
    if (passed.isEmpty()) {
      return failed.map(e -> e.expired(on) ? stale(e) : new Verdict(Kind.FAILED, e.id()));
    }
    return passed.stream()
        .filter(e -> !e.expired(on))
        .max(LATEST)
        .map(e -> new Verdict(Kind.PASSED, e.id()))
        .or(() -> passed.stream().max(LATEST).map(Verdict::stale));
  }

  private static Verdict stale(Evidence e) {
    return new Verdict(
        e.result() == Evidence.Result.PASSED ? Kind.STALE_PASSED : Kind.STALE_FAILED, e.id());
  }
}
