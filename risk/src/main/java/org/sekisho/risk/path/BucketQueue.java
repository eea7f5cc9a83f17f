package org.sekisho.risk.path;

import java.util.Arrays;

/**
 * A queue of numbers by small whole keys, for keys that never fall and rise by a bounded span (Dial
 * 1969): both operations take constant time. One thread.
 */
final class BucketQueue {
  private static final int NONE = -1;
  private static final int FIRST_CAPACITY = 1024;

  private final int[] head;
  private int[] item = new int[FIRST_CAPACITY];
  private int[] next = new int[FIRST_CAPACITY];
  private int used;
  private int size;
  private int key;

  /**
   * An empty queue.
   *
   * @param span most by which a key that is added lies above the least one
   */
  BucketQueue(int span) {
    head = new int[span + 1];
    Arrays.fill(head, NONE);
  }

  /** Empties it; the least key that is added from now on is this one. */
  void clear(int leastKey) {
    Arrays.fill(head, NONE);
    used = 0;
    size = 0;
    key = leastKey;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(int itsKey, int number) {
    if (itsKey < key || itsKey - key >= head.length) {
      throw new IllegalArgumentException("key " + itsKey + " is out of the span at " + key);
    }
    if (used == item.length) {
      item = Arrays.copyOf(item, used * 2);
      next = Arrays.copyOf(next, used * 2);
    }
    int bucket = itsKey % head.length;
    item[used] = number;
    next[used] = head[bucket];
    head[bucket] = used++;
    size++;
  }

  /** The least key; the queue must not be empty. */
  int leastKey() {
    while (head[key % head.length] == NONE) {
      key++;
    }
    return key;
  }

  /** Takes a number with the least key: the one that came last. */
  int take() {
    int bucket = leastKey() % head.length;
    int at = head[bucket];
    head[bucket] = next[at];
    size--;
    return item[at];
  }
}
