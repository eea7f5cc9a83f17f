package org.sekisho.program.access;

/** The tries at one account or from one source; guarded by the engine. Times are epoch ms. */
final class Tries {
  private long[] wrongAt = new long[0];
  int pending;
  int locks;
  long lockedUntil;

  /** Wrong tries that still count. */
  int wrong(long now, long windowMs) {
    int counted = 0;
    for (long at : wrongAt) {
      // A clock that was set back must not keep a try for ever: such a try counts no longer.
      if (at <= now && now - at < windowMs) {
        counted++;
      }
    }
    return counted;
  }

  /** When the first of those that still count happened; now when there is none. */
  long firstWrong(long now, long windowMs) {
    long first = now;
    for (long at : wrongAt) {
      if (at <= now && now - at < windowMs) {
        first = Math.min(first, at);
      }
    }
    return first;
  }

  /** Keeps one more, of at most {@code most}: older ones cannot matter. */
  void add(long now, long windowMs, int most) {
    int kept = 0;
    long[] next = new long[Math.min(wrongAt.length + 1, most)];
    int from = Math.max(0, wrongAt.length + 1 - most);
    for (int i = from; i < wrongAt.length; i++) {
      if (wrongAt[i] <= now && now - wrongAt[i] < windowMs) {
        next[kept++] = wrongAt[i];
      }
    }
    next[kept++] = now;
    wrongAt = java.util.Arrays.copyOf(next, kept);
  }

  void forgetWrong() {
    wrongAt = new long[0];
  }

  boolean locked(long now) {
    return now < lockedUntil;
  }

  long[] wrongTimes() {
    return wrongAt.clone();
  }

  void restore(long[] times) {
    wrongAt = times.clone();
  }
}
