package org.sekisho.gateway.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Carries every group that can still be read from a damaged journal over to a new one.
 *
 * <p>The damaged table is walked from both ends; where a page stops the walk, the range between is
 * halved and tried again, so that one bad page costs only what stood on it. Memory is bounded by
 * the ranges, not by the readings.
 */
final class Salvage {
  private static final int MAX_ATTEMPTS = 4_000;
  private static final long HIGHEST_GUESS = 1L << 48;

  private final Path damaged;
  private final JournalKey key;
  private final JournalDatabase target;
  private final Seal seal;
  private final String reason;

  private NumberSet gone = NumberSet.EMPTY;
  private NumberSet readable = NumberSet.EMPTY;
  private NumberSet saved = NumberSet.EMPTY;
  private long highestSeen;
  private UUID formerChain = new UUID(0, 0);
  private int attempts;

  Salvage(Path damaged, JournalKey key, JournalDatabase target, Seal seal, String reason) {
    this.damaged = damaged;
    this.key = key;
    this.target = target;
    this.seal = seal;
    this.reason = reason;
  }

  Opening.Salvaged run() throws SQLException {
    boolean endKnown = false;
    try (JournalDatabase source = JournalDatabase.open(damaged, formerChain)) {
      gone = readable(source::gone).orElse(NumberSet.EMPTY);
      readable(source::chain).flatMap(c -> c).ifPresent(c -> formerChain = c);
      highestSeen = gone.greatest();
      endKnown = scan(source);
      copy(source);
    } catch (SQLException e) {
      if (!JournalDatabase.saysDamaged(e)) {
        throw e;
      }
    }
    NumberSet accounted = gone.with(saved);
    List<NumberRange> lost = new ArrayList<>(accounted.absentUpTo(highestSeen));
    if (!endKnown) {
      lost.add(new NumberRange(highestSeen + 1, Long.MAX_VALUE));
    }
    return new Opening.Salvaged(damaged, formerChain, target.standing().accepted(), lost, reason);
  }

  private interface Reading<T> {
    T get() throws SQLException;
  }

  private static <T> Optional<T> readable(Reading<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  /** Finds what can be read; answers whether the end of the table could be seen. */
  private boolean scan(JournalDatabase source) {
    NumberSet top = walk(source, 0, HIGHEST_GUESS, false).found();
    readable = readable.with(top);
    boolean endSeen = top.count() > 0;
    halve(source, 0, endSeen ? top.least() - 1 : HIGHEST_GUESS);
    highestSeen = Math.max(highestSeen, readable.greatest());
    return endSeen || emptyTable(source);
  }

  private boolean emptyTable(JournalDatabase source) {
    return readable.count() == 0 && walk(source, 0, HIGHEST_GUESS, true).whole();
  }

  private void halve(JournalDatabase source, long low, long high) {
    if (low > high || attempts > MAX_ATTEMPTS) {
      return;
    }
    Walk rising = walk(source, low, high, true);
    readable = readable.with(rising.found());
    if (rising.whole()) {
      return;
    }
    long from = rising.found().count() == 0 ? low : rising.found().greatest() + 1;
    NumberSet upper = walk(source, from, high, false).found();
    readable = readable.with(upper);
    long to = upper.count() == 0 ? high : upper.least() - 1;
    if (to - from < 1) {
      return;
    }
    long middle = from + (to - from) / 2;
    halve(source, from, middle);
    halve(source, middle + 1, to);
  }

  /** The numbers of groups that a walk could open, and whether it came to the end of its range. */
  private record Walk(NumberSet found, boolean whole) {}

  private Walk walk(JournalDatabase source, long low, long high, boolean rising) {
    attempts++;
    NumberSet[] found = {NumberSet.EMPTY};
    try {
      source.visitGroups(
          low,
          high,
          rising,
          group -> {
            if (group.last() >= group.first()
                && seal.openAnyChain(group.first(), group.last(), group.sealed()).isPresent()) {
              found[0] = found[0].with(group.first(), group.last());
              formerChain = Seal.chainOf(group.sealed());
            }
            return true;
          });
      return new Walk(found[0], true);
    } catch (SQLException e) {
      return new Walk(found[0], false);
    }
  }

  private void copy(JournalDatabase source) throws SQLException {
    long[] next = {1};
    target.begin();
    for (NumberRange range : readable.ranges()) {
      readable(
          () -> {
            source.visitGroups(
                range.first(),
                range.last(),
                true,
                group -> {
                  next[0] = copy(group, next[0]);
                  return true;
                });
            return Boolean.TRUE;
          });
    }
    target.commit();
  }

  private long copy(JournalDatabase.Group group, long next) throws SQLException {
    Optional<List<byte[]>> records =
        seal.openAnyChain(group.first(), group.last(), group.sealed())
            .flatMap(p -> RecordGroup.split(p, group.last() - group.first() + 1));
    if (records.isEmpty()) {
      return next;
    }
    RecordGroup kept = new RecordGroup();
    for (long n = group.first(); n <= group.last(); n++) {
      if (gone.nextAbsent(n) == n) {
        kept.add(records.get().get((int) (n - group.first())));
      }
    }
    saved = saved.with(group.first(), group.last());
    if (kept.count() == 0) {
      return next;
    }
    long last = next + kept.count() - 1;
    target.insertGroup(next, last, seal.seal(next, last, kept.bytes(), kept.length()));
    return last + 1;
  }
}
