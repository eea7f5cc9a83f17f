package org.sekisho.gateway.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A set of reading numbers as disjoint closed ranges in rising order. Immutable. */
final class NumberSet {
  /** The set without numbers. */
  static final NumberSet EMPTY = new NumberSet(new long[0], new long[0]);

  private final long[] firsts;
  private final long[] lasts;

  private NumberSet(long[] firsts, long[] lasts) {
    this.firsts = firsts;
    this.lasts = lasts;
  }

  /** This set and the range; touching ranges become one. */
  NumberSet with(long first, long last) {
    int from = 0;
    while (from < lasts.length && lasts[from] < first - 1) {
      from++;
    }
    int to = from;
    long newFirst = first;
    long newLast = last;
    while (to < firsts.length && firsts[to] <= last + 1) {
      newFirst = Math.min(newFirst, firsts[to]);
      newLast = Math.max(newLast, lasts[to]);
      to++;
    }
    return new NumberSet(replaced(firsts, from, to, newFirst), replaced(lasts, from, to, newLast));
  }

  /** The numbers of both sets. */
  NumberSet with(NumberSet other) {
    NumberSet both = this;
    for (NumberRange range : other.ranges()) {
      both = both.with(range.first(), range.last());
    }
    return both;
  }

  private static long[] replaced(long[] old, int from, int to, long value) {
    long[] result = new long[old.length - (to - from) + 1];
    System.arraycopy(old, 0, result, 0, from);
    result[from] = value;
    System.arraycopy(old, to, result, from + 1, old.length - to);
    return result;
  }

  /** The range that holds the number, or a range of count 0 behind it when none does. */
  NumberRange around(long number) {
    int i = indexOf(number);
    return i < 0 ? new NumberRange(number, number - 1) : new NumberRange(firsts[i], lasts[i]);
  }

  /** The first number at or after this one that is not in the set. */
  long nextAbsent(long number) {
    int i = indexOf(number);
    return i < 0 ? number : lasts[i] + 1;
  }

  /** The first number at or after this one that is in the set; {@code Long.MAX_VALUE} for none. */
  long nextPresent(long number) {
    for (int i = 0; i < firsts.length; i++) {
      if (lasts[i] >= number) {
        return Math.max(firsts[i], number);
      }
    }
    return Long.MAX_VALUE;
  }

  /** How many numbers of the closed range are in the set. */
  long countWithin(long first, long last) {
    long count = 0;
    for (int i = 0; i < firsts.length; i++) {
      long low = Math.max(first, firsts[i]);
      long high = Math.min(last, lasts[i]);
      if (low <= high) {
        count += high - low + 1;
      }
    }
    return count;
  }

  /** How many numbers are in the set. */
  long count() {
    return countWithin(1, Long.MAX_VALUE);
  }

  /** The greatest number; 0 for none. */
  long greatest() {
    return lasts.length == 0 ? 0 : lasts[lasts.length - 1];
  }

  /** The least number; {@code Long.MAX_VALUE} for none. */
  long least() {
    return firsts.length == 0 ? Long.MAX_VALUE : firsts[0];
  }

  /** The ranges, rising. */
  List<NumberRange> ranges() {
    List<NumberRange> ranges = new ArrayList<>(firsts.length);
    for (int i = 0; i < firsts.length; i++) {
      ranges.add(new NumberRange(firsts[i], lasts[i]));
    }
    return ranges;
  }

  /** The ranges of {@code 1..last} that are not in the set. */
  List<NumberRange> absentUpTo(long last) {
    List<NumberRange> absent = new ArrayList<>();
    long next = 1;
    for (int i = 0; i < firsts.length && next <= last; i++) {
      if (firsts[i] > next) {
        absent.add(new NumberRange(next, Math.min(last, firsts[i] - 1)));
      }
      next = lasts[i] + 1;
    }
    if (next <= last) {
      absent.add(new NumberRange(next, last));
    }
    return absent;
  }

  private int indexOf(long number) {
    int i = Arrays.binarySearch(firsts, number);
    if (i >= 0) {
      return i;
    }
    int before = -i - 2;
    return before >= 0 && lasts[before] >= number ? before : -1;
  }
}
