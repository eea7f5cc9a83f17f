package org.sekisho.gateway.uplink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.journal.NumberRange;

/**
 * Chooses which readings go into the next batch, so that a backlog drains in order without keeping
 * live data waiting. Not thread-safe.
 *
 * <p>There are two lanes. The <em>live</em> lane holds the numbers from {@code liveNext} on; the
 * <em>backlog</em> holds stretches of older numbers, oldest first. Within each lane readings go in
 * the order of their numbers. While there is a backlog, slots alternate: one batch of backlog, then
 * one of live data as far as there is any. A live reading therefore waits for at most one backlog
 * batch more than without a backlog.
 *
 * <p>When more than a threshold of readings has gathered in the live lane, it is no longer live:
 * they become the newest stretch of the backlog and the live lane begins anew behind them. With
 * {@link #MAX_STRETCHES} stretches already there, the live lane just lags until one is drained.
 */
final class Lanes {
  static final int MAX_STRETCHES = 64;

  /** Where the next batch is to be read from: at most the numbers {@code first…last}. */
  record Slot(long first, long last, boolean live) {}

  private final int batchReadings;
  private final long backlogReadings;
  private final Deque<NumberRange> backlog = new ArrayDeque<>();
  private long liveNext = 1;
  private boolean liveTurn;

  /**
   * @param batchReadings most readings in a batch
   * @param backlogReadings from how many waiting live readings on they become backlog
   */
  Lanes(int batchReadings, long backlogReadings) {
    this.batchReadings = batchReadings;
    this.backlogReadings = backlogReadings;
  }

  /** Begins anew: all up to the latest number is backlog, but for what is under way. */
  void restart(long latest, List<NumberRange> underWay) {
    backlog.clear();
    List<NumberRange> taken = new ArrayList<>(underWay);
    taken.sort(Comparator.comparingLong(NumberRange::first));
    long from = 1;
    for (NumberRange range : taken) {
      if (range.first() > from) {
        backlog.add(new NumberRange(from, range.first() - 1));
      }
      from = Math.max(from, range.last() + 1);
    }
    if (from <= latest) {
      backlog.add(new NumberRange(from, latest));
    }
    liveNext = Math.max(from, latest + 1);
    liveTurn = false;
  }

  /**
   * The next slot, or null when there is nothing to send now.
   *
   * @param latest latest number in the journal
   * @param lingered whether live readings have waited long enough for company
   */
  @Nullable Slot next(long latest, boolean lingered) {
    long live = latest - liveNext + 1;
    if (live > backlogReadings && backlog.size() < MAX_STRETCHES) {
      backlog.add(new NumberRange(liveNext, latest));
      liveNext = latest + 1;
      live = 0;
    }
    boolean liveReady = live >= batchReadings || (live > 0 && lingered);
    NumberRange oldest = backlog.peekFirst();
    if (liveReady && (oldest == null || liveTurn)) {
      return new Slot(liveNext, Math.min(latest, liveNext + batchReadings - 1), true);
    }
    return oldest == null ? null : new Slot(oldest.first(), oldest.last(), false);
  }

  /** The slot was served up to this number. */
  void served(Slot slot, long upTo) {
    if (slot.live()) {
      liveNext = upTo + 1;
      liveTurn = false;
      return;
    }
    NumberRange oldest = backlog.removeFirst();
    if (upTo < oldest.last()) {
      backlog.addFirst(new NumberRange(upTo + 1, oldest.last()));
    }
    liveTurn = true;
  }

  /** Whether live readings wait that no batch has taken. */
  boolean liveWaits(long latest) {
    return latest >= liveNext;
  }

  /** Numbers in the backlog; an upper bound, because some may be gone from the journal. */
  long backlog() {
    return backlog.stream().mapToLong(NumberRange::count).sum();
  }
}
